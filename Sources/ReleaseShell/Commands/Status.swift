import CommandLanguage
import Diagnostics
import ReleaseWorld

/// `status`: where the release stands, and what to type next.
struct StatusCommand: ShellCommand {
  var signature: Signature {
    Signature(
      "status", in: .look, effect: .reads, "where the release stands",
      flags: [CommonFlags.selection] + CommonFlags.changing,
      examples: [
        Example("status", given: "demo", note: "nothing is selected: all released packages"),
        Example("status", given: "targeted"),
        Example("status -p py:llmcc", given: "demo", note: "of a package that is not selected"),
        Example("status --json", given: "pushed", note: "one object"),
        Example("status", given: "outside", fails: .noRepository),
      ],
      details: [
        "Below each selected package stands every place that states its version; where two places"
          + " disagree, each version has a line of its own. Commits are those that touch the"
          + " package's folder. `ahead` and `behind` are as git last saw the remote: nothing is"
          + " fetched."
      ])
  }

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    try shell.requireRepository()
    shell.view.prefetchPrompt()
    shell.view.prefetch()
    let report = try StatusReport(shell, of: line[CommonFlags.selection])
    if shell.output.isJSON {
      shell.output.data(String(decoding: report.json.bytes, as: UTF8.self))
      return []
    }
    for line in report.lines(width: min(80, shell.output.columns() ?? 80)) {
      shell.output.line(line.text, line.look)
    }
    if let next = report.next { shell.output.line("next: \(next)", .dim) }
    return []
  }
}
