import Diagnostics
import ReleaseModel
import Testing

@Suite struct `A bump` {
  private func places(_ bump: Bump) -> [String] { bump.changes.map(\.text) }

  /// Bumps what a selector names, checks that a second bump is empty, and gives what changed.
  private func bump(
    _ sample: Sample, _ changes: [String: String]
  ) throws -> (bump: Bump, repository: Repository, after: Sample) {
    func versions(_ repository: Repository) throws -> [Int: Version] {
      var versions: [Int: Version] = [:]
      for (selector, version) in changes {
        let scope = Selector.Scope(released: Array(repository.packages.indices))
        for package in try Selector.resolve(selector, in: repository, scope: scope) {
          versions[package] = try Version(version)
        }
      }
      return versions
    }
    let repository = try sample.repository()
    let bump = try repository.bump(try versions(repository), contents: sample.contents)
    let after = sample.after(bump)
    let again = try after.repository()
    // Following the edits leads to the same model as reading all files again.
    if let followed = repository.following(bump.files) {
      #expect(followed.packages == again.packages && followed.workspaces == again.workspaces)
      #expect(followed.lockFiles == again.lockFiles && followed.notes == again.notes)
    }
    let second = try again.bump(try versions(again), contents: after.contents)
    #expect(second.files == [] && second.changes == [])
    return (bump, repository, after)
  }

