import CommandLanguage
import Diagnostics

/// `unyank`: a withdrawn version is given out again.
struct UnyankCommand: ShellCommand {
  let signature = Signature(
    "unyank", in: .release, effect: .publishes, "take a yank back",
    takes: [YankCommand.package], flags: YankCommand.flags,
    examples: [
      Example(
        "unyank crate:llmcc-core@0.2.0", given: "served",
        outcome: "unyanked crate:llmcc-core@0.2.0", note: "where it is so already"),
      Example(
        "unyank crate:llmcc-core@0.2.0", given: "yanked", fails: .tokenMissing,
        note: "cargo needs one whose scope has yank"),
      Example("unyank llmcc-core@0.9.0", given: "served", fails: .notPublished),
    ],
    details: [
      "By `cargo yank --undo`. The index must name the version; `verify` looks at it after."
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    [try shell.yank(line, isUndone: true)]
  }

  func objects(of line: ParsedLine, in forecast: Forecast) throws(ReleaseError) -> [String] {
    [try forecast.shell.target(ofYanking: line).object]
  }
}
