import CommandLanguage
import Diagnostics
import ReleaseWorld

/// `transcript`: what this shell ran.
struct TranscriptCommand: ShellCommand {
  let signature = Signature(
    "transcript", in: .script, effect: .reads, "what this shell ran", flags: [CommonFlags.dryRun],
    examples: [
      Example("transcript", given: "demo", note: "nothing was run yet"),
      Example("transcript", given: "bumped"),
      Example("transcript", given: "pushed"),
    ],
    details: [
      "Every line is logged as it ends, with `#=` and its outcome; `transcript save` writes what"
        + " converged as a script.",
      "`transcript list` shows the logs that are kept, the newest first; `transcript off` stops"
        + " logging in this shell, and `transcript on` goes on.",
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    if let failure = shell.log.failure {
      shell.output.remark("the log could not be kept: \(failure.what)", .warning)
    }
    let entries = shell.log.entries
    guard !entries.isEmpty else {
      shell.output.remark(shell.log.isOn ? "nothing was run yet" : "the transcript is off")
      return []
    }
    var text = "# relsh transcript v1\n"
    if let heading = shell.log.heading { text += "# \(heading)\n" }
    text += entries.map(\.text).joined()
    shell.output.data(String(text.dropLast()))
    return []
  }
}

/// `transcript list`: the logs of this repository.
struct TranscriptListCommand: ShellCommand {
  let signature = Signature(
    "transcript list", in: .script, effect: .reads, "the transcripts that are kept",
    flags: CommonFlags.changing,
    examples: [
      Example("transcript list", given: "pushed", note: "the newest first"),
      Example("transcript list --json", given: "pushed"),
      Example("transcript list", given: "outside", fails: .noRepository),
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    try shell.requireRepository()
    let folder = SessionLog.folder(in: shell.world)
    let names = shell.world.files.list(folder).filter { $0.hasSuffix(".relsh") }
    guard !names.isEmpty else {
      shell.output.remark("no transcript yet: the first line makes one")
      return []
    }
    // The names begin with the time.
    for name in names.sorted(by: >) {
      let path = "\(folder)/\(name)"
      guard let bytes = try shell.world.files.read(path) else { continue }
      let logged = LoggedTranscript(bytes, parser: shell.registry.parser)
      let date = logged.repository?.split(separator: " ").last.map(String.init) ?? ""
      shell.list(name, date: date, lines: logged.entries.count)
    }
    shell.output.remark("they are in \(folder)")
    return []
  }
}

/// `transcript on`: goes on with the log.
struct TranscriptOnCommand: ShellCommand {
  let signature = Signature(
    "transcript on", in: .script, effect: .reads, "go on logging",
    flags: [CommonFlags.dryRun],
    examples: [
      Example("transcript on", given: "demo"),
      Example("transcript on", given: "bumped", note: "it is on from the start"),
      Example("transcript on", given: "outside"),
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    if !line.has(CommonFlags.dryRun) { shell.log.isOn = true }
    shell.output.line("the transcript is \(shell.log.isOn ? "on" : "off")")
    return []
  }
}

/// `transcript off`: what follows is not logged.
struct TranscriptOffCommand: ShellCommand {
  let signature = Signature(
    "transcript off", in: .script, effect: .reads, "stop logging",
    flags: [CommonFlags.dryRun],
    examples: [
      Example("transcript off", given: "demo"),
      Example("transcript off", given: "bumped"),
      Example("transcript off", given: "outside"),
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    if !line.has(CommonFlags.dryRun) { shell.log.isOn = false }
    shell.output.line("the transcript is \(shell.log.isOn ? "on" : "off")")
    return []
  }
}
