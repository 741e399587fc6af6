import Diagnostics
import ReleaseModel
import Testing

@Suite struct `A repository` {
  @Test func `states its packages, their versions and their needs`() throws {
    let repository = try Sample.guide.repository()
    let names = repository.packages.map {
      "\($0.kind.selector):\($0.name) \($0.version?.description ?? "-")"
    }
    #expect(
      names == [
        "crate:llmcc-core 0.1.0", "crate:llmcc-rust 0.1.0", "crate:llmcc 0.1.0", "py:llmcc 0.1.0",
      ])
    let llmcc = repository.packages[2]
    #expect(llmcc.dependencies.map(\.alias) == ["llmcc-rust", "core", "llmcc", "core"])
    #expect(llmcc.dependencies.map(\.kind) == [.normal, .normal, .dev, .build])
    #expect(llmcc.dependencies.map(\.requirement?.text) == ["0.1", "=0.1.0", nil, ">=0.1, <0.3"])
    #expect(llmcc.statements.map(\.place) == ["crates/llmcc/Cargo.toml:3", "Cargo.lock:7"])
    #expect(
      repository.packages[3].statements.map(\.place) == [
        "pyproject.toml:5", "setup.py:2", "llmcc/__init__.py:1",
      ])
    #expect(repository.notes == [])
  }

  @Test(
    arguments: [
      ("publish = false", "publish = false"), ("publish = []", "publish = false"),
      ("publish = [\"ours\"]", "publish = [\"ours\"]"), ("publish = true", nil),
      ("publish = [\"crates-io\"]", nil), ("", nil),
      ("publish.workspace = true", "publish = false"),
    ] as [(String, String?)])
  func `says why a crate cannot be published`(_ line: String, _ reason: String?) throws {
    let sample = Sample(files: [
      "Cargo.toml": "[workspace]\nmembers = [\"a\"]\n[workspace.package]\npublish = false\n",
      "a/Cargo.toml": "[package]\nname = \"a\"\nversion = \"1.0.0\"\n\(line)\n",
    ])
    #expect(try sample.repository().packages[0].unpublishable == reason)
  }

  @Test func `leaves out templates and refuses what a workspace lists`() throws {
    var sample = Sample(files: [
      "Cargo.toml": "[workspace]\nmembers = [\"crates/*\"]\nexclude = [\"crates/skip\"]\n",
      "crates/a/Cargo.toml": "[package]\nname = \"a\"\n",
      "crates/skip/Cargo.toml": "[package]\nname = \"{{name}}\"\n",
      "template/Cargo.toml": "[package\n",
      "template/pyproject.toml": "[project]\nname = \"{{x}}\"\n",
    ])
    let repository = try sample.repository()
    #expect(repository.packages.map(\.name) == ["a"])
    #expect(repository.packages[0].unpublishable == "no version")
    #expect(
      repository.notes.map(\.file).sorted() == [
        "crates/skip/Cargo.toml", "template/Cargo.toml", "template/pyproject.toml",
      ])
    sample.files["crates/b/Cargo.toml"] = "[package]\nname = \"b\"\nversion = \n"
    let error = #expect(throws: ReleaseError.self) { try sample.repository() }
    #expect(error?.code == .badManifest)
    #expect(error?.at?.file == "crates/b/Cargo.toml")
    #expect(error?.at?.line == 3)
    sample.files = ["Cargo.toml": "[package]\nversion = \"1.0.0\"\n"]
    #expect(throws: ReleaseError.self) { try sample.repository() }
  }

  @Test(
    arguments: [
      ("pyproject.toml", "[project]\nname='a'\nversion='1.0'\n", "1.0.0", nil),
      ("pyproject.toml", "[tool.poetry]\nname='a'\nversion='1.0rc1'\n", "1.0.0-rc.1", nil),
      (
        "pyproject.toml",
        "[project]\nname='a'\ndynamic=['version']\n[tool.setuptools.dynamic]\nversion={attr='a.core.V'}\n",
        "7.0.0", nil
      ),
      (
        "pyproject.toml",
        "[project]\nname='a'\ndynamic=['version']\n[tool.setuptools.dynamic]\nversion={file='VERSION'}\n",
        "8.0.0", nil
      ),
      ("pyproject.toml", "[project]\nname='a'\n", nil, "no version"),
      ("pyproject.toml", "[project]\nname='a'\ndynamic=['version']\n", nil, nil),
      (
        "pyproject.toml",
        "[project]\nname='a'\nversion='1.0'\nclassifiers=['Private :: Do Not Upload']\n", "1.0.0",
        "it has a classifier `Private ::`, which PyPI refuses"
      ),
      ("setup.py", "V = '2.1'\nsetup(name='a', version=V)\n", "2.1.0", nil),
      ("setup.cfg", "[metadata]\nname = a\nversion = attr: a.core.V\n", "7.0.0", nil),
    ] as [(String, String, String?, String?)])
  func `reads a distribution's version from where it is stated`(
    _ file: String, _ text: String, _ version: String?, _ reason: String?
  ) throws {
    let sample = Sample(files: [file: text, "a/core.py": "V = \"7.0.0\"\n", "VERSION": "8.0.0\n"])
    let packages = try sample.repository().packages
    #expect(packages.map(\.name) == ["a"])
    #expect(packages.first?.version?.description == version)
    #expect(packages.first?.unpublishable == reason)
  }

  @Test func `publishes what is needed first and names circles`() throws {
    func crate(_ name: String, _ tables: String) -> (String, String) {
      ("\(name)/Cargo.toml", "[package]\nname = \"\(name)\"\nversion = \"1.0.0\"\n\(tables)\n")
    }
    let sample = Sample(
      files: Dictionary(uniqueKeysWithValues: [
        crate("a", "[dependencies]\nz = { path = \"../z\", version = \"1\" }"), crate("b", ""),
        crate("z", "[dev-dependencies]\na = { path = \"../a\" }"),
        crate("m", "[dev-dependencies]\nn = { path = \"../n\", version = \"1\" }"),
        crate("n", "[dependencies]\nm = { path = \"../m\", version = \"1\" }"),
      ]))
    let repository = try sample.repository()
    let order = repository.publishOrder(of: Array(repository.packages.indices))
    #expect(order.packages.map { repository.packages[$0].name } == ["b", "m", "n", "z", "a"])
    #expect(order.cycles.map { $0.map { repository.packages[$0].name } } == [["m", "n"]])
  }

  @Test(.enabled(if: !RealTree.all.isEmpty))
  func `of real crates that need each other has the circles named`() throws {
    let repository = try RealTree.named("opendal@v0.58.2").repository()
    let publishable = repository.packages.indices.filter { repository.packages[$0].isPublishable }
    let order = repository.publishOrder(of: publishable)
    let names = order.cycles.map { $0.map { repository.packages[$0].name } }
    #expect(names.contains(["opendal-layer-retry", "opendal-layer-timeout"]))
    #expect(names.count == 2)
    #expect(order.packages.count == publishable.count)
    let place = Dictionary(uniqueKeysWithValues: order.packages.enumerated().map { ($1, $0) })
    for package in order.packages {
      for need in repository.needs(of: package, withTests: false) {
        guard let before = place[need], let own = place[package] else { continue }
        #expect(before < own)
      }
    }
  }
}

