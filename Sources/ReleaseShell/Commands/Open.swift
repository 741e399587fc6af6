import CommandLanguage
import Diagnostics

/// `open`: goes to another repository.
struct OpenCommand: ShellCommand {
  private static let directory = Argument("dir", .directory, "a folder of the repository")

  let signature = Signature(
    "open", in: .choose, effect: .reads, "go to another repository", takes: [directory],
    examples: [
      Example("open .", given: "demo"),
      Example("open crates/llmcc-core", given: "demo", note: "a folder inside it will do"),
      Example("open no/such/folder", given: "demo", fails: .noRepository),
    ], scripted: false)

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    try shell.enter(shell.absolute(line[Self.directory] ?? "."))
    shell.output.line(try shell.summary())
    return []
  }
}
