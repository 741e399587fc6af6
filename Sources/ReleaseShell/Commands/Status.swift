import CommandLanguage
import Diagnostics

struct StatusCommand: ShellCommand {
  let signature = Signature("status", in: .look, effect: .reads, "where the release stands")
  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] { [] }
}
