import Diagnostics
import Testing

@testable import ReleaseModel

private func source(_ project: String) throws -> DistributionSource {
  try DistributionSource(in: "") { (path: String) -> [UInt8]? in
    path == "pyproject.toml" ? Array(project.utf8) : nil
  }
}

private func subset(
  _ project: String, _ settings: String = "", host: String = "linux-x86_64"
) throws -> [TestSubset.Cell] {
  let source = try source(project)
  let settings = try MatrixSettings(Array(settings.utf8))
  let matrix = try WheelMatrix(of: source, settings)
  return TestSubset(of: matrix, source, settings, host: host).cells
}

private let compiled = """
  [build-system]
  build-backend = "poetry.core.masonry.api"
  [tool.poetry.build]
  script = "build.py"
  [project]
  name = "dm"

  """

struct TestSubsetTests {
  @Test func `three Pythons on three systems, this machine's first`() throws {
    let cells = try subset(compiled + "requires-python = \">=3.8,<3.13\"", host: "macos-arm64")
    #expect(
      cells.map(\.name) == [
        "3.8 macos-arm64", "3.11 macos-arm64", "3.12 macos-arm64", "3.8 linux-x86_64",
        "3.11 linux-x86_64", "3.12 linux-x86_64", "3.8 windows-x86_64", "3.11 windows-x86_64",
        "3.12 windows-x86_64",
      ])
    // There is no such Python for that machine.
    #expect(cells[0].wheel == nil && cells[1].wheel != nil)
  }

  @Test(arguments: [
    (">=3.8", ["3.8", "3.11", "3.12"]), (">=3.10", ["3.10", "3.11", "3.12"]),
    (">=3.13", ["3.13"]), (">=3.12", ["3.12"]),
  ])
  func `the oldest that the distribution takes stands for 3.8`(
    _ requires: String, _ pythons: [String]
  ) throws {
    let cells = try subset(compiled + "requires-python = \"\(requires)\"")
    #expect(cells.filter { $0.platform == "linux-x86_64" }.map(\.python) == pythons)
  }

  @Test func `relsh.toml names Pythons and platforms`() throws {
    let cells = try subset(
      compiled,
      """
      [matrix]
      python = ["3.10", "pypy3.9"]
      platforms = ["linux-aarch64"]
      test = ["pypy3.9"]
      """)
    #expect(cells.map(\.name) == ["pypy3.9 linux-aarch64"])
  }

  @Test func `a wheel for any Python is the wheel of each cell`() throws {
    let cells = try subset(
      "[build-system]\nbuild-backend = \"hatchling.build\"\n[project]\nname = \"dm\"")
    #expect(cells.count == 9 && cells.allSatisfy { $0.wheel?.name == "py3 any" })
  }

  @Test func `what tests need is the extra and the group, with the groups in it`() throws {
    let needs = try TestNeeds(
      Array(
        """
        [project.optional-dependencies]
        tests = ["numpy"]
        [dependency-groups]
        test = ["pytest-cov", { include-group = "lint" }]
        lint = ["ruff", { include-group = "test" }]
        dev = ["never"]
        """.utf8), file: "pyproject.toml")
    #expect(needs.extra == "tests")
    #expect(needs.requirements == ["pytest-cov", "ruff"])
  }

  @Test(arguments: [
    (["dm/__init__.py", "dm/a.py", "dm/_n.abi3.so", "dm-1.dist-info/RECORD"], ["dm"], ["dm"]),
    (["dm.py", "dm-1.dist-info/RECORD"], ["dm"], ["dm"]),
    (["_dm.cpython-311-x86_64-linux-gnu.so"], ["_dm"], ["_dm"]),
    (["ns/one/__init__.py", "ns/two.py"], ["ns"], ["ns.one", "ns.two"]),
    (["dm/_n.so", "dm/data.txt"], ["dm"], ["dm._n"]),
    (["tests/test_a.py", "dm/__init__.py"], ["dm", "tests"], ["dm"]),
    (["dm-1.data/scripts/dm", "dm-1.dist-info/RECORD"], [], []),
    (["dm.libs/libc.so.6", "dm/__init__.py"], ["dm"], ["dm"]),
  ])
  func `what a wheel's files can be imported as`(
    _ paths: [String], _ top: [String], _ modules: [String]
  ) {
    let found = ImportableModules(paths)
    #expect(found.top == top)
    #expect(found.modules == modules)
  }

  @Test(arguments: [
    (["dm/__init__.py", "tests/test_a.py", "setup.py"], "", ["dm"], true),
    (["src/dm/__init__.py", "src/dm/a.py", "src/dm/tests/test_a.py"], "", ["src/dm"], false),
    (["dm.py", "test_dm.py"], "", ["dm.py"], true),
    (["py/python/dm/a.py", "py/tests/dm/test_b.py", "dm/c.py"], "py", ["py/python/dm"], true),
    (["lib/deep/er/dm/a.py", "conftest.py"], "", [], false),
  ])
  func `a package's own sources are taken out, its tests are not`(
    _ paths: [String], _ directory: String, _ removed: [String], _ hasTests: Bool
  ) {
    let sources = TestSources(paths, in: directory, without: ["dm"])
    #expect(sources.removed == removed)
    #expect(sources.hasTests == hasTests)
  }

  @Test(arguments: [
    ("pyo3 = { version = \"0.22\", features = [\"extension-module\"] }", "", true),
    ("pyo3 = \"0.22\"\n[features]\ndefault = [\"pyo3/extension-module\"]", "", true),
    ("pyo3 = \"0.22\"", "features = [\"pyo3/extension-module\"]", false),
    ("pyo3 = \"0.22\"", "", false),
  ])
  func `a crate that cargo cannot link is known by its features`(
    _ dependency: String, _ maturin: String, _ isUnlinked: Bool
  ) throws {
    let files = [
      "pyproject.toml": """
      [build-system]
      build-backend = "maturin"
      [project]
      name = "dm"
      [tool.maturin]
      manifest-path = "crates/dm/Cargo.toml"
      \(maturin)
      """,
      "crates/dm/Cargo.toml": "[package]\nname = \"dm\"\n[dependencies]\n\(dependency)\n",
    ]
    let source = try DistributionSource(in: "") { files[$0].map { Array($0.utf8) } }
    #expect((source.unlinkedCrate == "crates/dm/Cargo.toml") == isUnlinked)
  }

  @Test func `the requirements of a pyproject.toml, each once`() throws {
    let stated = try StatedRequirements(
      Array(
        """
        [build-system]
        requires = ["setuptools>=68"]
        [project]
        name = "dm"
        dependencies = ["requests>=2,<3", "requests>=2,<3", "dm-other @ https://example.com/x.whl"]
        [project.optional-dependencies]
        cli = ["click<8"]
        [dependency-groups]
        dev = ["ruff", { include-group = "test" }]
        """.utf8), file: "pyproject.toml")
    #expect(
      stated.lines.map { "\($0.text) (\($0.origin))" } == [
        "requests>=2,<3 (dependencies)", "click<8 (extra cli)", "ruff (group dev)",
        "setuptools>=68 (build)",
      ])
    #expect(!stated.isDynamic)
  }
}
