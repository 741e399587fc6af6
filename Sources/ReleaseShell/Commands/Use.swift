import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// `use`: chooses what the following lines act on.
struct UseCommand: ShellCommand {
  private static let selector = Argument(
    "selector", .selector, .optional, "a package, several joined by commas, or a word for several")
  private static let fromTag = Flag(
    "--from-tag", .tag, "TAG", "the package and version that a tag names, as workflows read it")

  let signature = Signature(
    "use", in: .choose, effect: .reads, "choose what to release",
    takes: [selector], flags: [fromTag] + CommonFlags.changing,
    examples: [
      Example("use llmcc-core", given: "demo", outcome: "selected crate:llmcc-core"),
      Example(
        "use py:llmcc", given: "demo", outcome: "selected py:llmcc",
        note: "the crate and the distribution have one name"),
      Example(
        "use --from-tag llmcc-core-v0.1.0", given: "demo", outcome: "selected crate:llmcc-core",
        note: "the longest package name that fits; the target is the tag's version"),
      Example("use llmcc", given: "demo", fails: .ambiguousPackage),
      Example("use llmcc-cor", given: "demo", fails: .unknownPackage),
    ],
    details: [
      "A selector is a package's name, `crate:NAME`, `py:NAME`, `python` (the only distribution), a path"
        + " (`./crates/llmcc-core`), `group:NAME`, `crates`, `all`, `changed` (commits since its last tag) or"
        + " `dependents` (what needs a selected package); commas join several.",
      "Another selection clears the target.",
    ],
    changes: "the selection, which the next shell here has too; no file")

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    var spelled = line
    if let tag = line[Self.fromTag] {
      try shell.requireRepository()
      let repository = try shell.view.repository()
      guard let reading = try shell.view.conventions().read(tag), !reading.packages.isEmpty else {
        throw ReleaseError(
          .unknownTag, "\(tag) names no package of this repository",
          why: ["no package's tag format fits it; `packages` shows the last tag of each"])
      }
      try shell.select(reading.packages, spelled: tag)
      shell.session.target = SessionTarget(
        spelled: "\(reading.version)",
        versions: Dictionary(
          uniqueKeysWithValues: reading.packages.map {
            (repository.selector(of: $0), reading.version)
          }))
      if try !shell.view.knownTags().contains(where: { $0.name == tag }) {
        shell.output.line("\(tag) is no tag here yet", .warning)
      }
      shell.output.line("target \(reading.version)")
      return [Outcome(.selected, shell.session.selection)]
    }
    guard let selector = line[Self.selector] else {
      throw ReleaseError(
        .usage, "`use` needs a selector", why: ["usage: \(usage(of: signature))"],
        fix: [ShellLine("use \(try shell.suggestedSelector() ?? "all")")])
    }
    let packages = try shell.resolve(selector)
    try shell.select(packages, spelled: selector)
    spelled.arguments[Self.selector.name] = [shell.session.selection.joined(separator: ",")]
    shell.spell(spelled)
    return [Outcome(.selected, shell.session.selection)]
  }
}
