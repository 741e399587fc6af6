import Diagnostics
import Testing

@testable import ReleaseModel

@Suite("the wheel matrix")
struct WheelMatrixTests {
  private func source(_ files: [String: String]) throws -> DistributionSource {
    try DistributionSource(in: "") { (path: String) throws(ReleaseError) -> [UInt8]? in
      files[path].map { Array($0.utf8) }
    }
  }

  private func project(_ more: String = "", python: String = ">=3.8") -> String {
    let classifiers = ["3", "3.8", "3.10", "3.9", "3.11", "3.12", "3 :: Only"].map {
      "\"Programming Language :: Python :: \($0)\""
    }
    return """
      [project]
      name = "llmcc"
      requires-python = "\(python)"
      classifiers = [\(classifiers.joined(separator: ", "))]
      \(more)

      """
  }

  private let compiled = "setup(ext_modules=[Extension(\"llmcc._native\", [\"a.c\"])])\n"

  private let maturin = "[build-system]\nbuild-backend = \"maturin\"\nrequires = [\"maturin>=1\"]\n"

  @Test("five Pythons on three systems are fifteen wheels, and what cannot exist is not counted")
  func guideCounts() throws {
    let source = try source(["pyproject.toml": project(), "setup.py": compiled])
    let matrix = try WheelMatrix(of: source)
    #expect(source.shape == .eachPython)
    #expect(source.compiledModules == ["llmcc._native"])
    #expect(matrix.rows.map(\.description) == ["3.8", "3.9", "3.10", "3.11", "3.12"])
    #expect(matrix.cells.count == 25)
    #expect(matrix.cells.filter { !$0.exists }.map(\.name) == ["3.8 macos-arm64"])
    #expect(matrix.countOfSystems == 15)
    #expect(
      matrix.countText == "5 x 3 = 15 wheels on 3 systems, 24 with all 5 platforms, and an sdist")
  }

  @Test("maturin needs cffi of the interpreter for cffi bindings alone")
  func cffi() throws {
    let library = "[package]\nname = \"dm\"\n[lib]\ncrate-type = [\"cdylib\"]\n"
    let explicit = maturin + "[tool.maturin]\nbindings = \"cffi\"\n"
    #expect(try source(["pyproject.toml": explicit, "Cargo.toml": "[package]\n"]).needsCFFI)
    #expect(try source(["pyproject.toml": maturin, "Cargo.toml": library]).needsCFFI)
    let program = maturin + "[tool.maturin]\nbindings = \"bin\"\n"
    #expect(try !source(["pyproject.toml": program, "Cargo.toml": library]).needsCFFI)
    let native = library + "[dependencies]\npyo3 = \"0.17\"\n"
    #expect(try !source(["pyproject.toml": maturin, "Cargo.toml": native]).needsCFFI)
    #expect(try !source(["setup.py": compiled]).needsCFFI)
  }

  @Test("requires-python excludes versions, and gives them where no classifier does")
  func requiresPython() throws {
    let some = try source(["pyproject.toml": project(python: ">=3.10"), "setup.py": compiled])
    #expect(try WheelMatrix(of: some).rows.map(\.description) == ["3.10", "3.11", "3.12"])
    let bare = try source([
      "setup.py": "setup(ext_modules=[], python_requires=\">=3.12\")\n"
    ])
    #expect(try WheelMatrix(of: bare).rows.map(\.description) == ["3.12", "3.13", "3.14"])
    let none = try source([
      "pyproject.toml": project(python: "<3"), "setup.py": compiled,
    ])
    #expect(throws: ReleaseError.self) { try WheelMatrix(of: none) }
  }

  @Test(
    "the shape is what the backend makes",
    arguments: [
      (
        ["pyproject.toml": "[build-system]\nbuild-backend = \"hatchling.build\"\n"],
        WheelShape.pure
      ),
      (["setup.py": "from setuptools import setup\nsetup(name=\"a\")\n"], .pure),
      (
        [
          "setup.py":
            "setup(ext_modules=[x], options={\"bdist_wheel\": {\"py_limited_api\": \"cp39\"}})\n"
        ], .stable(minor: 9)
      ),
      (
        [
          "setup.py": "setup(ext_modules=[x])\n",
          "setup.cfg": "[bdist_wheel]\npy_limited_api = cp310\n",
        ], .stable(minor: 10)
      ),
      (
        [
          "pyproject.toml": "[build-system]\nbuild-backend = \"mesonpy\"\n"
        ], .eachPython
      ),
    ])
  func shapes(files: [String: String], shape: WheelShape) throws {
    #expect(try source(files).shape == shape)
  }

  @Test("maturin: abi3 and cffi are one wheel a platform, PyO3 alone one each")
  func maturinShapes() throws {
    let path = "[tool.maturin]\nmanifest-path = \"crates/x/Cargo.toml\"\nmodule-name = \"a._b\"\n"
    func shape(_ crate: String, _ more: String = "", root: String? = nil) throws -> WheelShape {
      var files = ["pyproject.toml": maturin + path + more, "crates/x/Cargo.toml": crate]
      files["Cargo.toml"] = root
      return try source(files).shape
    }
    #expect(try shape("[dependencies]\npyo3 = \"0.17\"\n") == .eachPython)
    #expect(
      try shape("[dependencies.pyo3]\nversion = \"0.17\"\nfeatures = [\"abi3-py38\"]\n")
        == .stable(minor: 8))
    #expect(
      try shape(
        "[dependencies]\npyo3.workspace = true\n",
        root: "[workspace.dependencies]\npyo3 = { features = [\"abi3-py311\"] }\n"
      ) == .stable(minor: 11))
    #expect(
      try shape("[dependencies]\npyo3 = \"0.17\"\n", "features = [\"pyo3/abi3-py39\"]\n")
        == .stable(minor: 9))
    #expect(try shape("[dependencies]\n", "bindings = \"cffi\"\n") == .eachPlatform)
    #expect(try shape("[package]\nname = \"x\"\n") == .eachPlatform)
  }

  @Test("abi3 is one wheel a platform, pure Python a single one")
  func counts() throws {
    let stable = try source([
      "pyproject.toml": project("[tool.distutils.bdist_wheel]\npy-limited-api = \"cp38\""),
      "setup.py": compiled,
    ])
    let matrix = try WheelMatrix(of: stable)
    #expect(matrix.cells.count == 5)
    #expect(matrix.countText == "3 wheels on 3 systems, 5 with all 5 platforms, and an sdist")
    let pure = try WheelMatrix(of: source(["pyproject.toml": project()]))
    #expect(pure.cells.map(\.name) == ["py3 any"])
    #expect(pure.countText == "1 wheel and an sdist")
  }

  @Test("relsh.toml wins, but not over requires-python")
  func settings() throws {
    let source = try source(["pyproject.toml": project(), "setup.py": compiled])
    let settings = try MatrixSettings(
      Array("[matrix]\npython = [\"3.9\", \"pypy3.9\"]\nplatforms = [\"linux-x86_64\"]\n".utf8))
    let matrix = try WheelMatrix(of: source, settings)
    #expect(matrix.cells.map(\.name) == ["3.9 linux-x86_64", "pypy3.9 linux-x86_64"])
    let old = try MatrixSettings(Array("[matrix]\npython = [\"3.7\"]\n".utf8))
    let error = #expect(throws: ReleaseError.self) { try WheelMatrix(of: source, old) }
    #expect(error?.at?.description == "relsh.toml:2:11")
  }

  @Test(
    "what relsh.toml must not say is an error with its place",
    arguments: [
      ("[matrix]\npyhton = []\n", "2:1", "not known"),
      ("[matirx]\n", "1:2", "not known"),
      ("[tags]\ncrates = \"v{version}\"\n", "1:2", "yet"),
      ("[[files]]\npath = \"a\"\n", "1:3", "yet"),
      ("[matrix]\npython = [3.10]\n", "2:11", "not a text"),
      ("[matrix]\npython = []\n", "2:10", "something in it"),
      ("[matrix]\npython = [\"3\"]\n", "2:11", "cannot stand"),
      ("[matrix]\nplatforms = [\"linux\"]\n", "2:14", "cannot stand"),
      ("[matrix]\npython = [\"3.8\", \"3.8\"]\n", "2:18", "twice"),
      ("[matrix]\npython = [\"3.9\"]\ntest = [\"3.8\"]\n", "3:8", "does not"),
      ("[test]\nrun = [\"a\"]\n", "2:1", "not known"),
      ("matrix = 1\n", "1:1", "not a table"),
    ])
  func refused(text: String, place: String, words: String) {
    let error = #expect(throws: ReleaseError.self) { try MatrixSettings(Array(text.utf8)) }
    #expect(error?.code == .badManifest)
    #expect(error?.at?.description == "relsh.toml:\(place)")
    #expect(error?.what.contains(words) == true, "\(error?.what ?? "")")
  }

  @Test("a command for tests and a test subset are read")
  func testTable() throws {
    let settings = try MatrixSettings(
      Array("[matrix]\ntest = [\"3.8\"]\n[test]\ncommand = [\"cargo\", \"test\", \"test\"]\n".utf8))
    #expect(settings.subset == ["3.8"])
    #expect(settings.command == ["cargo", "test", "test"])
    #expect(settings.python == nil)
  }
}

