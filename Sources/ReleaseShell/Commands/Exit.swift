import CommandLanguage
import Diagnostics

/// `exit`: leaves the shell.
struct ExitCommand: ShellCommand {
  let signature = Signature(
    "exit", in: .shell, effect: .reads, "leave the shell", flags: [CommonFlags.dryRun],
    examples: [
      Example("exit", given: "demo"), Example("exit", given: "outside"),
      Example("exit now", given: "demo", fails: .usage),
    ], scripted: false)

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    if line.has(CommonFlags.dryRun) {
      shell.output.line("would leave", .warning)
    } else {
      shell.isLeaving = true
    }
    return []
  }
}
