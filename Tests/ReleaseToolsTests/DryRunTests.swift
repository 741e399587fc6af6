import Diagnostics
import ReleaseTools
import ReleaseWorld
import Synchronization
import Testing

struct DryRunTests {
  @Test func `what is only shown is believed, and the real world stays as it is`() throws {
    let scratch = try Scratch.withRemote()
    try scratch.shell("git tag old; git push -q origin old", in: "work")
    let real = try scratch.world()
    let shown = Mutex<[Effect]>([])
    let world = real.journaled().dryRun { effect in shown.withLock { $0.append(effect) } }
    #expect(world.onlyShows)
    let effects: [Effect] = [
      .edit([
        FileEdit(path: "a.txt", before: Array("one\n".utf8), after: Array("two\n".utf8)),
        FileEdit(path: "new/Cargo.toml", before: nil, after: Array("n".utf8)),
      ]),
      .git(
        GitCall(
          ["commit"], .commit(message: "second", paths: ["a.txt", "new/Cargo.toml"]))),
      .git(GitCall(["tag"], .tag(name: "v1", message: "v"))),
      .git(
        GitCall(
          ["push"],
          .push(remote: "origin", references: ["refs/heads/main", "refs/tags/v1"]))),
    ]
    try world.perform(effects[0])
    #expect(try world.files.read("a.txt") == Array("two\n".utf8))
    #expect(try world.files.read(world.root + "/a.txt") == Array("two\n".utf8))
    #expect(world.files.kind("new/Cargo.toml") == .file)
    #expect(world.files.list("new") == ["Cargo.toml"])
    #expect(world.files.list("") == [".git", "a.txt", "new"])
    #expect(
      try world.git.changes() == [
        Change(path: "a.txt", staged: false, unstaged: true),
        Change(path: "new/Cargo.toml", staged: false, unstaged: false, untracked: true),
      ])
    #expect(failure { try world.perform(effects[0]) }?.code == .fileChanged)

    let before = try real.git.head()
    try world.perform(effects[1])
    let head = try world.git.head()
    #expect(head.commit != before.commit)
    #expect(head.branch == "main")
    #expect(head.upstream?.ahead == 1)
    #expect(try world.git.changes() == [])
    #expect(
      try world.git.contents(["a.txt", "none", "new/Cargo.toml"], "HEAD")
        == [Array("two\n".utf8), nil, Array("n".utf8)])
    #expect(try world.git.trackedFiles(["Cargo.toml"]) == ["new/Cargo.toml"])

    try world.perform(effects[2])
    let tag = try #require(try world.git.tags().last)
    #expect(tag.name == "v1")
    #expect(tag.commit == head.commit)
    #expect(tag.isAnnotated)
    #expect(failure { try world.perform(effects[2]) }?.code == .tagExists)
    let old = try #require(before.commit)
    let new = try #require(head.commit)
    #expect(try world.git.commit("v1") == new)
    #expect(try world.git.commit("refs/tags/v1") == new)
    #expect(try world.git.commit("main") == new)
    #expect(try world.git.isAncestor(old, new))
    #expect(try world.git.isAncestor("old", "v1"))
    #expect(try !world.git.isAncestor(new, old))
    #expect(try world.git.ancestors() == [old, new])
    #expect(try world.git.commitsSince("old", ["new"]) == 1)
    #expect(try world.git.commitsSince("old", ["other"]) == 0)
    #expect(try world.git.commitsSince("v1", []) == 0)
    #expect(try world.git.contents(["a.txt"], "old") == [Array("one\n".utf8)])

    try world.perform(effects[3])
    #expect(
      try world.git.remoteReferences("origin", ["refs/heads/main", "refs/tags/v1"]) == [
        "refs/heads/main": new, "refs/tags/v1": tag.object, "refs/tags/v1^{}": new,
      ])
    #expect(try world.git.head().upstream?.ahead == 0)

    try world.git(["tag", "-d", "v1"], .deleteTag(name: "v1"))
    try world.git(["push"], .deleteRemoteTag(remote: "origin", name: "v1"))
    try world.git(["push"], .deleteRemoteTag(remote: "origin", name: "old"))
    #expect(try world.git.tags().map(\.name) == ["old"])
    #expect(try world.git.remoteReferences("origin", []) == ["refs/heads/main": new])

    #expect(shown.withLock { $0.count } == 9)
    #expect(
      try world.git.survey()
        == Survey(
          status: world.git.status(), tags: world.git.tags(), ancestors: world.git.ancestors()))
    #expect(try real.git.head() == before)
    #expect(try real.git.status().changes == [])
    #expect(try scratch.shell("git tag; ls -A .git | grep relsh || true", in: "work") == "old")
    #expect(try real.git.remoteReferences("origin", []).count == 2)
  }
}
