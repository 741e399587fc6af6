package import Diagnostics
package import ReleaseWorld

/// A Python of this machine that was seen to run.
package struct PythonInterpreter: Hashable, Sendable {
  /// Its absolute path.
  package let program: String
  /// As the matrix spells it: `3.11`, `pypy3.9`.
  package let version: String
  /// With its patch: `3.11.7`.
  package let release: String
  /// As the matrix spells it: `linux-x86_64`.
  package let platform: String
  /// Whether C code can be compiled for it.
  package let hasHeaders: Bool
  /// Whether `python -m build` works with it.
  package let hasBuild: Bool
  /// Whether it has the module cffi.
  package let hasCFFI: Bool

  /// The platform that relsh itself runs on, as the matrix spells it.
  package static var hostPlatform: String {
    #if os(macOS)
      let system = "macos"
    #else
      let system = "linux"
    #endif
    #if arch(arm64)
      return system == "macos" ? "macos-arm64" : "linux-aarch64"
    #else
      return "\(system)-x86_64"
    #endif
  }

  /// The interpreters of this machine, one for each version: those on PATH before pyenv's and uv's, and
  /// before all those that can compile.
  ///
  /// Each candidate is run once, side by side: a name on PATH is no interpreter (a shim may lead to none).
  /// Where uv keeps its own is looked up, since `uv python list` takes a second to say the same.
  ///
  /// - Throws: `.interrupted`.
  package static func find(in world: World) throws(ReleaseError) -> [PythonInterpreter] {
    let programs = candidates(in: world)
    let ends = try world.processes.runAll(
      programs.map { program in
        // A file of the repository may be called as a module of Python's.
        Child(
          program, ["-c", probe], directory: "/",
          environment: TokenVariables.removed(from: world.environment), limit: 20)
      })
    var found: [PythonInterpreter] = []
    for end in ends {
      if end.wasInterrupted { throw ReleaseError(.interrupted, "^C ended the search for Pythons") }
      guard end.status == 0, let interpreter = PythonInterpreter(said: end.text) else { continue }
      guard
        let place = found.firstIndex(where: {
          $0.version == interpreter.version && $0.platform == interpreter.platform
        })
      else {
        found.append(interpreter)
        continue
      }
      if interpreter.ability > found[place].ability { found[place] = interpreter }
    }
    return found
  }

  /// Of two of one version the one that can do more is taken: compile, before all.
  private var ability: Int { (hasHeaders ? 4 : 0) + (hasBuild ? 1 : 0) + (hasCFFI ? 1 : 0) }

  /// Reads what the probe said.
  init?(said text: String) {
    let words = text.split(whereSeparator: \.isNewline).last?
      .split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard let words, words.count == 10, words[0] == "relsh", words[8] == "0" else { return nil }
    let numbers = words[2].split(separator: ".")
    guard numbers.count == 3, numbers[0] == "3" else { return nil }
    switch words[1] {
    case "cpython": version = "3.\(numbers[1])"
    case "pypy": version = "pypy3.\(numbers[1])"
    default: return nil
    }
    release = words[2]
    switch (words[3], words[4].lowercased()) {
    case ("Linux", let machine): platform = "linux-\(machine)"
    case ("Darwin", let machine): platform = "macos-\(machine)"
    case (_, let machine): platform = "windows-\(machine == "amd64" ? "x86_64" : machine)"
    }
    program = words[5]
    hasHeaders = words[6] == "1"
    hasBuild = words[7] == "1"
    hasCFFI = words[9] == "1"
  }

  private static let probe = """
    import importlib.util, os, platform, sys, sysconfig
    build = importlib.util.find_spec("build")
    header = os.path.join(sysconfig.get_paths()["include"], "Python.h")
    sys.stdout.write("\\t".join(["relsh", sys.implementation.name, "%d.%d.%d" % sys.version_info[:3],
        platform.system(), platform.machine(), sys.executable, str(int(os.path.exists(header))),
        str(int(build is not None and build.origin is not None)),
        str(int(sysconfig.get_config_var("Py_GIL_DISABLED") or 0)),
        str(int(importlib.util.find_spec("cffi") is not None))]))
    """

  /// Files that may be interpreters, those that win first.
  private static func candidates(in world: World) -> [String] {
    let files = world.files
    let environment = world.environment
    var programs: [String] = []
    let names =
      ["python3"] + (7...16).map { "python3.\($0)" } + ["pypy3"]
      + (8...13).map { "pypy3.\($0)" }
    func add(versionsIn folder: String) {
      for version in files.list(folder).sorted(by: >) {
        programs += ["python3", "pypy3"].map { "\(folder)/\(version)/bin/\($0)" }
      }
    }
    let path = (environment["PATH"] ?? "").split(separator: ":")
    for directory in path where directory.hasPrefix("/") {
      // pyenv's shims stand for these; each takes a tenth of a second to say whether it does.
      let versions = "\(directory.dropLast("/shims".utf8.count))/versions"
      if directory.hasSuffix("/shims"), files.kind(versions) == .directory {
        add(versionsIn: versions)
      } else {
        programs += names.map { "\(directory)/\($0)" }
      }
    }
    let home = environment.home ?? ""
    let pyenv = environment["PYENV_ROOT"] ?? "\(home)/.pyenv"
    let data = environment["XDG_DATA_HOME"] ?? "\(home)/.local/share"
    let uv = environment["UV_PYTHON_INSTALL_DIR"] ?? "\(data)/uv/python"
    for folder in ["\(pyenv)/versions", uv] where folder.hasPrefix("/") {
      add(versionsIn: folder)
    }
    // One program is asked once; in another folder it may be that of a virtual environment.
    var seen: Set<[String?]> = []
    return programs.filter { program in
      guard files.isExecutable(program) else { return false }
      let folder = program.split(separator: "/").dropLast().joined(separator: "/")
      return seen.insert([FilePath.real("/\(folder)"), FilePath.real(program)]).inserted
    }
  }
}
