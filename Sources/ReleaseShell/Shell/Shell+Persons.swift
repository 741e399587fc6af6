import CommandLanguage
import Diagnostics
import ReleaseWorld

extension Shell {
  /// Runs a line in the person's own shell.
  func runPersonsShell(_ text: String) throws(ReleaseError) {
    forget()
    if activeWorld.onlyShows {
      output.line("would run in your shell: \(text)", .warning)
      return
    }
    let program = world.environment["SHELL"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/bin/sh"
    let end = try world.processes.run(Child(program, ["-c", text], output: .terminal))
    var entry = TranscriptEntry("!\(text)", effect: .edits)
    if end.status != 0 {
      entry.failed = end.wasInterrupted ? .interrupted : .toolFailed
    }
    log.add(entry, standsFor: nil, redactor: output.redactor)
    session.hasFailed = end.status != 0
    guard end.status == 0 else {
      let error =
        end.wasInterrupted
        ? ReleaseError(.interrupted, "`!\(text)` was interrupted")
        : ReleaseError(
          .toolFailed, "`!\(text)` ended with \(end.status)",
          why: ["your shell's command failed; its own words stand above"])
      remember(error, of: "!\(text)")
      throw error
    }
  }
}
