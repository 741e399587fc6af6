import CommandLanguage
import Diagnostics

/// `dry-run on` / `off`: whether lines only show what they would do.
struct DryRunCommand: ShellCommand {
  private static let mode = Argument(
    "mode", .onOrOff, .optional, words: ["on", "off"], onlyWords: true,
    "on, off; without: says which")

  let signature = Signature(
    "dry-run", in: .shell, effect: .reads, "show, and change nothing",
    takes: [mode], flags: [CommonFlags.dryRun],
    examples: [
      Example("dry-run on", given: "demo"),
      Example("dry-run off", given: "demo"),
      Example("dry-run", given: "selected"),
      Example("dry-run maybe", given: "demo", fails: .usage),
    ],
    details: [
      "The edits of one line are believed by the next, on a copy in memory. `--dry-run` does the same for"
        + " one line."
    ],
    changes: "whether the lines after it change anything")

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    if let mode = line[Self.mode], !line.has(CommonFlags.dryRun) { shell.setDryRun(mode == "on") }
    shell.output.line(
      shell.session.isDryRun
        ? "dry run: nothing is changed" : "dry run is off: lines do what they say")
    return []
  }
}
