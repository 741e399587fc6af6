import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// `token set`: takes a token at a question that shows nothing, and keeps it in memory.
///
/// It is no line of a script: a token stands in no file of relsh's.
struct TokenSetCommand: ShellCommand {
  private static let service = Argument(
    "service", .text, .optional, words: ["crates.io", "PyPI"],
    "crates.io, PyPI, a registry of cargo's configuration, or the host of a package index")

  let signature = Signature(
    "token set", in: .look, effect: .reads, "type one, unseen, for this shell",
    takes: [service], flags: [Publishing.registry, Publishing.uploadURL, CommonFlags.dryRun],
    examples: [
      Example(
        "token set crates.io", given: "demo", fails: .cannotAsk, note: "where there is no terminal"),
      Example("token set PyPI", given: "demo", fails: .cannotAsk),
      Example("token set --registry elsewhere", given: "demo", fails: .noRegistry),
      Example(
        "token set --upload-url http://packages.example/", given: "demo", fails: .noRegistry,
        note: "a token is sent encrypted only"),
    ],
    details: [
      "Asks for the token without showing it, looks at its shape, and keeps it until the shell ends: it"
        + " wins over every variable and file, is written nowhere, and is handed to the one child that"
        + " uploads there or yanks. `relsh token set` as a command of its own would forget it at once."
    ],
    scripted: false, changes: "nothing that lasts: the token is kept in memory")

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let place = try place(line, in: shell)
    if shell.activeWorld.onlyShows {
      shell.output.line("would ask for a token for \(place.name)", .warning)
      return []
    }
    guard shell.entry != .oneShot, let ask = shell.asker?.askSecret else {
      throw .cannotAsk(place, isForgotten: shell.entry == .oneShot)
    }
    guard let secret = ask("token for \(place.name) (it is not shown): ") else {
      throw ReleaseError(
        .interrupted, "no token was taken for \(place.name)", why: ["the question was left"])
    }
    // From here on it cannot be written, right or wrong; a short word is none, and stands in other texts.
    if secret.reveal().utf8.count >= 8 { shell.output.redactor.add(secret) }
    var held = shell.heldTokens
    held[place] = secret
    try Self.check(place, held, in: shell.world)
    shell.heldTokens = held
    shell.output.line(
      "\(place.name): set here until this shell ends; its shape is right", .good)
    return []
  }

  /// The registry that a line means.
  private func place(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> TokenPlace {
    let named = [
      line[Self.service], line[Publishing.registry], line[Publishing.uploadURL],
    ].compactMap(\.self)
    guard named.count == 1 else {
      throw ReleaseError(
        .usage, named.isEmpty ? "`token set` needs a service" : "two registries are named",
        why: ["a token is for one of them: crates.io, PyPI, or what a flag names"],
        fix: ["token set crates.io"])
    }
    // It would stand in the error, in capitals too.
    guard !shell.output.redactor.finds(in: named[0]) else {
      throw ReleaseError(
        .usage, "a token is no service: it is typed at the question, where nothing shows it",
        why: ["as a word of a line it is on the screen"], fix: ["token set crates.io"])
    }
    if let url = line[Publishing.uploadURL] { return try UploadAddress(url).place }
    if let name = line[Publishing.registry] {
      return .crates(try CrateIndex.chosen(name, in: shell.world).name)
    }
    let name = named[0]
    switch name.lowercased() {
    case "crates.io", "crates-io":
      return .crates(try CrateIndex.chosen("crates.io", in: shell.world).name)
    case "pypi", "pypi.org", "upload.pypi.org": return UploadAddress.pyPI.place
    case "testpypi": return .index(host: "test.pypi.org")
    case "github", "github.com":
      throw ReleaseError(
        .usage, "a token of GitHub is not set here",
        why: ["GITHUB_TOKEN, GH_TOKEN or gh's own login hold it"], fix: ["!gh auth login"])
    default: break
    }
    do throws(ReleaseError) {
      return .crates(try CrateIndex.chosen(name, in: shell.world).name)
    } catch {
      guard error.code == .noRegistry, name.contains(".") || name.contains(":") else { throw error }
      return try UploadAddress(Self.address(of: name)).place
    }
  }

  /// The address of an index of which only the host is known: what the shape of its tokens depends on.
  private static func address(of host: String) -> String {
    let secure = "https://\(host)/"
    return HTTPRequest("http://\(host)/").isPrivate ? "http://\(host)/" : secure
  }

  /// Looks at the shape of the token that is held for a place.
  ///
  /// - Throws: `.tokenWrong`, `.tokenWrongHost`.
  private static func check(
    _ place: TokenPlace, _ held: HeldTokens, in world: World
  ) throws(ReleaseError) {
    switch place {
    case .crates(let registry):
      _ = try CrateCredential.find(for: registry, in: world, held: held)
    case .index(let host):
      let address = try UploadAddress(address(of: host))
      _ = try IndexCredential.find(for: address, in: world, held: held)
    }
  }
}

extension ReleaseError {
  /// A token cannot be typed here; the variables that hold one instead are named.
  fileprivate static func cannotAsk(_ place: TokenPlace, isForgotten: Bool) -> Self {
    let variables =
      switch place {
      case .crates(let registry): [CrateCredential.variable("TOKEN", of: registry)]
      case .index("upload.pypi.org"): ["PYPI_API_TOKEN", "UV_PUBLISH_TOKEN"]
      case .index: ["UV_PUBLISH_TOKEN", "TWINE_PASSWORD"]
      }
    let why =
      isForgotten
      ? "it is kept in memory, and this relsh ends with its one line: type it at the prompt"
      : "it is typed unseen at a terminal, and there is none"
    return Self(
      .cannotAsk, "no token can be typed here for \(place.name)",
      why: [why, "or set \(variables.joined(separator: " or ")) for relsh, in its environment"])
  }
}
