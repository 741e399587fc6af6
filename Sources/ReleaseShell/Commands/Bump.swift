import CommandLanguage
import Diagnostics
import ReleaseModel

/// `bump`: writes the target into every manifest that states the version.
struct BumpCommand: ShellCommand {
  private static let version = Argument(
    "version", .levelOrVersion, .optional, words: Level.allCases.map(\.rawValue),
    "sets the target first")

  let signature = Signature(
    "bump", in: .release, effect: .edits, "write the new version",
    takes: [version], flags: [CommonFlags.selection] + CommonFlags.changing,
    examples: [
      Example("bump minor", given: "selected", outcome: "bumped crate:llmcc-core@0.2.0"),
      Example("bump", given: "targeted", outcome: "bumped crate:llmcc-core@0.2.0"),
      Example(
        "bump minor -p py:llmcc", given: "demo", outcome: "bumped py:llmcc@0.2.0",
        note: "pyproject.toml, setup.py and __init__.py"),
      Example(
        "bump 0.3.0", given: "bumped", outcome: "bumped crate:llmcc-core@0.3.0",
        note: "nothing of the first try is left"),
      Example("bump --dry-run", given: "targeted", outcome: "would bump crate:llmcc-core@0.2.0"),
      Example("bump", given: "selected", fails: .noTarget),
      Example("bump post", given: "selected", fails: .levelRefused),
    ],
    details: [
      "Cargo.toml (also inherited versions), requirements of the repository's crates that do not accept"
        + " the new version or pin the old, Cargo.lock, pyproject.toml, setup.py, setup.cfg and"
        + " __init__.py. All files or none; everything else in them stays byte for byte.",
      "A level counts from the version at HEAD, so that typing it twice is one bump.",
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let named = line[CommonFlags.selection]
    let packages = try shell.selection(named)
    for index in packages {
      let package = try shell.view.repository().packages[index]
      guard let reason = package.unpublishable else { continue }
      let selector = try shell.view.repository().selector(of: index)
      shell.output.line("\(selector) is not published: \(reason)", .dim)
    }
    guard let text = line[Self.version] else {
      return try shell.converge([VersionStep(targets: try shell.statedTargets(named))])
    }
    let targets = try shell.setTargets(text, for: packages, named: named)
    if let version = Set(targets.map(\.version)).count == 1 ? targets.first?.version : nil {
      var spelled = line
      spelled.arguments[Self.version.name] = ["\(version)"]
      shell.spell(spelled)
    }
    return try shell.converge([VersionStep(targets: targets)])
  }
}

extension Shell {
  /// Sets the target of the selection, or of other packages for one line, and gives the targets.
  func setTargets(
    _ text: String, for packages: [Int], named: String?
  ) throws(ReleaseError) -> [ReleaseTarget] {
    let repository = try view.repository()
    let selectors = packages.map { repository.selector(of: $0) }
    if session.selection.isEmpty, named == nil { try select(packages, spelled: "") }
    guard selectors == session.selection else {
      let versions = try versions(text, for: packages)
      return try packages.map { index throws(ReleaseError) in
        guard let version = versions[index] else {
          throw .noVersionStated(repository.packages[index])
        }
        return try target(index, version)
      }
    }
    try setTarget(text, for: packages)
    return try targets(nil)
  }
}
