package import Diagnostics
import ReleaseModel
package import ReleaseWorld

/// Tests a built wheel: it is installed in a fresh virtual environment and imported there, and the tests of its
/// commit run from a copy without the package's own sources, so that nothing but the wheel can be imported.
package struct WheelTest: Sendable {
  private let world: World
  private let name: String
  /// Where the wheel lies.
  private let wheel: String
  /// The temporary work tree of the commit.
  private let tree: String
  /// The distribution's folder in it; empty for the top.
  private let directory: String
  /// The compiled modules that the project's files name.
  private let compiled: [String]
  /// What stands in the place of pytest, as an argument array.
  private let command: [String]?

  package init(
    of name: String, wheel: String, tree: String, directory: String, compiled: [String],
    command: [String]?, in world: World
  ) {
    (self.name, self.wheel, self.tree, self.directory) = (name, wheel, tree, directory)
    (self.compiled, self.command, self.world) = (compiled, command, world)
  }

  /// What a test that passed shows.
  package struct Passed: Hashable, Sendable {
    /// `2 passed`, `imported, no tests`.
    package let text: String
    /// What pytest counted; `nil` where there is nothing that it could run.
    package let counts: TestCounts?
    /// All that the tools said.
    package let output: String
  }

  /// Tests it with an interpreter; `cell` names the folder of the test.
  ///
  /// - Throws: `.testFailed`, what the tools' words mean, `.interrupted`.
  package func run(
    _ cell: String, by interpreter: PythonInterpreter, hearing listener: ChildListener?
  ) throws(ReleaseError) -> Passed {
    let said = TestEnvironment.Words()
    let place = "\(tree)/.relsh-test/\(cell.split(separator: " ").joined(separator: "-"))"
    try world.require("rm", ["-rf", "--", place], in: tree)
    try world.require("mkdir", ["-p", place], in: tree)
    let environment = TestEnvironment(at: "\(place)/venv", interpreter, in: world)
    let needs = try needs()
    let modules = ImportableModules(
      try Archive.read(file: wheel, in: world.files).entries.map(\.path))
    do throws(ReleaseError) {
      try environment.make(said, hearing: listener)
      let settings = directory.isEmpty ? tree : "\(tree)/\(directory)"
      try environment.install(
        [wheel], from: settings, for: name, said, hearing: listener)
      try importModules(modules, environment, said, listener)
      let copy = try copySources(to: place, without: modules)
      guard copy.hasTests || modules.hasTests || command != nil else {
        return Passed(text: "\(imported(modules)), no tests", counts: nil, output: said.text)
      }
      let usesPytest = command.map { $0.contains { $0.contains("pytest") } } ?? true
      if usesPytest {
        let own = needs.extra.map { ["\(wheel)[\($0)]"] } ?? []
        try environment.install(
          ["pytest"] + own + needs.requirements, from: settings, for: "pytest", said,
          hearing: listener)
      }
      return try runTests(
        in: copy, modules, environment, said, listener)
    } catch {
      var error = error
      error.output = said.text
      throw error
    }
  }

  private func needs() throws(ReleaseError) -> TestNeeds {
    let file = directory.isEmpty ? "pyproject.toml" : "\(directory)/pyproject.toml"
    guard let bytes = try world.files.read("\(tree)/\(file)") else { return TestNeeds() }
    return try TestNeeds(bytes, file: file)
  }

  // MARK: - Import

  private static let script = """
    import importlib, sys
    for name in sys.argv[1:]:
        module = importlib.import_module(name)
        sys.stdout.write("%s %s\\n" % (name, getattr(module, "__file__", None)))
    """

  private func imported(_ modules: ImportableModules) -> String {
    modules.modules.isEmpty ? "installed" : "imported"
  }

  private func importModules(
    _ modules: ImportableModules, _ environment: TestEnvironment, _ said: TestEnvironment.Words,
    _ listener: ChildListener?
  ) throws(ReleaseError) {
    var names = modules.modules
    for name in compiled where name.contains(".") && !names.contains(name) { names.append(name) }
    guard !names.isEmpty else { return }
    let words = [environment.python, "-I", "-c", Self.script] + names
    let end = try environment.run(words, in: "/", said, listener)
    guard end.status != 0 else { return }
    try world.throwInterrupted(end, ["python", "-c"])
    var facts = Diagnosis.Facts()
    (facts.package, facts.python) = (name, environment.interpreter.version)
    let diagnosis = Diagnosis.of(tool: .importTest, end: end, facts: facts)
    guard diagnosis.pattern == nil else { throw diagnosis.error }
    let last = ToolLines.plain(Array(end.said.utf8)).last ?? "it ended with \(end.status)"
    throw ReleaseError(
      .testFailed,
      "the wheel of \(name) cannot be imported by Python \(environment.interpreter.version)",
      why: [last, "it was installed alone in a fresh virtual environment"])
  }

  // MARK: - Tests

  /// The commit's files without those that the wheel has.
  private struct Copy {
    /// The distribution's folder in it.
    let directory: String
    let root: String
    let hasTests: Bool
  }

  private func copySources(
    to place: String, without modules: ImportableModules
  ) throws(ReleaseError) -> Copy {
    let root = "\(place)/src"
    try world.require("mkdir", ["-p", root], in: tree)
    try world.require(
      "git", ["checkout-index", "--all", "--force", "--prefix=\(root)/"], in: tree)
    let end = try world.processes.run(
      Child("git", ["ls-files", "-z"], directory: tree, environment: GitClient.cleared))
    guard end.status == 0 else { throw .child("git", ["ls-files"], end) }
    let paths = end.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    let sources = TestSources(paths, in: directory, without: modules.top)
    for start in stride(from: 0, to: sources.removed.count, by: 100) {
      let some = sources.removed[start..<min(start + 100, sources.removed.count)]
      try world.require("rm", ["-rf", "--"] + some.map { "\(root)/\($0)" }, in: tree)
    }
    return Copy(
      directory: directory.isEmpty ? root : "\(root)/\(directory)", root: root,
      hasTests: sources.hasTests)
  }

  private func runTests(
    in copy: Copy, _ modules: ImportableModules, _ environment: TestEnvironment,
    _ said: TestEnvironment.Words, _ listener: ChildListener?
  ) throws(ReleaseError) -> Passed {
    let words: [String]
    if let command {
      words = command
    } else {
      // What was installed with the wheel is tested by its name.
      let installed = copy.hasTests ? [] : ["--pyargs"] + modules.top
      words =
        [
          "\(environment.folder)/bin/pytest", "--color=no", "--rootdir=\(copy.root)",
          "--confcutdir=\(copy.root)",
        ] + installed
    }
    let end: ChildEnd
    do throws(ReleaseError) {
      end = try environment.run(words, in: copy.directory, said, listener)
    } catch {
      var error = error
      if command != nil { error.why.append("relsh.toml's [test] command names it") }
      throw error
    }
    let counts = TestCounts(pytest: end.said)
    if command == nil, end.status == 5 {
      return Passed(text: "\(imported(modules)), no tests", counts: nil, output: said.text)
    }
    guard end.status == 0 else {
      try world.throwInterrupted(end, command ?? ["pytest"])
      var facts = Diagnosis.Facts()
      (facts.package, facts.python) = (name, environment.interpreter.version)
      let usesPytest = words.contains { $0.contains("pytest") }
      let diagnosis = Diagnosis.of(
        tool: usesPytest ? .pytest : .testCommand, end: end, facts: facts)
      guard command != nil, diagnosis.pattern == nil else { throw diagnosis.error }
      throw ReleaseError.testCommand(words[0], of: name, end, diagnosis.error)
    }
    return Passed(text: counts?.text ?? "passed", counts: counts, output: said.text)
  }
}
