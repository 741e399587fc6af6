import Diagnostics
import ReleaseTools
import ReleaseWorld
import Testing

struct GitFailureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Run in the scratch directory first.
    let given: String
    let arguments: [String]
    let change: GitCall.Change
    let code: ErrorCode
    /// A part of what the error says why.
    let why: String
  }

  private static let push = GitCall.Change.push(
    remote: "origin", references: ["refs/heads/main", "refs/tags/v1"])
  private static let pushing = [
    "push", "--porcelain", "--atomic", "--force-with-lease=refs/tags/v1:", "origin",
    "refs/heads/main", "refs/tags/v1",
  ]
  private static let tagged = "git -C work commit -q --allow-empty -m n; git -C work tag -am v v1; "
  private static func hook(_ path: String, _ text: String) -> String {
    "printf '#!/bin/sh\\n\(text)\\n' > \(path); chmod +x \(path); "
  }

  @Test(arguments: [
    Case(
      testDescription: "a hook refuses a commit",
      given: hook("work/.git/hooks/pre-commit", "echo no tabs >&2; exit 1") + "echo x > work/a.txt",
      arguments: ["commit", "-qam", "x"], change: .commit(message: "x", paths: ["a.txt"]),
      code: .hookFailed, why: "no tabs"),
    Case(
      testDescription: "a hook refuses a message",
      given: hook("work/.git/hooks/commit-msg", "echo no ticket >&2; exit 1")
        + "echo x > work/a.txt",
      arguments: ["commit", "-qam", "x"], change: .commit(message: "x", paths: ["a.txt"]),
      code: .hookFailed, why: "no ticket"),
    Case(
      testDescription: "nothing to commit", given: "", arguments: ["commit", "-m", "x"],
      change: .commit(message: "x", paths: []), code: .toolFailed, why: "nothing to commit"),
    Case(
      testDescription: "no such file to commit", given: "",
      arguments: ["commit", "-m", "x", "--", "none"],
      change: .commit(message: "x", paths: ["none"]), code: .toolFailed, why: "pathspec"),
    Case(
      testDescription: "the index is locked", given: "touch work/.git/index.lock",
      arguments: ["add", "a.txt"], change: .other, code: .locked, why: "index.lock"),
    Case(
      testDescription: "a tag is there", given: tagged, arguments: ["tag", "-am", "v", "v1"],
      change: .tag(name: "v1", message: "v"), code: .tagExists, why: "already exists"),
    Case(
      testDescription: "the remote is ahead",
      given: tagged + "git clone -q origin.git other; cd other; git commit -q --allow-empty -m o; "
        + "git push -q", arguments: pushing, change: push, code: .behind, why: "fetch first"),
    Case(
      testDescription: "the remote has the tag",
      given: tagged + "git clone -q origin.git other; cd other; git tag v1; git push -q origin v1",
      arguments: pushing, change: push, code: .tagExists, why: "stale info"),
    Case(
      testDescription: "the remote's hook refuses",
      given: tagged + hook("origin.git/hooks/pre-receive", "echo ticket missing >&2; exit 1"),
      arguments: pushing, change: push, code: .remoteRefused, why: "ticket missing"),
    Case(
      testDescription: "the remote's branch is locked",
      given: tagged + "mkdir -p origin.git/refs/heads; touch origin.git/refs/heads/main.lock",
      arguments: pushing, change: push, code: .remoteRefused, why: "main.lock"),
    Case(
      testDescription: "the branch is protected",
      given: tagged
        + hook(
          "origin.git/hooks/update",
          "echo error: GH006: Protected branch update failed for $1. >&2; exit 1"),
      arguments: pushing, change: push, code: .protectedBranch, why: "GH006"),
    Case(
      testDescription: "a hook here refuses a push",
      given: tagged + hook("work/.git/hooks/pre-push", "echo tests fail >&2; exit 1"),
      arguments: pushing, change: push, code: .hookFailed, why: "tests fail"),
    Case(
      testDescription: "a push that names one thing twice, and no hook",
      given: tagged, arguments: pushing + ["HEAD:refs/tags/v1"], change: push, code: .toolFailed,
      why: "more than one src"),
    Case(
      testDescription: "the remote is gone", given: tagged + "mv origin.git gone.git",
      arguments: pushing, change: push, code: .remoteSilent, why: "does not appear to be"),
    Case(
      testDescription: "nobody listens at the remote's address",
      given: tagged + "git -C work remote set-url origin git://127.0.0.1:9/x",
      arguments: pushing, change: push, code: .remoteSilent, why: "Connection refused"),
    Case(
      testDescription: "somebody moved the tag that is deleted",
      given: tagged + "git -C work push -q origin v1",
      arguments: [
        "push", "--porcelain",
        "--force-with-lease=refs/tags/v1:\(String(repeating: "1", count: 40))",
        "origin", ":refs/tags/v1",
      ], change: .deleteRemoteTag(remote: "origin", name: "v1"), code: .tagExists,
      why: "somebody else has moved it"),
  ])
  func `a git that refuses is understood, and nothing was changed`(_ given: Case) throws {
    let scratch = try Scratch.withRemote()
    try scratch.shell(given.given.isEmpty ? "true" : given.given)
    let world = try scratch.world()
    let state =
      "git -C work log -1 --format=%H; git -C work status --porcelain; git -C origin.git for-each-ref"
    let before = try scratch.shell(given.code == .remoteSilent ? "true" : state)
    let error = failure { try world.git(given.arguments, given.change) }
    #expect(error?.code == given.code)
    #expect(
      error?.why.contains { $0.contains(given.why) } == true, "\(error?.why ?? [])")
    #expect(try scratch.shell(given.code == .remoteSilent ? "true" : state) == before)
  }

  @Test func `a push that was behind goes on after its fix`() throws {
    let scratch = try Scratch.withRemote()
    try scratch.shell(
      Self.tagged + "git clone -q origin.git other; cd other; git commit -q --allow-empty -m o; "
        + "git push -q")
    let world = try scratch.world()
    let error = failure { try world.git(Self.pushing, Self.push) }
    for line in error?.fix ?? [] { try scratch.shell(String(line.text.dropFirst()), in: "work") }
    try world.git(Self.pushing, Self.push)
    #expect(try world.git.remoteReferences("origin", ["refs/tags/v1"]).count == 2)
  }

  @Test func `who commits must be known`() throws {
    let scratch = try Scratch.withRemote()
    var environment = scratch.environment
    for name in environment.variables.keys where name.hasSuffix("_NAME") || name.hasSuffix("_EMAIL")
    {
      environment.variables[name] = nil
    }
    try scratch.shell("git config user.useConfigOnly true", in: "work")
    let world = try World.open(at: scratch.path("work"), environment: environment)
    let change = GitCall.Change.commit(message: "x", paths: [])
    let error = failure { try world.git(["commit", "--allow-empty", "-m", "x"], change) }
    #expect(error?.code == .noIdentity)
    for line in error?.fix ?? [] { try scratch.shell(String(line.text.dropFirst()), in: "work") }
    try world.git(["commit", "--allow-empty", "-m", "x"], change)
  }

  @Test func `a remote that is not there or does not answer is told apart`() throws {
    let scratch = try Scratch.withRemote()
    let world = try scratch.world()
    #expect(failure { _ = try world.git.remoteReferences("nobody", []) }?.code == .noRemote)
    try scratch.shell("git remote add dead git://127.0.0.1:9/x", in: "work")
    let error = failure { _ = try world.git.remoteReferences("dead", []) }
    #expect(error?.code == .remoteSilent)
    #expect(error?.why.contains { $0.contains("Connection refused") } == true)
  }

  @Test func `a repository of somebody else is named, with git's own words`() throws {
    let scratch = try Scratch.withRemote()
    var environment = scratch.environment
    environment.variables["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "1"
    let world = try World.open(at: scratch.path("work"), environment: environment)
    let error = failure { _ = try world.git.head() }
    #expect(
      error?.fix.map(\.text)
        == ["!git config --global --add safe.directory \(scratch.path("work"))"])
    #expect(error?.why.contains { $0.contains("dubious ownership") } == true)
  }
}
