import Diagnostics
import ReleaseModel
import ReleaseWorld

/// A fresh virtual environment for one test, thrown away with the folder that it lies in.
///
/// uv makes and fills it where it is there, else the interpreter's own venv and pip. Where packages come from
/// is the person's own business: their PIP_* and UV_* variables hold, and uv is told of pip's.
struct TestEnvironment: Sendable {
  let folder: String
  let interpreter: PythonInterpreter
  private let world: World
  private let usesUV: Bool
  /// Laid over the environment of every child: no source tree gets in by a variable.
  let variables: [String: String?]

  var python: String { "\(folder)/bin/python" }

  /// All that the tools said, in a value that grows.
  final class Words {
    private(set) var text = ""
    func add(_ words: String) { text += words.isEmpty ? "" : words + "\n" }
  }

  init(at folder: String, _ interpreter: PythonInterpreter, in world: World) {
    self.folder = folder
    self.interpreter = interpreter
    self.world = world
    usesUV = ProgramPath.find("uv", in: world.environment) != nil
    var variables = TokenVariables.removed(from: world.environment)
    for name in ["PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PIP_USER", "PIP_TARGET"] {
      variables[name] = .some(nil)
    }
    variables["PATH"] = "\(folder)/bin:\(world.environment["PATH"] ?? "")"
    variables["VIRTUAL_ENV"] = folder
    variables["UV_NO_PROGRESS"] = "1"
    variables["UV_PYTHON_DOWNLOADS"] = "never"
    variables["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    variables["PIP_NO_INPUT"] = "1"
    self.variables = variables.merging(Self.indexes(of: world.environment)) { $1 }
  }

  /// What pip's variables say of indexes, in uv's words, where uv's own say nothing.
  static func indexes(of environment: Environment) -> [String: String?] {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    var variables: [String: String?] = [:]
    if value("UV_FIND_LINKS") == nil, let links = value("PIP_FIND_LINKS") {
      variables["UV_FIND_LINKS"] = links.split(separator: " ").joined(separator: ",")
    }
    if ["UV_DEFAULT_INDEX", "UV_INDEX_URL"].allSatisfy({ value($0) == nil }) {
      variables["UV_DEFAULT_INDEX"] = value("PIP_INDEX_URL")
    }
    if ["UV_INDEX", "UV_EXTRA_INDEX_URL"].allSatisfy({ value($0) == nil }) {
      variables["UV_INDEX"] = value("PIP_EXTRA_INDEX_URL")
    }
    return variables.filter { $0.value != nil }
  }

  /// Makes it.
  ///
  /// - Throws: `.toolFailed` with what to do where the interpreter lacks venv, `.interrupted`.
  func make(_ said: Words, hearing listener: ChildListener?) throws(ReleaseError) {
    let words =
      usesUV
      ? ["uv", "venv", "--no-config", "--python", interpreter.program, folder]
      : [interpreter.program, "-m", "venv", folder]
    let end = try run(words, in: "/", said, listener)
    guard end.status != 0 else { return }
    try world.throwInterrupted(end, words)
    var error = ReleaseError(
      .toolFailed, "Python \(interpreter.version) makes no virtual environment",
      why: ToolLines.plain(Array(end.said.utf8)).suffix(3) + [
        "uv makes one without the module venv"
      ], fix: ["!python3 -m pip install --user uv"])
    if end.said.contains("ensurepip is not available") {
      error.fix = ["!apt-get install --yes python3-venv"]
    }
    error.output = said.text
    throw error
  }

  /// Installs a wheel or requirements, from `directory`, whose settings uv reads.
  ///
  /// - Throws: What the installer's words mean, `.interrupted`.
  func install(
    _ requirements: [String], from directory: String, for package: String, _ said: Words,
    hearing listener: ChildListener?
  ) throws(ReleaseError) {
    let isOffline = world.environment["PIP_NO_INDEX"].map { !["", "0"].contains($0) } ?? false
    let words =
      usesUV
      ? ["uv", "pip", "install", "--python", python] + (isOffline ? ["--no-index"] : [])
      : [python, "-m", "pip", "install"]
    let end = try run(words + requirements, in: directory, said, listener)
    guard end.status != 0 else { return }
    try world.throwInterrupted(end, usesUV ? ["uv", "pip"] : ["pip", "install"])
    var facts = Diagnosis.Facts()
    (facts.package, facts.registry) = (package, "the index")
    facts.python = interpreter.version
    var error = Diagnosis.of(tool: usesUV ? .uvInstall : .pipInstall, end: end, facts: facts).error
    error.output = said.text
    throw error
  }

  /// Runs a program with this environment's Python first along PATH.
  func run(
    _ words: [String], in directory: String, _ said: Words, _ listener: ChildListener?
  ) throws(ReleaseError) -> ChildEnd {
    var child = Child(
      words[0], Array(words.dropFirst()), directory: directory, environment: variables)
    child.listener = listener
    said.add("$ " + words.joined(separator: " "))
    let end = try world.processes.run(child)
    said.add(end.said)
    return end
  }
}
