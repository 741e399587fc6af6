import CommandLanguage
import Diagnostics
import ReleaseWorld

/// `open`: goes to another repository.
struct OpenCommand: ShellCommand {
  private static let directory = Argument("dir", .directory, "a folder of the repository")

  let signature = Signature(
    "open", in: .choose, effect: .reads, "go to another repository", takes: [directory],
    flags: [CommonFlags.dryRun],
    examples: [
      Example("open .", given: "demo"),
      Example("open crates/llmcc-core", given: "demo", note: "a folder inside it will do"),
      Example("open no/such/folder", given: "demo", fails: .noRepository),
    ], scripted: false, changes: "the repository that the lines after it are about")

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    if line.has(CommonFlags.dryRun) {
      let there = try shell.openWorld(shell.absolute(line[Self.directory] ?? "."))
      shell.output.line("would go to \(there.root)", .warning)
      return []
    }
    let wasDryRun = shell.session.isDryRun
    try shell.enter(shell.absolute(line[Self.directory] ?? "."))
    // Whoever was only looking goes on looking, also where the other repository's session was not.
    if wasDryRun {
      shell.setDryRun(true)
      shell.output.remark("dry run stays on")
    }
    shell.output.line(try shell.summary())
    return []
  }
}
