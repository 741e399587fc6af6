import CommandLanguage
import Diagnostics
import ReleaseWorld

/// `demo`: makes a small real repository in the shape of the guide's, with an origin.
struct DemoCommand: ShellCommand {
  private static let directory = Argument(
    "dir", .directory, .optional, "new or empty; llmcc-demo where none is named")

  let signature = Signature(
    "demo", in: .choose, effect: .edits, "make a practice repository",
    takes: [directory], flags: CommonFlags.changing,
    examples: [
      Example("demo practice", given: "outside", outcome: "made demo"),
      Example("demo", given: "outside", outcome: "made demo", note: "llmcc-demo, here"),
      Example("demo --dry-run", given: "outside", outcome: "would make demo"),
      Example("demo .", given: "demo", fails: .notEmpty),
    ],
    details: [
      "Five crates that depend on each other and a Python distribution with a C module, at 0.1.0, with the"
        + " history, tags and workflows of the guide. DIR is the work tree, DIR.origin.git its remote."
    ], scripted: false)

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let named = line[Self.directory] ?? "llmcc-demo"
    let work = shell.absolute(named)
    let origin = work + ".origin.git"
    let files = shell.world.files
    guard files.kind(work) == nil || files.kind(work) == .directory && files.list(work).isEmpty
    else { throw .notEmpty(named, free: free(shell)) }
    guard files.kind(origin) == nil else {
      throw .notEmpty(named + ".origin.git", free: free(shell))
    }
    shell.output.line("work tree  \(work)")
    shell.output.line("origin     \(origin)")
    if shell.activeWorld.onlyShows { return [Outcome(.made, ["demo"])] }
    let maker = DemoMaker(work: work, origin: origin, world: shell.world)
    try maker.make()
    shell.proposal = "open \(quoted(named))"
    return [Outcome(.made, ["demo"])]
  }

  /// A name that nothing has yet.
  private func free(_ shell: Shell) -> String {
    let files = shell.world.files
    let names = (2...99).map { "llmcc-demo-\($0)" }
    return names.first { name in
      let path = shell.absolute(name)
      return files.kind(path) == nil && files.kind(path + ".origin.git") == nil
    } ?? "llmcc-demo-100"
  }
}

/// Writes the demo's history with git's own importer, and pushes it to a new origin.
struct DemoMaker {
  let work: String
  let origin: String
  let world: World

  func make() throws(ReleaseError) {
    try git(["init", "--quiet", "--initial-branch=main", work], in: nil)
    try git(["init", "--quiet", "--bare", "--initial-branch=main", origin], in: nil)
    for (key, value) in [
      ("user.name", DemoHistory.author), ("user.email", DemoHistory.email),
      ("commit.gpgSign", "false"), ("tag.gpgSign", "false"), ("core.autocrlf", "false"),
    ] { try git(["config", key, value], in: work) }
    try git(["fast-import", "--quiet", "--date-format=raw"], in: work, input: stream())
    try git(["reset", "--quiet", "--hard", "main"], in: work)
    try git(["remote", "add", "origin", origin], in: work)
    try git(["push", "--quiet", "--set-upstream", "origin", "main"], in: work)
    try git(["push", "--quiet", "--tags", "origin"], in: work)
  }

  private func git(
    _ arguments: [String], in directory: String?, input: [UInt8] = []
  ) throws(ReleaseError) {
    // The person's hooks and templates have no part in a repository that is made for practice.
    let settings = ["-c", "core.hooksPath=/dev/null", "-c", "init.templateDir="]
    let end = try world.processes.run(
      Child(
        "git", settings + arguments, directory: directory,
        environment: ["GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil], input: input))
    guard end.status == 0 else {
      throw ReleaseError(
        end.wasInterrupted ? .interrupted : .toolFailed,
        "git \(arguments.first ?? "") failed with \(end.status) while the demo was made",
        why: [end.errorText], fix: [])
    }
  }

  /// The history as `git fast-import` reads it: a commit each ten minutes, the last one now.
  private func stream() -> [UInt8] {
    let commits = DemoHistory.commits()
    let person = "\(DemoHistory.author) <\(DemoHistory.email)>"
    var text = ""
    var tags = ""
    for (index, commit) in commits.enumerated() {
      let time = Int(world.clock.now()) - (commits.count - 1 - index) * 600
      text += "commit refs/heads/main\nmark :\(index + 1)\n"
      text += "author \(person) \(time) +0000\ncommitter \(person) \(time) +0000\n"
      text += Self.data(commit.message + "\n")
      for (path, contents) in commit.files.sorted(by: { $0.key < $1.key }) {
        text += "M 100644 inline \(path)\n" + Self.data(contents)
      }
      if let tag = commit.tag {
        tags += "tag \(tag.name)\nfrom :\(index + 1)\ntagger \(person) \(time) +0000\n"
        tags += Self.data(tag.message + "\n")
      }
    }
    return Array((text + tags).utf8)
  }

  private static func data(_ text: String) -> String { "data \(text.utf8.count)\n\(text)\n" }
}

extension ReleaseError {
  static func notEmpty(_ path: String, free: String) -> Self {
    Self(
      .notEmpty, "\(path) is there already and not empty",
      why: ["the demo is made in a new or empty folder"], fix: [ShellLine("demo \(free)")])
  }
}
