import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// `transcript save`: what converged, as a script that `run` takes.
///
/// Of class `reads` although it writes a file that the person names: it is no part of the release that
/// it writes down, and must not be a line of it.
struct TranscriptSaveCommand: ShellCommand {
  private static let file = Argument("file", .file, "where to write it")
  private static let parameter = Flag(
    "--param", .text, "NAME", repeats: true,
    "`${NAME}` instead of the version; NAME=VERSION where there are several")
  private static let force = Flag("--force", "write over a file that is no transcript")

  let signature = Signature(
    "transcript save", in: .script, effect: .reads, "write it as a script",
    takes: [file], flags: [parameter, force, CommonFlags.dryRun],
    examples: [
      Example("transcript save release.relsh", given: "pushed"),
      Example("transcript save release.relsh --param version", given: "pushed"),
      Example("transcript save release.relsh --dry-run", given: "pushed", note: "shows the text"),
      Example(
        "transcript save release.relsh", given: "demo", fails: .nothingToSave,
        note: "nothing converged yet"),
      Example(
        "transcript save README.md", given: "pushed", fails: .fileExists,
        note: "a file that is no transcript stays"),
    ],
    details: [
      "Failed tries, looking around, dry runs and what was taken back are left out. Levels stand as"
        + " the versions that they led to, and confirmations name what they were given for.",
      "`--param version` puts `param version = 0.2.0` on top and `${version}` wherever it stands,"
        + " except in a confirmation: a run with another version asks for one of its own.",
    ],
    changes: "FILE alone; one that is no transcript stays as it is")

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let file = line[Self.file] ?? ""
    let entries = TranscriptSaving(parser: shell.registry.parser).converged(shell.log.entries)
    guard !entries.isEmpty else { throw .nothingToSave(try nextLine(shell)) }
    var saved = SavedTranscript(
      heading: shell.log.heading ?? SessionLog.heading(in: shell.world), entries: entries)
    let command = "transcript save \(quoted(file))"
    try saved.parameterise(line.flags[Self.parameter.name] ?? [], command: command)
    let conventions = shell.hasRepository ? try shell.view.conventions() : nil
    let packages = shell.hasRepository ? try shell.view.repository().packages : []
    let text = saved.text { word in
      conventions?.read(word)?.packages.allSatisfy { packages[$0].kind == .distribution } ?? false
    }
    // Whatever was written is read once, so that nobody finds out at the next release.
    _ = try Script.parse(
      text, file: file, parser: shell.registry.parser, pep440: ScriptRun.pythonSpelling)
    if line.has(CommonFlags.dryRun) {
      shell.output.data(String(text.dropLast()))
      return []
    }
    if !line.has(Self.force), let there = try shell.world.files.read(shell.absolute(file)),
      !there.isEmpty, !Self.isTranscript(there)
    {
      throw .fileExists(file, command: canonical(line))
    }
    try shell.world.files.export(
      shell.absolute(file), Array(shell.output.redactor.redact(text).utf8), true)
    shell.output.line("\(file): \(entries.count) lines")
    shell.output.remark("run it again: relsh run \(quoted(file)) --verify")
    return []
  }

  private func nextLine(_ shell: Shell) throws(ReleaseError) -> String {
    guard shell.hasRepository else { return "demo" }
    return try "use \(shell.suggestedSelector() ?? "all")"
  }

  /// Whether a file says on top that it is a transcript.
  private static func isTranscript(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A, maxSplits: 2).prefix(2).contains { line in
      let text = String(decoding: line, as: UTF8.self)
      return text.hasPrefix("# relsh transcript") || text == "#!/usr/bin/env -S relsh run"
    }
  }
}

extension Shell {
  /// A row of `transcript list`.
  func list(_ name: String, date: String, lines: Int) {
    if output.isJSON {
      let members: [String: JSONValue] = [
        "name": .string(name), "date": .string(date), "lines": .number(Double(lines)),
      ]
      output.data(String(decoding: JSONValue.object(members).bytes, as: UTF8.self))
    } else {
      output.line("\(name)  \(date)  \(lines) line\(lines == 1 ? "" : "s")")
    }
  }
}

extension ReleaseError {
  fileprivate static func nothingToSave(_ line: String) -> Self {
    Self(
      .nothingToSave, "nothing in this transcript converged yet",
      why: ["a saved transcript holds what changed something: bump, commit, tag, push"],
      fix: [ShellLine(line), "bump minor"])
  }

  fileprivate static func fileExists(_ file: String, command: String) -> Self {
    Self(
      .fileExists, "\(file) is there, and is no transcript",
      why: ["its contents would be lost"], fix: [ShellLine("\(command) --force")])
  }
}
