import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools

/// `yank`: a published version is given to nobody new.
struct YankCommand: ShellCommand {
  static let package = Argument(
    "package", .packageVersion, "`PACKAGE@VERSION`: no version is meant without its number")
  /// Of `unyank` too.
  static let flags =
    [CommonFlags.confirm, Publishing.registry, Publishing.indexURL] + CommonFlags.changing

  let signature = Signature(
    "yank", in: .release, effect: .publishes, "withdraw a crate's version",
    takes: [package], flags: flags,
    examples: [
      Example(
        "yank crate:llmcc-core@0.2.0", given: "yanked", outcome: "yanked crate:llmcc-core@0.2.0",
        note: "where it is so already"),
      Example(
        "yank crate:llmcc-core@0.2.0 --dry-run", given: "unpublished", fails: .notPublished),
      Example(
        "yank llmcc-core@0.1.0", given: "served", fails: .tokenMissing,
        note: "cargo needs one whose scope has yank"),
      Example("yank py:llmcc@0.1.0", given: "served", fails: .webOnly),
    ],
    details: [
      "By `cargo yank`, whose token may need the scope yank. Whoever has the version in a lock file still"
        + " gets it; nobody new does. `unyank` takes it back. Of a distribution only the web page can: the"
        + " error says which."
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    [try shell.yank(line, isUndone: false)]
  }

  func objects(of line: ParsedLine, in forecast: Forecast) throws(ReleaseError) -> [String] {
    [try forecast.shell.target(ofYanking: line).object]
  }
}

extension Shell {
  /// Withdraws the version that a line names, or gives it out again.
  func yank(_ line: ParsedLine, isUndone: Bool) throws(ReleaseError) -> Outcome {
    let target = try target(ofYanking: line)
    var spelled = line
    spelled.arguments[YankCommand.package.name] = [target.object]
    let choice = try publishing(line).choice
    choice.spell(&spelled)
    spell(spelled)
    if let error = try activeWorld.cargoFault() { throw error }
    let step = YankStep(target: target, choice: choice, isUndone: isUndone)
    return try converge(step, [], isShown: false)
  }

  /// The one package and version that a line names.
  ///
  /// - Throws: `.usage` without a version, `.oneAtATime` for several packages.
  func target(ofYanking line: ParsedLine) throws(ReleaseError) -> ReleaseTarget {
    let (text, command) = (line[YankCommand.package] ?? "", line.signature.name)
    let targets = try targets(naming: text)
    guard targets.count == 1, let target = targets.first else {
      throw ReleaseError(
        .oneAtATime, "`\(command)` takes one package",
        why: ["`\(text)` names \(targets.count); each is a decision of its own"],
        fix: targets.prefix(1).map { ShellLine("\(command) \($0.object)") })
    }
    guard text.contains("@") else {
      throw ReleaseError(
        .usage, "`\(command)` needs the version: \(text)@VERSION",
        why: ["what the manifest states now may not be the version that is meant"],
        fix: [ShellLine("\(command) \(target.object)")])
    }
    return target
  }
}
