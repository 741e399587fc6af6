import CommandLanguage
import Diagnostics

/// `history`: the lines that were typed in this repository.
struct HistoryCommand: ShellCommand {
  private static let count = Argument(
    "count", .count, .optional, "how many; 20 where none is named")

  let signature = Signature(
    "history", in: .shell, effect: .reads, "the lines typed here",
    takes: [count], flags: [CommonFlags.dryRun],
    examples: [
      Example("history", given: "demo"), Example("history 5", given: "selected"),
      Example("history many", given: "demo", fails: .usage),
    ],
    details: [
      "Kept for each repository in your XDG state directory. Lines that begin with a space, lines that"
        + " hold a token and answers to questions are not kept."
    ], scripted: false)

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    var wanted = 20
    if let text = line[Self.count] {
      guard let number = Int(text), number > 0 else {
        throw ReleaseError(
          .usage, "`\(text)` is not a number of lines",
          why: ["usage: \(usage(of: signature))"], fix: ["history 20"])
      }
      wanted = number
    }
    for line in shell.historyLines().suffix(wanted) { shell.output.line(line) }
    return []
  }
}
