import CommandLanguage
import Diagnostics
import ReleaseModel

/// `wait`: until a registry serves a package.
struct WaitCommand: ShellCommand {
  private static let package = Argument(
    "package", .packageVersion, .optional,
    "`PACKAGE@VERSION`; without a version the target's, without both the selection")
  private static let limit = Flag("--limit", .count, "SECONDS", "how long to wait; 600 else")

  let signature = Signature(
    "wait", in: .release, effect: .reads, "until a registry serves it",
    takes: [package],
    flags: [limit, Publishing.registry, Publishing.indexURL, CommonFlags.dryRun, CommonFlags.json],
    examples: [
      Example(
        "wait crate:llmcc-core@0.2.0", given: "served", outcome: "served crate:llmcc-core@0.2.0"),
      Example(
        "wait llmcc-core@0.3.0 --limit 5", given: "served", fails: .notServed,
        note: "not there in time"),
      Example(
        "wait llmcc-core@0.2.0", given: "pushed", fails: .serverSilent,
        note: "where there is no network"),
      Example(
        "wait llmcc-core@0.2.0 --registry elsewhere", given: "served", fails: .noRegistry),
      Example("wait llmcc-cor@0.2.0", given: "served", fails: .unknownPackage),
    ],
    details: [
      "Asks the crate index, or PyPI's JSON. Which registry: cargo's configuration and"
        + " CARGO_REGISTRY_DEFAULT for crates, UV_DEFAULT_INDEX for distributions, else crates.io and"
        + " pypi.org. ^C ends it; nothing is changed."
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    var choice = try shell.publishing(line).choice
    if let text = line[Self.limit] { choice.limit = try Self.seconds(text, of: "wait") }
    let targets = try shell.targets(naming: line[Self.package])
    var spelled = line
    if line[Self.package] != nil, targets.count == 1 {
      spelled.arguments[Self.package.name] = [targets[0].object]
    }
    choice.spell(&spelled)
    shell.spell(spelled)
    let steps = targets.map { WaitStep(target: $0, choice: choice) }
    let outcomes = try shell.converge(steps)
    return outcomes.count > 1 ? [outcomes.joined(.served)] : outcomes
  }

  /// The seconds that a limit says, for the command of a name.
  static func seconds(_ text: String, of command: String) throws(ReleaseError) -> Double {
    guard let seconds = Int(text), (1...86400).contains(seconds) else {
      throw ReleaseError(
        .usage, "`\(text)` is no limit", why: ["a number of seconds from 1 to 86400 is"],
        fix: [ShellLine("help \(command)")])
    }
    return Double(seconds)
  }
}

extension Shell {
  /// What a word means: `PACKAGE@VERSION`, a package at its target's version; `nil` for the selection.
  func targets(naming text: String?) throws(ReleaseError) -> [ReleaseTarget] {
    guard let text, let sign = text.utf8.lastIndex(of: UInt8(ascii: "@")) else {
      return try targets(text)
    }
    let version = try Version(String(text[text.utf8.index(after: sign)...]))
    return try resolve(String(text[..<sign])).map { index throws(ReleaseError) in
      try target(index, version)
    }
  }
}
