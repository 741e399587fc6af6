import CommandLanguage
import Diagnostics
import ReleaseModel

/// `target`: sets the version that the selection is to be released as.
struct TargetCommand: ShellCommand {
  private static let version = Argument(
    "version", .levelOrVersion, .any, words: Level.allCases.map(\.rawValue),
    "a level, a version, or `SELECTOR@VERSION` for each package")

  let signature = Signature(
    "target", in: .choose, effect: .reads, "set the version or level",
    takes: [version], flags: CommonFlags.changing,
    examples: [
      Example("target 0.2.0", given: "selected", outcome: "target 0.2.0"),
      Example(
        "target minor", given: "selected", outcome: "target 0.2.0",
        note: "counted from the version at HEAD, when it is set"),
      Example(
        "target 0.2.0rc1", given: "selected", outcome: "target 0.2.0-rc.1",
        note: "either spelling"),
      Example("target 0.0.9", given: "selected", fails: .versionBelow),
      Example("target minor", given: "demo", fails: .nothingSelected),
    ],
    details: [
      "Levels: major, minor, patch, release, alpha, beta, rc, and post for distributions.",
      "A level is resolved when it is set: `minor` means the same version after the commit.",
    ],
    changes: "the target, which the next shell here has too; no file")

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let words = line.all(Self.version)
    guard let first = words.first else {
      throw ReleaseError(
        .usage, "`target` needs a level or a version", why: ["usage: \(usage(of: signature))"],
        fix: ["target minor"])
    }
    if words.contains(where: { $0.contains("@") }) { return try setEach(words, in: shell) }
    guard words.count == 1 else {
      throw ReleaseError(
        .usage, "`target` takes one version, or `SELECTOR@VERSION` for each package",
        why: ["usage: \(usage(of: signature))"], fix: [ShellLine("target \(first)")])
    }
    let packages = try shell.selection(nil)
    if shell.session.selection.isEmpty { try shell.select(packages, spelled: "") }
    try shell.setTarget(first, for: packages)
    return [Outcome(.target, shell.targetWords)]
  }

  private func setEach(_ words: [String], in shell: Shell) throws(ReleaseError) -> [Outcome] {
    var packages: [Int] = []
    var versions: [String: Version] = [:]
    let repository = try shell.view.repository()
    for word in words {
      guard let at = word.lastIndex(of: "@") else {
        throw ReleaseError(
          .usage, "`\(word)` names no package and version",
          why: ["each is `SELECTOR@VERSION`, where one of them is"])
      }
      let text = String(word[word.index(after: at)...])
      for index in try shell.resolve(String(word[..<at])) {
        packages.append(index)
        versions[repository.selector(of: index)] = try shell.versions(text, for: [index])[index]
      }
    }
    let ordered = repository.publishOrder(of: packages).packages
    try shell.select(ordered, spelled: "")
    shell.session.target = SessionTarget(spelled: words.joined(separator: " "), versions: versions)
    return [Outcome(.target, shell.targetWords)]
  }
}

extension Shell {
  /// The target as an outcome says it: one version for all, or each package's.
  var targetWords: [String] {
    guard let target = session.target else { return [] }
    let versions = Set(target.versions.values)
    if versions.count == 1, let version = versions.first { return ["\(version)"] }
    return session.selection.compactMap { selector in
      target.versions[selector].map { "\(selector)@\($0)" }
    }
  }
}