  @Test func `of a crate moves its version, the requirements that need it, and the lock file`()
    throws
  {
    let (bump, repository, after) = try bump(.guide, ["llmcc-core": "0.2.0"])
    #expect(
      places(bump) == [
        "crates/llmcc-core/Cargo.toml:3  0.1.0 -> 0.2.0",
        "crates/llmcc-rust/Cargo.toml:5  0.1.0 -> 0.2.0",
        "crates/llmcc/Cargo.toml:6  =0.1.0 -> =0.2.0", "Cargo.lock:16  0.1.0 -> 0.2.0",
      ])
    #expect(
      bump.requirementsMoved.map { repository.packages[$0].name } == ["llmcc-rust", "llmcc"])
    #expect(
      after.files["crates/llmcc-core/Cargo.toml"]?.contains("\"0.2.0\" # the version") == true)
    #expect(bump.files.map(\.path) == bump.files.map(\.path).sorted())
  }

  @Test func `is followed without reading the files again`() throws {
    for changes in [["llmcc-core": "0.2.0"], ["py:llmcc": "0.2.0-rc.1"], ["all": "1.0.0"]] {
      let (bump, repository, after) = try bump(.guide, changes)
      let followed = try #require(repository.following(bump.files))
      #expect(try followed.packages == after.repository().packages)
    }
    let repository = try Sample.guide.repository()
    let path = "crates/llmcc-rust/Cargo.toml"
    let old = Sample.guide.files[path] ?? ""
    for new in [old + "x = 1\n", "", String(old.dropLast()), "#" + old] {
      let edit = Bump.File(path: path, old: Array(old.utf8), new: Array(new.utf8))
      #expect(repository.following([edit]) == nil)
    }
    let broken = old.split(separator: "0.1.0", maxSplits: 1).map(String.init)
    let edit = Bump.File(
      path: path, old: Array(old.utf8), new: Array("\(broken[0])none\(broken[1])".utf8))
    #expect(repository.following([edit]) == nil)
  }

  @Test func `that requirements accept leaves them alone`() throws {
    let (bump, repository, _) = try bump(.guide, ["llmcc-rust": "0.1.7"])
    #expect(
      places(bump) == [
        "crates/llmcc-rust/Cargo.toml:3  0.1.0 -> 0.1.7", "Cargo.lock:20  0.1.0 -> 0.1.7",
      ])
    #expect(bump.requirementsMoved == [])
    #expect(bump.versions.count == 1 && repository.packages.count == 4)
  }

  @Test func `of a distribution is spelled as Python has it in all its files`() throws {
    let (bump, _, _) = try bump(.guide, ["py:llmcc": "0.2.0-rc.1"])
    #expect(
      places(bump) == [
        "llmcc/__init__.py:1  0.1.0 -> 0.2.0rc1", "pyproject.toml:5  0.1.0 -> 0.2.0rc1",
        "setup.py:2  0.1.0 -> 0.2.0rc1",
      ])
    let error = #expect(throws: ReleaseError.self) {
      try self.bump(.guide, ["py:llmcc": "0.2.0-nightly.1"])
    }
    #expect(error?.code == .versionNotPython)
    let post = #expect(throws: ReleaseError.self) {
      try self.bump(.guide, ["llmcc-core": "0.1.0.post1"])
    }
    #expect(post?.code == .badVersion)
  }

  private static let inherited = Sample(files: [
    "Cargo.toml": """
    [workspace]
    members = ["a", "b", "py"]
    [workspace.package]
    version = "1.0.0"
    [workspace.dependencies]
    kit-a = { path = "a", version = "1.0.0" }
    other = { package = 'kit-b', path = "b", version = '=1.0.0' }

    """,
    "a/Cargo.toml": "[package]\nname = \"kit-a\"\nversion.workspace = true\n",
    "b/Cargo.toml": """
    [package]
    name = "kit-b"
    version = { workspace = true }
    [dependencies]
    kit-a.workspace = true

    """,
    "py/Cargo.toml": """
    [package]
    name = "kit-py"
    version = "0.5.0"
    publish = false
    [dependencies]
    other = { workspace = true }

    """,
    "py/pyproject.toml": """
    [build-system]
    requires = ["maturin>=1"]
    build-backend = "maturin"
    [project]
    name = "kit"
    dynamic = ["version"]

    """,
    "setup.cfg": "[metadata]\nname = kit-extra\nversion = 2.0\n[options]\n",
  ])

  @Test func `of an inherited version takes all that inherit it along`() throws {
    let (bump, repository, _) = try bump(Self.inherited, ["kit-a": "2.0.0"])
    #expect(
      places(bump) == [
        "Cargo.toml:4  1.0.0 -> 2.0.0", "Cargo.toml:6  1.0.0 -> 2.0.0",
        "Cargo.toml:7  =1.0.0 -> =2.0.0",
      ])
    #expect(bump.movedAlong.map { repository.packages[$0].name } == ["kit-b"])
    #expect(bump.requirementsMoved.map { repository.packages[$0].name } == ["kit-py"])
    #expect(
      repository.packages.map(\.group) == ["workspace", "workspace", "kit-py", nil, "kit-py"])
  }

  @Test func `of a distribution that takes its version from a crate moves the crate`() throws {
    let (bump, repository, _) = try bump(Self.inherited, ["py:kit": "0.6.0"])
    #expect(places(bump) == ["py/Cargo.toml:3  0.5.0 -> 0.6.0"])
    #expect(bump.movedAlong.map { repository.selector(of: $0) } == ["crate:kit-py"])
    let (other, _, _) = try self.bump(Self.inherited, ["py:kit-extra": "2.1.0"])
    #expect(places(other) == ["setup.cfg:3  2.0 -> 2.1.0"])
  }

  @Test func `with two versions for one inherited one is refused`() {
    let error = #expect(throws: ReleaseError.self) {
      try self.bump(Self.inherited, ["kit-a": "2.0.0", "kit-b": "3.0.0"])
    }
    #expect(error?.code == .usage)
  }

  @Test func `of files that somebody changed in between touches nothing`() throws {
    let repository = try Sample.guide.repository()
    let error = #expect(throws: ReleaseError.self) {
      try repository.bump([0: Version(0, 2, 0)]) { path in
        Sample.guide.contents(path).map { [UInt8(ascii: "#"), 0x0A] + $0 }
      }
    }
    #expect(error?.code == .fileChanged)
  }

  @Test func `needs a manifest that states the version`() throws {
    let sample = Sample(files: [
      "pyproject.toml": "[project]\nname = \"a\"\ndynamic = [\"version\"]\n"
    ])
    let error = #expect(throws: ReleaseError.self) { try self.bump(sample, ["py:a": "1.0.0"]) }
    #expect(error?.code == .noVersionStated)
  }

  @Test func `moves the pins between distributions and keeps their markers`() throws {
    let sample = Sample(files: [
      "a/pyproject.toml": """
      [project]
      name = "Kit_A"
      version = "1.0.0"

      """,
      "b/pyproject.toml": """
      [project]
      name = "kit-b"
      version = "1.0.0"
      dependencies = ["kit.a == 1.0.0 ; python_version > '3.8'", 'numpy']

      """,
    ])
    let (bump, repository, _) = try bump(sample, ["py:kit-a": "1.1.0"])
    #expect(
      places(bump) == [
        "a/pyproject.toml:3  1.0.0 -> 1.1.0",
        "b/pyproject.toml:4  kit.a == 1.0.0 ; python_version > '3.8' -> kit.a == 1.1.0 ; python_version > '3.8'",
      ])
    #expect(bump.requirementsMoved.map { repository.packages[$0].name } == ["kit-b"])
  }

  @Test(arguments: RealTree.all)
  func `of a real tree's every crate can be made, and made again`(_ tree: RealTree) throws {
    let repository = try tree.repository()
    var changes: [Int: Version] = [:]
    for index in repository.packages.indices {
      guard let version = repository.packages[index].version else { continue }
      if repository.packages[index].statements.allSatisfy(\.isLocked) { continue }
      changes[index] = try Level.major.next(after: version, for: repository.packages[index].kind)
    }
    // What inherits one version can only get one, and stated versions of it may differ.
    for index in changes.keys where repository.packages[index].group != nil {
      guard let version = repository.packages[index].version else { continue }
      changes[index] = Version(version.major + 1, 0, 0)
    }
    let bump = try repository.bump(changes, contents: tree.contents)
    let files = Dictionary(uniqueKeysWithValues: bump.files.map { ($0.path, $0.new) })
    let after = try Repository.read(paths: tree.paths) { files[$0] ?? tree.contents($0) }
    for (index, version) in bump.versions {
      #expect(after.packages[index].version == version, "\(after.packages[index].manifest)")
    }
    let again = try after.bump(changes) { files[$0] ?? tree.contents($0) }
    #expect(again.changes == [])
    #expect(!bump.changes.isEmpty)
  }

  @Test(.enabled(if: !RealTree.all.isEmpty))
  func `of cranelift edits the thirty manifests that state its version`() throws {
    let tree = try RealTree.named("cranelift-v0.69.0")
    let repository = try tree.repository()
    let old = Version(0, 69, 0)
    let crates = repository.packages.indices.filter { repository.packages[$0].version == old }
    let changes = Dictionary(uniqueKeysWithValues: crates.map { ($0, Version(0, 70, 0)) })
    let bump = try repository.bump(changes, contents: tree.contents)
    #expect(bump.files.filter { $0.path.hasSuffix("Cargo.toml") }.count == 30)
  }
}