@Suite struct `A selector` {
  private func resolve(_ text: String) throws -> String {
    let repository = try Sample.guide.repository()
    let scope = Selector.Scope(released: [0, 2, 3], changed: [2])
    return try Selector.resolve(text, in: repository, scope: scope)
      .map { repository.selector(of: $0) }.joined(separator: " ")
  }

  @Test(arguments: [
    ("llmcc-core", "crate:llmcc-core"), ("crate:llmcc", "crate:llmcc"), ("py:LLMCC", "py:llmcc"),
    ("python", "py:llmcc"), ("crates", "crate:llmcc-core crate:llmcc"), ("changed", "crate:llmcc"),
    ("all", "crate:llmcc-core crate:llmcc py:llmcc"), ("./crates/llmcc-core", "crate:llmcc-core"),
    ("crates/llmcc-rust/", "crate:llmcc-rust"), (".", "py:llmcc"),
    ("crate:llmcc, llmcc-rust,llmcc-core", "crate:llmcc-core crate:llmcc-rust crate:llmcc"),
    ("llmcc-core,crates", "crate:llmcc-core crate:llmcc"),
  ])
  func `names packages in publish order`(_ text: String, _ packages: String) throws {
    #expect(try resolve(text) == packages)
  }

  @Test(
    arguments: [
      ("llmcc", ErrorCode.ambiguousPackage, "use crate:llmcc"),
      ("llmcc-cor", .unknownPackage, "use crate:llmcc-core"),
      ("lmcc-rust", .unknownPackage, "use crate:llmcc-rust"),
      ("group:core", .unknownPackage, nil), ("serde", .unknownPackage, nil),
      ("", .unknownPackage, nil), ("llmcc-core,", .unknownPackage, nil),
      ("./nowhere", .unknownPackage, nil),
      ("py:llmcc-core", .unknownPackage, "use crate:llmcc-core"),
      ("--all", .unknownPackage, nil), ("dependents", .nothingSelected, nil),
    ] as [(String, ErrorCode, String?)])
  func `that fits none or two is refused with what to type`(
    _ text: String, _ code: ErrorCode, _ fix: String?
  ) {
    let error = #expect(throws: ReleaseError.self) { try resolve(text) }
    #expect(error?.code == code)
    #expect(error?.fix.first?.text == fix)
    #expect(error?.why.isEmpty == false)
  }

  @Test func `for dependents means what is released and needs the selection`() throws {
    let repository = try Sample.guide.repository()
    let core = try #require(repository.packages.firstIndex { $0.name == "llmcc-core" })
    let scope = Selector.Scope(released: Array(repository.packages.indices), selected: [core])
    let found = try Selector.resolve("dependents", in: repository, scope: scope)
    #expect(Set(found) == Set(repository.dependents(of: [core])))
    #expect(!found.contains(core) && !found.isEmpty)
  }

  @Test func `draws each package once, below the last of those that it needs`() throws {
    let repository = try Sample.guide.repository()
    let tree = DependencyTree(Array(repository.packages.indices), in: repository)
    #expect(Set(tree.rows.map(\.package)).count == repository.packages.count)
    #expect(tree.rows.count == repository.packages.count)
    for (row, place) in zip(tree.rows, tree.rows.indices) where !row.branch.isEmpty {
      let above = tree.rows[..<place].map(\.package)
      for need in repository.needs(of: row.package) { #expect(above.contains(need)) }
    }
  }

  @Test(.enabled(if: !RealTree.all.isEmpty))
  func `of a name that two crates have is their folder`() throws {
    let repository = try RealTree.named("polars@py-0.10.18").repository()
    let twice = repository.packages.indices.filter { repository.packages[$0].name == "polars" }
    let selectors = twice.map { repository.selector(of: $0) }
    #expect(Set(selectors).count == twice.count)
    for (package, selector) in zip(twice, selectors) {
      let scope = Selector.Scope(released: [])
      #expect(try Selector.resolve(selector, in: repository, scope: scope) == [package])
    }
  }
}
