package import Diagnostics
package import ReleaseWorld

/// What `cargo update` would change in a lock file, of one crate.
package struct LockedUpdate: Hashable, Sendable {
  package let name: String
  /// The version that is locked; `nil` for a crate that would be added.
  package let locked: String?
  /// The version that would be locked; `nil` where it would stay, or go.
  package let update: String?
  /// The newest that the registry has, where the requirements do not reach it.
  package let newest: String?

  /// Reads a line: `Updating serde v1.0.0 -> v1.0.1 (available: v2.0.0)`.
  init?(_ line: String) {
    let words = line.split(separator: " ").map(String.init)
    guard words.count >= 3, words[2].first == "v" || words[2].first?.isNumber == true else {
      return nil
    }
    name = words[1]
    let version = Self.number(words[2])
    let arrow = words.firstIndex(of: "->").flatMap { words.dropFirst($0 + 1).first }
    let available = words.firstIndex { ["(available:", "(latest:"].contains($0) }
      .flatMap { words.dropFirst($0 + 1).first }
    newest = available.map { Self.number(String($0.prefix { !"),".contains($0) })) }
    switch words[0] {
    case "Updating", "Downgrading":
      guard let arrow else { return nil }
      (locked, update) = (version, Self.number(arrow))
    case "Adding": (locked, update) = (nil, version)
    case "Removing": (locked, update) = (version, nil)
    case "Unchanged": (locked, update) = (version, version)
    default: return nil
    }
  }

  /// Those that `cargo update --dry-run --verbose` names.
  package static func all(in output: String) -> [LockedUpdate] {
    ToolWords(output).lines.compactMap { LockedUpdate($0) }
  }

  private static func number(_ text: String) -> String {
    text.hasPrefix("v") ? String(text.dropFirst()) : text
  }
}

extension World {
  /// What `cargo update` would change in a workspace's lock file; nothing is changed.
  ///
  /// - Throws: What cargo's words mean: the registry cannot be asked; `.noCargo`, `.interrupted`.
  package func lockedUpdates(
    of manifest: String, hearing listener: ChildListener?
  ) throws(ReleaseError) -> [LockedUpdate] {
    guard ProgramPath.find("cargo", in: environment) != nil else {
      throw .noCargo("no cargo is found along PATH", to: "ask for updates of crates")
    }
    var variables = TokenVariables.removed(from: environment)
    variables["CARGO_TERM_COLOR"] = "never"
    var child = Child(
      "cargo", ["update", "--dry-run", "--verbose", "--manifest-path", manifest],
      environment: variables)
    child.listener = listener
    let end = try processes.run(child)
    guard end.status != 0 else { return LockedUpdate.all(in: end.said) }
    try throwInterrupted(end, ["cargo", "update"])
    var facts = Diagnosis.Facts()
    facts.registry = "the registry"
    throw Diagnosis.of(tool: .cargoUpdate, end: end, facts: facts).error
  }
}
