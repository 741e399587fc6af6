import Diagnostics
import ReleaseTools
import ReleaseWorld
import Testing

struct GitQueryTests {
  @Test func `the questions get git's own answers`() throws {
    let scratch = try Scratch.withRemote()
    try scratch.shell(
      """
      git tag light
      git tag -a -m x 'v1.0'
      git tag -a -m y 'größe-v2'
      git tag -a -m nested outer v1.0
      mkdir -p 'sub dir'
      printf 'zwei' > 'sub dir/Größe.txt'
      printf 'x' > 'sub dir/Cargo.toml'; printf 'y' > Cargo.toml; printf 'n' > NotCargo.toml
      git add . ; git commit -qm second
      echo more >> a.txt; echo new > 'un tracked'; echo s > staged; git add staged
      """, in: "work")
    let world = try scratch.world()
    let status = try world.git.status()
    let commit = try scratch.shell("git rev-parse HEAD", in: "work")
    let first = try scratch.shell("git rev-parse HEAD^", in: "work")
    #expect(
      status.head
        == Head(
          commit: commit, branch: "main",
          upstream: Upstream(remote: "origin", branch: "main", ahead: 1, behind: 0)))
    #expect(
      status.changes == [
        Change(path: "a.txt", staged: false, unstaged: true),
        Change(path: "staged", staged: true, unstaged: false),
        Change(path: "un tracked", staged: false, unstaged: false, untracked: true),
      ])
    #expect(try world.git.head() == status.head)
    #expect(try world.git.changes() == status.changes)
    #expect(try world.git.trackedFiles(["Cargo.toml"]) == ["Cargo.toml", "sub dir/Cargo.toml"])
    let tags = try world.git.tags()
    #expect(tags.map(\.name) == ["größe-v2", "light", "outer", "v1.0"])
    #expect(tags.map(\.commit) == [first, first, first, first])
    #expect(tags.map(\.isAnnotated) == [true, false, true, true])
    let contents = try world.git.contents(
      ["a.txt", "no such file", "sub dir/Größe.txt", "sub dir", "new\nline"], "HEAD")
    #expect(contents == [Array("one\n".utf8), nil, Array("zwei".utf8), nil, nil])
    // Many are read another way.
    let many = (0..<100).flatMap { _ in ["sub dir/Größe.txt", "no such file", "a.txt", "sub dir"] }
    #expect(try world.git.contents(many, "HEAD").prefix(4) == [contents[2], nil, contents[0], nil])
    #expect(try world.git.contents(many, "none").allSatisfy { $0 == nil })
    #expect(try world.git.ancestors() == [commit, first])
    #expect(
      try world.git.survey()
        == Survey(status: status, tags: tags, ancestors: [commit, first]))
    #expect(try world.git.isAncestor(first, commit))
    #expect(try !world.git.isAncestor(commit, first))
    #expect(try world.git.commitsSince("v1.0", ["sub dir"]) == 1)
    #expect(try world.git.commitsSince("v1.0", ["a.txt"]) == 0)
    #expect(try world.git.configuration("remote.origin.url") == "../origin.git")
    #expect(try world.git.configuration("no.such") == nil)
    #expect(try world.git.commit("outer") == first)
    #expect(try world.git.commit("nothing") == nil)
    try scratch.shell("git push -q origin v1.0", in: "work")
    let object = try scratch.shell("git rev-parse v1.0", in: "work")
    #expect(
      try world.git.remoteReferences("origin", ["refs/tags/v1.0"])
        == ["refs/tags/v1.0": object, "refs/tags/v1.0^{}": first])
    #expect(try world.git.remoteReferences("origin", [])["refs/heads/main"] == first)
  }

  @Test func `an edit, a commit, a tag and a push change the world`() throws {
    let scratch = try Scratch.withRemote()
    let world = try scratch.world()
    try world.perform(
      .edit([FileEdit(path: "a.txt", before: Array("one\n".utf8), after: Array("two\n".utf8))]))
    try world.git(["commit", "-q", "-m", "second", "--", "a.txt"])
    try world.git(["tag", "-a", "-m", "v", "v1"], .tag(name: "v1", message: "v"))
    try world.git(
      ["push", "--porcelain", "--atomic", "origin", "main", "refs/tags/v1"],
      .push(remote: "origin", references: ["main", "refs/tags/v1"]))
    #expect(try scratch.shell("git show v1^{}:a.txt", in: "origin.git") == "two")
  }
}
