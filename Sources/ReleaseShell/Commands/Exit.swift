import CommandLanguage
import Diagnostics

/// `exit`: leaves the shell.
struct ExitCommand: ShellCommand {
  let signature = Signature(
    "exit", in: .shell, effect: .reads, "leave the shell",
    examples: [
      Example("exit", given: "demo"), Example("exit", given: "outside"),
      Example("exit now", given: "demo", fails: .usage),
    ], scripted: false)

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    shell.isLeaving = true
    return []
  }
}
