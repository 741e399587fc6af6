import Diagnostics
import ReleaseTools
import ReleaseWorld
import Testing

struct RepositoryTests {
  @Test func `a repository is found from below, in linked work trees too, and only there`() throws {
    let scratch = try Scratch.withRemote()
    try scratch.shell(
      "mkdir -p 'work/a b/c' outside; cd work; git worktree add -q ../linked -b side")
    let world = try scratch.world("work/a b/c")
    #expect(world.root == scratch.path("work"))
    #expect(world.git.directory == scratch.path("work/.git"))
    let linked = try scratch.world("linked")
    #expect(linked.git.directory == scratch.path("work/.git/worktrees/linked"))
    #expect(linked.git.commonDirectory == scratch.path("work/.git"))
    #expect(try linked.git.head().branch == "side")
    #expect(try linked.git.head().upstream == nil)
    for place in ["outside", "origin.git", "origin.git/refs", "none"] {
      #expect(failure { _ = try scratch.world(place) }?.code == .noRepository, "\(place)")
    }
    let outside = World.outside(directory: scratch.directory, environment: scratch.environment)
    #expect(failure { _ = try outside.git.head() }?.code == .noRepository)
    #expect(try outside.recover() == [])
    var environment = scratch.environment
    environment.variables["PATH"] = scratch.directory
    #expect(
      failure { _ = try World.open(at: scratch.path("work"), environment: environment) } == .noGit)
  }

  @Test func `a variable that leads git elsewhere is not followed`() throws {
    let scratch = try Scratch.withRemote()
    var environment = scratch.environment
    environment.variables["GIT_DIR"] = scratch.path("origin.git")
    environment.variables["GIT_INDEX_FILE"] = "/nowhere/index"
    let world = try World.open(at: scratch.path("work"), environment: environment)
    #expect(try world.git.changes() == [])
    #expect(try world.git.trackedFiles(["a.txt"]) == ["a.txt"])
  }

  @Test(arguments: [
    ("git init -q -b main new; cd new", Head(commit: nil, branch: "main", upstream: nil)),
    ("cd work; git checkout -q --detach", Head(commit: "*", branch: nil, upstream: nil)),
    (
      "cd work; git branch -q -u main side 2>/dev/null || git checkout -q -b side --track main",
      Head(commit: "*", branch: "side", upstream: nil)
    ),
    (
      "cd work; git checkout -q -b a; echo 2 > a.txt; git commit -qam a; git checkout -q main; "
        + "echo 3 > a.txt; git commit -qam b; git merge -q a > /dev/null || true",
      Head(
        commit: "*", branch: "main",
        upstream: Upstream(remote: "origin", branch: "main", ahead: 1, behind: 0),
        underWay: .merge)
    ),
    (
      "cd work; git checkout -q -b a; echo 2 > a.txt; git commit -qam a; git checkout -q main; "
        + "echo 3 > a.txt; git commit -qam b; git rebase -q a > /dev/null 2>&1 || true",
      Head(commit: "*", branch: nil, upstream: nil, underWay: .rebase)
    ),
    (
      "git clone -q --depth 1 file://$PWD/origin.git new; cd new",
      Head(
        commit: "*", branch: "main",
        upstream: Upstream(remote: "origin", branch: "main", ahead: 0, behind: 0), isShallow: true)
    ),
    (
      "cd work; git remote rename origin team/up; git update-ref -d refs/remotes/team/up/main",
      Head(
        commit: "*", branch: "main",
        upstream: Upstream(remote: "team/up", branch: "main", ahead: nil, behind: nil))
    ),
  ])
  func `HEAD is told as it stands`(_ line: String, _ expected: Head) throws {
    let scratch = try Scratch.withRemote()
    let place = try scratch.shell(line + "; pwd").split(separator: "\n").last.map(String.init)
    let world = try World.open(at: try #require(place), environment: scratch.environment)
    var head = try world.git.head()
    if expected.commit == "*", head.commit?.count == 40 { head.commit = "*" }
    #expect(head == expected)
    if expected.commit == nil {
      #expect(try world.git.ancestors() == [])
      #expect(try world.git.tags() == [])
      #expect(try world.git.contents(["a"], "HEAD") == [nil])
    }
    if expected.underWay == .merge {
      #expect(
        try world.git.changes()
          == [Change(path: "a.txt", staged: true, unstaged: true, conflicted: true)])
    }
  }
}

/// The error that a body throws; `nil` where it throws none.
func failure(_ body: () throws -> Void) -> ReleaseError? {
  do {
    try body()
    return nil
  } catch {
    return error as? ReleaseError
  }
}
