import Diagnostics
import ReleaseTools
import ReleaseWorld
import Synchronization
import Testing

struct RecoveryTests {
  private let edit = Effect.edit([
    FileEdit(path: "a.txt", before: Array("one\n".utf8), after: Array("two\n".utf8))
  ])
  private let tag = Effect.git(
    GitCall(["tag", "-am", "v", "v1"], .tag(name: "v1", message: "v")))

  /// The kinds of records, in order: `edit`, `git`, `true`, `false`.
  private func kinds(_ world: World) throws -> [String] {
    try world.journal.records().map { record in
      switch record.kind {
      case .editIntent: "edit"
      case .gitIntent(_, let change): change
      case .result(let succeeded): "\(succeeded)"
      default: "other"
      }
    }
  }

  @Test func `each effect has an intent before it and a result after it`() throws {
    let scratch = try Scratch.withRemote()
    let world = try scratch.world().journaled()
    try world.perform(edit)
    #expect(failure { try world.perform(edit) }?.code == .fileChanged)
    try world.perform(tag)
    #expect(failure { try world.perform(tag) }?.code == .tagExists)
    #expect(try kinds(world) == ["edit", "true", "tag\tv1", "true", "tag\tv1", "false"])
    #expect(try world.recover() == [])
    #expect(
      try scratch.shell("ls -A; git status --porcelain", in: "work") == ".git\na.txt\n M a.txt")
  }

  @Test func `a journal that cannot be written lets nothing happen`() throws {
    let scratch = try Scratch.withRemote()
    var world = try scratch.world()
    world.journal.append = { (_: JournalRecord) throws(ReleaseError) in
      throw ReleaseError(.diskFull, "no space is left")
    }
    let journaled = world.journaled()
    #expect(failure { try journaled.perform(edit) }?.code == .diskFull)
    #expect(failure { try journaled.perform(tag) }?.code == .diskFull)
    #expect(try world.git.changes() == [])
    #expect(try world.git.tags() == [])
  }

  /// What a run leaves that is killed when the Nth record has been written, or is about to be.
  private func cutOff(_ world: World, after count: Int, _ effect: Effect) {
    struct Killed: Error {}
    let left = Mutex(count)
    var dying = world
    dying.journal.append = { (record: JournalRecord) throws(ReleaseError) in
      let now = left.withLock {
        $0 -= 1
        return $0
      }
      if now >= 0 { try world.journal.append(record) }
      if now <= 0 { throw ReleaseError(.interrupted, "killed") }
    }
    _ = failure { try dying.journaled().perform(effect) }
  }

  @Test func `what was cut off is found, ended and told`() throws {
    let scratch = try Scratch.withRemote()
    let world = try scratch.world()
    cutOff(world, after: 1, edit)
    #expect(
      try world.recover() == [Recovery(what: "the edit of a.txt", found: .nothingChanged)])
    #expect(try world.recover() == [])
    // The effect happened, its result was never written.
    cutOff(world, after: 1, tag)
    #expect(
      try world.recover() == [Recovery(what: "git tag -am v v1", found: .nothingChanged)])
    let path = scratch.path("work/.git/index.lock")
    try world.record("x", .gitIntent(arguments: ["commit"], change: "commit\tsecond\n\nbody"))
    try world.git(["commit", "-q", "--allow-empty", "-m", "second\n\nbody"])
    try scratch.shell(
      "touch \(path) .git/refs/heads/main.lock .git/packed-refs.lock; "
        + "touch -d '2 hours ago' .git/shallow.lock; "
        + "mkdir -p .git/objects/95; touch .git/objects/95/tmp_obj_x .git/objects/maintenance.lock",
      in: "work")
    #expect(
      try world.recover() == [
        Recovery(
          what: "git commit", found: .done,
          removed: [
            ".git/index.lock", ".git/packed-refs.lock", ".git/refs/heads/main.lock",
            ".git/objects/95/tmp_obj_x", ".git/objects/maintenance.lock",
          ])
      ])
    #expect(try scratch.shell("find .git -name '*.lock'", in: "work") == ".git/shallow.lock")
    #expect(try scratch.shell("git fsck", in: "work") == "")
  }

  @Test func `a commit that was cut off before its index was there gets it`() throws {
    let scratch = try Scratch.withRemote()
    let world = try scratch.world()
    let around = "echo 2 >> a.txt; echo mine > own.txt; git add own.txt; cp .git/index old"
    try scratch.shell(around, in: "work")
    try world.record("x", .gitIntent(arguments: ["commit"], change: "commit\tsecond"))
    try world.git(["commit", "-q", "--only", "-m", "second", "--", "a.txt"])
    try scratch.shell("mv old .git/index", in: "work")
    #expect(
      try scratch.shell("git status --porcelain", in: "work").split(separator: "\n")
        == ["MM a.txt", "A  own.txt"])
    #expect(try world.recover() == [Recovery(what: "git commit", found: .done)])
    #expect(try scratch.shell("git status --porcelain", in: "work") == "A  own.txt")
  }

  @Test(arguments: [
    (GitCall.Change.tag(name: "v1", message: ""), "git tag -am v v1", Recovery.Found.done),
    (.tag(name: "v1", message: ""), "true", .nothingChanged),
    (.deleteTag(name: "v1"), "true", .done),
    (.deleteTag(name: "v1"), "git tag v1", .nothingChanged),
    (
      .push(remote: "origin", references: ["refs/heads/main", "refs/tags/v1"]),
      "git tag -am v v1; git push -q origin main v1", .done
    ),
    (
      .push(remote: "origin", references: ["HEAD:refs/heads/main", "refs/tags/v1"]),
      "git tag -am v v1", .nothingChanged
    ),
    (.deleteRemoteTag(remote: "origin", name: "v1"), "true", .done),
    (
      .push(remote: "origin", references: ["main"]), "mv ../origin.git ../gone.git",
      .unknown("origin does not answer")
    ),
    (.other, "true", .unknown("only a look at the repository can tell")),
  ])
  func `the world is asked what became of a git call`(
    _ change: GitCall.Change, _ line: String, _ found: Recovery.Found
  ) throws {
    let scratch = try Scratch.withRemote()
    let world = try scratch.world()
    try world.record("x", .gitIntent(arguments: ["x"], change: change.journalText))
    try scratch.shell(line, in: "work")
    #expect(try world.recover() == [Recovery(what: "git x", found: found)])
    #expect(try world.recover() == [])
  }

  @Test func `a git that lives on is left alone`() throws {
    let scratch = try Scratch.withRemote()
    let world = try scratch.world()
    try world.record("x", .gitIntent(arguments: ["gc"], change: "other"))
    try scratch.shell("touch .git/index.lock", in: "work")
    // A git that waits for its input.
    let process = try scratch.shell(
      "sh -c 'sleep 5 | exec git cat-file --batch' > /dev/null 2>&1 & sleep 0.3; "
        + "for p in /proc/[0-9]*; do if [ \"$(cat $p/comm 2>/dev/null)\" = git ] && "
        + "[ \"$(readlink $p/cwd)\" = \"$PWD\" ]; then basename $p; fi; done", in: "work")
    let number = try #require(Int32(process))
    #expect(
      try world.recover() == [Recovery(what: "git gc", found: .running(process: number))])
    #expect(world.files.kind(".git/index.lock") == .file)
    try scratch.shell("kill \(number); while readlink /proc/\(number)/cwd; do sleep 0.05; done")
    #expect(try world.recover().map(\.removed) == [[".git/index.lock"]])
  }

  @Test func `one relsh at a time changes a repository`() throws {
    let scratch = try Scratch.withRemote()
    let world = try scratch.world().journaled()
    let lock = scratch.path("work/.git/relsh/lock")
    try world.locked(command: "bump") { () throws(ReleaseError) in
      // What runs inside may take it again, and somebody else may not.
      try world.perform(edit)
      let other = try world.processes.run(Child("flock", ["-n", lock, "true"]))
      #expect(other.status == 1)
      #expect(
        try world.files.read(lock).map { String(decoding: $0, as: UTF8.self) }?
          .contains(#""command":"bump""#) == true)
    }
    #expect(try world.processes.run(Child("flock", ["-n", lock, "true"])).status == 0)
    let holder = #"{"command":"push","process":4711,"since":1}"#
    try scratch.shell(
      "flock \(lock) sh -c 'echo '\\''\(holder)'\\'' > \(lock); sleep 1.5' > /dev/null 2>&1 & "
        + "sleep 0.5")
    let error = failure { try world.perform(tag) }
    #expect(error?.code == .locked)
    #expect(error?.why == ["it is process 4711, which runs push; wait until it is done"])
    var told: [LockHolder?] = []
    let value = try world.locked(command: "tag", waiting: 10, onWait: { told.append($0) }) {
      () throws(ReleaseError) in 7
    }
    #expect(value == 7)
    #expect(told == [LockHolder(process: 4711, since: 1, command: "push")])
  }

  @Test func `a child that another thread starts keeps no lock`() throws {
    let scratch = try Scratch.withRemote()
    let world = try scratch.world()
    // Between fork and exec a child has every descriptor of its parent, the lock's too.
    let children = Background { () throws(ReleaseError) in
      let processes = Processes.live(root: scratch.directory, environment: scratch.environment)
      for _ in 0..<300 { _ = try processes.run(Child("true", [])) }
    }
    for _ in 0..<5_000 {
      try world.locked(command: "bump") { () throws(ReleaseError) in }
    }
    try children.value()
  }
}
