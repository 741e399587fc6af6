import Diagnostics
import ReleaseTools
import ReleaseWorld
import Testing

@testable import ReleaseShell

struct StepLogTests {
  private func world(_ stage: Stage) throws -> World {
    try World.open(at: stage.work, environment: Stage.environment(stage.folder))
  }

  @Test func `what a tool said is kept whole, without secrets, for its owner alone`() throws {
    let stage = try Stage(given: "demo")
    let world = try world(stage)
    let redactor = Redactor([Secret("secret-canary")])
    let path = try StepLog.keep(
      output: "first secret-canary\nlast", of: "publish -p a/b", redactor: redactor, in: world)
    #expect(path.wholeMatch(of: #/\.git/relsh/logs/[0-9-]+T\d{6}Z-publish\.log/#) != nil, "\(path)")
    #expect(
      try stage.shell("cat \(path)") == "# publish -p a/b\nfirst [redacted]\nlast")
    #expect(try stage.shell("stat -c %a \(path)") == "600")
  }

  @Test func `of many logs the last twenty stay, also of one second`() throws {
    let stage = try Stage(given: "demo")
    var world = try world(stage)
    world.clock = Clock { 1_795_530_000 }
    for _ in 1...3 {
      _ = try StepLog.keep(output: "x", of: "push", redactor: Redactor(), in: world)
    }
    #expect(world.files.list(StepLog.folder(in: world)).count == 3)
    world.clock = Stage.tickingClock()
    for number in 1...30 {
      _ = try StepLog.keep(output: "\(number)", of: "push", redactor: Redactor(), in: world)
    }
    let names = world.files.list(StepLog.folder(in: world))
    #expect(names.count == StepLog.most)
    #expect(try stage.shell("tail -qn 1 .git/relsh/logs/* | sort -n | head -1") == "11")
  }

  @Test func `a log of many megabytes keeps its start and its end`() throws {
    let stage = try Stage(given: "demo")
    let said = "start\n" + String(repeating: "x", count: StepLog.longest + 100) + "\nend"
    let path = try StepLog.keep(
      output: said, of: "push", redactor: Redactor(), in: try world(stage))
    #expect(
      try stage.shell("head -n 2 \(path) | tail -n 1; tail -n 1 \(path) | tail -c 4")
        == "start\nend")
    #expect(try stage.shell("grep -ac 'bytes are left out' \(path)") == "1")
  }

  @Test func `the last failure is told by a later shell, with its log`() throws {
    let stage = try Stage(given: "hook-refuses")
    let first = stage.type("commit")
    #expect(first.error?.code == .hookFailed)
    let log = try #require(first.error?.why.first { $0.hasPrefix("the whole output: ") })
      .dropFirst("the whole output: ".count)
    #expect(try stage.shell("cat \(log)").contains("line 3 is too long"))
    let later = try Stage(reopening: stage)
    #expect(later.type("help nonsense").error?.code == .usage)
    let told = later.type("explain").output
    #expect(told.contains("Z  commit\n"))
    #expect(
      told.contains("the pre-commit hook of this repository refused the commit [hook-failed]"))
    #expect(told.contains(log) && told.contains(ErrorCode.hookFailed.explanation))
  }

  @Test func `a failure that was kept is the same when it is read`() {
    var error = ReleaseError(
      .tagExists, "a \"b\"", at: Place(file: "x", line: 3, column: 4, length: 5, text: "t"),
      why: ["w"], fix: ["undo-tag v1"])
    let failure = LastFailure(error: error, line: "tag", time: "2026-11-24T14:00:00Z")
    #expect(LastFailure(stored: failure.stored) == failure)
    error.at = nil
    let without = LastFailure(error: error, line: "tag", time: "2026-11-24T14:00:00Z")
    #expect(LastFailure(stored: without.stored) == without)
    for text in ["", "{}", "{\"code\":\"later\",\"what\":\"\",\"line\":\"\",\"time\":\"\"}"] {
      #expect(LastFailure(stored: Array(text.utf8)) == nil)
    }
  }
}