@Suite("the ledger of a matrix")
struct MatrixLedgerTests {
  private func source(_ files: [String: String]) throws -> DistributionSource {
    try DistributionSource(in: "") { (path: String) throws(ReleaseError) -> [UInt8]? in
      files[path].map { Array($0.utf8) }
    }
  }

  private func name(_ tag: String) -> String { "dm-0.1.0-\(tag).whl" }

  @Test(
    "a wheel counts for the cells whose Python, ABI and platform it fits",
    arguments: [
      (MatrixRow.python("3.9"), "linux-aarch64", "cp39-cp39-manylinux_2_17_aarch64", true),
      (.python("3.9"), "linux-aarch64", "cp39-cp39-manylinux_2_17_x86_64", false),
      (.python("3.9"), "linux-aarch64", "cp39-cp39-musllinux_1_2_aarch64", false),
      (.python("3.9"), "windows-x86_64", "cp310-cp310-win_amd64", false),
      (.python("3.9"), "macos-arm64", "cp39-cp39-macosx_11_0_universal2", true),
      (.python("pypy3.9"), "linux-x86_64", "pp39-pypy39_pp73-manylinux_2_17_x86_64", true),
      (.python("pypy3.9"), "linux-x86_64", "cp39-cp39-manylinux_2_17_x86_64", false),
      (.stable(minor: 8), "windows-x86_64", "cp38-abi3-win_amd64", true),
      (.stable(minor: 8), "windows-x86_64", "cp39-abi3-win_amd64", false),
      (.stable(minor: 8), "windows-x86_64", "cp38-cp38-win_amd64", false),
      (.any, "macos-x86_64", "py3-none-macosx_10_12_x86_64", true),
      (.any, "macos-x86_64", "py3-none-any", false),
      (.any, "any", "py2.py3-none-any", true),
      (.any, "any", "py3-none-win_amd64", false),
    ])
  func fits(_ row: MatrixRow, _ platform: String, _ tag: String, _ isIts: Bool) throws {
    let cell = MatrixCell(row: row, platform: platform, exists: true)
    #expect(cell.takes(try #require(WheelName(name(tag)))) == isIts)
  }

