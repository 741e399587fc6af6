import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld
import Synchronization

/// The wheels of a commit that are to be tested: those that are kept, and those that are built for it.
struct WheelSupply {
  let subject: MatrixSubject
  /// Those that can be built for, and test what is built.
  let interpreters: [PythonInterpreter]
  private let world: World

  /// - Throws: `.interrupted`.
  init(_ subject: MatrixSubject, in world: World) throws(ReleaseError) {
    self.subject = subject
    self.world = world
    interpreters = try PythonInterpreter.find(in: world).filter {
      $0.platform == PythonInterpreter.hostPlatform
    }
  }

  /// The interpreter that a cell of the test subset names; `nil` where it is not here.
  func interpreter(_ python: String) -> PythonInterpreter? {
    interpreters.first { $0.version == python }
  }

  /// The interpreter that is tested where one is enough: that of a wheel that is kept, else the newest that
  /// a wheel of the matrix is for and that can compile it.
  ///
  /// - Throws: `.noPython`, `.fileUnreadable`.
  func best() throws(ReleaseError) -> PythonInterpreter {
    let kept = try KeptArtifacts(of: subject.package.name, at: subject.commit, in: world)
    let fitting = interpreters.filter { cell(for: $0.version) != nil }
      .sorted { Self.rank($0) > Self.rank($1) }
    let isCompiled = subject.source.shape != .pure
    let best =
      fitting.first { interpreter in
        cell(for: interpreter.version).map { kept[$0.name] != nil } ?? false
      } ?? fitting.first { !isCompiled || $0.hasHeaders } ?? fitting.first
    if let best { return best }
    let rows = subject.matrix.rows.map(\.description).joined(separator: ", ")
    throw .noPython(
      "no Python of this machine is one that the wheels of \(subject.selector) are for",
      why: [
        "they are for \(rows)"
          + (subject.source.requiresPython.map { ", requires-python says \($0)" } ?? ""),
        interpreters.isEmpty
          ? "none was found along PATH, nor pyenv's or uv's"
          : "those that run here: \(interpreters.map(\.version).joined(separator: ", "))",
      ], installing: subject.matrix.rows.last.flatMap(\.python) ?? "3.12", world)
  }

  private static func rank(_ interpreter: PythonInterpreter) -> (Int, Int) {
    let minor = interpreter.version.split(separator: ".").last.flatMap { Int($0) } ?? 0
    return (interpreter.version.hasPrefix("pypy") ? 0 : 1, minor)
  }

  /// The cell of the matrix whose wheel a Python of this machine installs.
  func cell(for python: String) -> MatrixCell? {
    guard subject.source.accepts(python) else { return nil }
    return subject.matrix.cell(for: python, on: PythonInterpreter.hostPlatform)
  }

  // MARK: - Building

  /// The paths of the wheels by their cells' names: what is not kept is built, side by side, and kept.
  ///
  /// - Throws: `.noBuildTool`, `.interrupted`; of cells that cannot be built `failed` hears instead.
  func wheels(
    for cells: [MatrixCell], in tree: String, hearing listener: ChildListener? = nil,
    failed: (MatrixCell, ReleaseError) throws(ReleaseError) -> Void
  ) throws(ReleaseError) -> [String: String] {
    var kept = try KeptArtifacts(of: subject.package.name, at: subject.commit, in: world)
    var paths: [String: String] = [:]
    var missing: [Job] = []
    for cell in Set(cells) {
      if let entry = kept[cell.name] {
        paths[cell.name] = kept.path(of: entry)
      } else {
        missing.append(Job(cell: cell, interpreter: nil))
      }
    }
    guard !missing.isEmpty else { return paths }
    let tool = try BuildTool.find(for: subject.source, interpreters, in: world)
    var jobs: [Job] = []
    for job in missing.sorted(by: { $0.cell.name < $1.cell.name }) {
      if let builder = builder(of: job.cell, tool) {
        jobs.append(Job(cell: job.cell, interpreter: builder))
      } else {
        try failed(
          job.cell,
          ReleaseError(
            .noBuildTool, "no Python of this machine can build the wheel \(job.cell.name)",
            why: ["`build matrix` says what each cell lacks"], fix: ["build matrix --dry-run"]))
      }
    }
    let builder = DistributionBuilder(
      tool, tree: tree, directory: subject.package.directory, shape: subject.source.shape,
      expecting: subject.expected, epoch: try world.time(of: subject.commit), in: world)
    let clock = world.clock
    try world.sideBySide(
      jobs,
      { (job) throws(ReleaseError) -> (built: DistributionBuilder.Built, seconds: Double)? in
        guard let interpreter = job.interpreter else { return nil }
        let begin = clock.now()
        return (try builder.wheel(of: job.cell, by: interpreter), clock.now() - begin)
      },
      { (index, result) throws(ReleaseError) in
        let cell = jobs[index].cell
        switch result {
        case .failure(let error): try failed(cell, error)
        case .success(nil): break
        case .success(let (built, seconds)?):
          let entry = KeptArtifacts.Entry(
            cell: cell.name, file: built.name, sha256: built.sha256, size: built.bytes.count,
            seconds: seconds)
          try kept.keep(entry, built.bytes)
          paths[cell.name] = kept.path(of: entry)
        }
      })
    return paths
  }

  private struct Job: Sendable {
    let cell: MatrixCell
    let interpreter: PythonInterpreter?
  }

  /// The interpreter that builds the wheel of a cell.
  private func builder(of cell: MatrixCell, _ tool: BuildTool) -> PythonInterpreter? {
    let able = interpreters.filter {
      tool.builds(for: $0) && subject.source.accepts($0.version)
        && (!subject.source.needsCFFI || $0.hasCFFI)
    }.sorted { Self.rank($0) > Self.rank($1) }
    switch cell.row {
    case .python(let version): return able.first { $0.version == version }
    case .stable(let minor):
      return able.first {
        $0.hasHeaders && !$0.version.hasPrefix("pypy") && Self.rank($0).1 >= minor
      }
    case .any: return able.first
    }
  }
}

extension MatrixRow {
  /// `nil` where it is none of one Python.
  fileprivate var python: String? { if case .python(let version) = self { version } else { nil } }
}

extension ReleaseError {
  /// No Python that a wheel is for is here.
  static func noPython(
    _ what: String, why: [String], installing version: String, _ world: World
  ) -> Self {
    Self(.noPython, what, why: why, fix: [ShellLine("!\(world.installing(python: version))")])
  }
}

extension World {
  /// The line that installs a Python beside those that are here.
  func installing(python version: String) -> String {
    func has(_ program: String) -> Bool { ProgramPath.find(program, in: environment) != nil }
    if has("uv") { return "uv python install \(version)" }
    if has("pyenv"), !version.hasPrefix("pypy") { return "pyenv install \(version)" }
    return "python3 -m pip install --user uv && uv python install \(version)"
  }
}
