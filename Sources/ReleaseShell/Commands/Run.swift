import CommandLanguage
import Diagnostics
import ReleaseWorld

/// `run`, and `replay` at the prompt: the lines of a transcript, one after another.
///
/// Of class `reads`, since it changes nothing itself: each line has its own class, by which it asks,
/// locks and is journaled, and stands in the log as itself.
struct RunCommand: ShellCommand {
  private static let file = Argument("file", .file, "the transcript")
  private static let set = Flag(
    "--set", .assignment, "NAME=VALUE", repeats: true, "a parameter's value for this run")
  private static let verify = Flag(
    "--verify", "each outcome must be the one that stands in the file")
  private static let yesTo = Flag(
    "--yes-to", .object, "OBJECT", repeats: true, "confirm an object that the file does not name")

  let signature: Signature

  init() { self.init("run", "run a saved transcript") }

  private init(_ name: String, _ summary: String) {
    signature = Signature(
      name, in: .script, effect: .reads, summary,
      takes: [Self.file],
      flags: [Self.set, Self.verify, CommonFlags.dryRun, Self.yesTo, CommonFlags.json],
      examples: [
        Example(
          "\(name) release.relsh --verify", given: "saved",
          note: "what is done already goes on"),
        Example("\(name) release.relsh --dry-run", given: "saved"),
        Example(
          "\(name) release.relsh --set version=0.3.0", given: "saved", fails: .undeclaredParameter),
        Example("\(name) release.relsh", given: "demo", fails: .unreadableScript),
      ],
      details: [
        "The whole file is read and checked before anything runs, confirmations included. A run stops"
          + " at the first line that fails; run it again as it is: what is done already goes on.",
        "A level (`bump minor`) is resolved once, before the first line, and means the same when a"
          + " run that was cut off is run again.",
      ],
      changes: "what its lines change: files, commits, tags, remotes")
  }

  /// The same under its name at the prompt.
  static let replay = RunCommand("replay", "run one at the prompt")

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let file = line[Self.file] ?? ""
    guard let bytes = try shell.world.files.read(shell.absolute(file)) else {
      throw ReleaseError(
        .unreadableScript, "there is no file \(file)",
        why: [
          "a transcript is looked for in \(shell.directory); `transcript save FILE` writes one"
        ])
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ReleaseError(
        .unreadableScript, "\(file) is not UTF-8", why: ["a transcript is text; save it as UTF-8"])
    }
    var settings: [String: String] = [:]
    for assignment in line.flags[Self.set.name] ?? [] {
      let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw ReleaseError(
          .usage, "`\(assignment)` sets nothing", why: ["usage: --set NAME=VALUE"])
      }
      settings[String(parts[0])] = String(parts[1])
    }
    let run = ScriptRun(
      text: text, file: file, settings: settings, verify: line.has(Self.verify),
      dryRun: line.has(CommonFlags.dryRun), confirmed: Set(line.all(Self.yesTo)),
      command: canonical(line))
    // Each line told its own outcomes.
    shell.standForNothing()
    _ = try run.run(in: shell)
    return []
  }
}
