import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// Who uploads, and where to: what the flags of a line say of it.
struct Publishing: Hashable, Sendable {
  /// This machine publishes also what a workflow would.
  var isHere = false
  /// A name in cargo's configuration.
  var registry: String?
  /// Where distributions are uploaded to.
  var uploadURL: String?
  /// The simple index that serves them.
  var indexURL: String?
  /// Why a distribution is published without files that its matrix wants; `nil` where it is not to be.
  var partial: String?

  static let here = Flag("--here", "this machine publishes, not the workflow of the tag")
  static let registry = Flag(
    "--registry", .text, "NAME", "a registry of cargo's configuration, for crates")
  static let uploadURL = Flag(
    "--upload-url", .text, "URL", "where distributions are uploaded to")
  static let indexURL = Flag(
    "--index-url", .text, "SIMPLE", "the simple index that serves distributions")

  static let partial = Flag(
    "--partial", .text, "REASON", "publish though files of the matrix are missing")

  /// The flags of every command that plans or publishes.
  static let flags = [here, registry, uploadURL, indexURL, partial]

  init() {}

  /// What a line says, over what was said before.
  ///
  /// - Throws: `.usage` for an address that is none, or that holds a password.
  init(_ line: ParsedLine, over before: Publishing = Publishing()) throws(ReleaseError) {
    self = before
    if line.has(Self.here) { isHere = true }
    if let name = line[Self.registry] { registry = name }
    if let address = line[Self.uploadURL] { uploadURL = try Self.checked(address, "--upload-url") }
    if let address = line[Self.indexURL] { indexURL = try Self.checked(address, "--index-url") }
    if let reason = line[Self.partial] {
      guard reason.contains(where: { !$0.isWhitespace }), !reason.contains(where: \.isNewline)
      else {
        throw ReleaseError(
          .usage, "--partial wants a reason", why: ["it stays in the transcript, for its readers"])
      }
      partial = reason
    }
  }

  private static func checked(_ address: String, _ flag: String) throws(ReleaseError) -> String {
    let isAddress = address.hasPrefix("https://") || address.hasPrefix("http://")
    guard isAddress, !address.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
      throw ReleaseError(
        .usage, "`\(address)` is no address for \(flag)",
        why: ["it begins with https:// or http://"])
    }
    let authority = address.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
    guard !authority.contains("@") else {
      throw ReleaseError(
        .usage, "the address for \(flag) holds a name or a password",
        why: ["lines are kept; a token comes from the environment, or from `token set`"])
    }
    return address
  }

  /// The reason for missing files as a line says it; a crate has none.
  var partialWords: String {
    partial.map { " \(Self.partial.name) \(quoted($0))" } ?? ""
  }

  /// The other flags as a line says them; empty where nothing was said.
  var words: String {
    var words = isHere ? " \(Self.here.name)" : ""
    for (flag, value) in [
      (Self.registry, registry), (Self.uploadURL, uploadURL), (Self.indexURL, indexURL),
    ] {
      if let value { words += " \(flag.name) \(value.shellQuoted)" }
    }
    return words
  }

  /// Whether a registry was chosen by a flag.
  func choosesRegistry(for kind: PackageKind) -> Bool {
    kind == .crate ? registry != nil : uploadURL != nil || indexURL != nil
  }

  /// The registry to ask.
  var choice: RegistryChoice {
    RegistryChoice(registry: registry, index: indexURL, uploads: uploadURL)
  }
}

extension Publishing {
  /// As the session keeps it.
  var stored: JSONValue {
    var members: [String: JSONValue] = ["here": .bool(isHere)]
    members["registry"] = registry.map { .string($0) }
    members["upload_url"] = uploadURL.map { .string($0) }
    members["index_url"] = indexURL.map { .string($0) }
    members["partial"] = partial.map { .string($0) }
    return .object(members)
  }

  init(stored value: JSONValue) {
    isHere = value["here"]?.flag ?? false
    registry = value["registry"]?.text
    uploadURL = value["upload_url"]?.text
    indexURL = value["index_url"]?.text
    partial = value["partial"]?.text
  }
}