  @Test("what is missing stands by platforms, with the sdist")
  func missing() throws {
    let settings = try MatrixSettings(
      Array(
        """
        [matrix]
        python = ["3.8", "3.9"]
        platforms = ["linux-x86_64", "macos-arm64", "windows-x86_64", "linux-aarch64"]
        """.utf8))
    let compiled = "setup(ext_modules=[Extension(\"dm._native\", [\"a.c\"])])\n"
    let matrix = try WheelMatrix(of: source(["setup.py": compiled]), settings)
    var ledger = MatrixLedger(
      matrix, kept: ["3.8 linux-x86_64": "a"], laid: [name("cp39-cp39-manylinux_2_17_x86_64")],
      served: [name("cp38-cp38-win_amd64")])
    #expect(ledger.lines.map(\.place).filter { $0 == .missing }.count == 5)
    #expect(Set(ledger.lines.map(\.place)) == [.kept, .laid, .served, .missing])
    #expect(ledger.countText == "3 of 8 files")
    #expect(
      ledger.missingTexts == [
        "3.9 for macos-arm64, windows-x86_64", "3.8, 3.9 for linux-aarch64", "the sdist",
      ])
    ledger = MatrixLedger(matrix, kept: ["sdist": "dm-0.1.0.tar.gz"], laid: [])
    #expect(!ledger.missingTexts.contains("the sdist"))
  }
}
