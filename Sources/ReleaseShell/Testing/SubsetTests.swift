import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// Tests the wheels of one distribution in the cells of the test subset that this machine can run.
struct SubsetTests {
  /// How a cell ended.
  private enum State {
    case waiting
    case passed(WheelTest.Passed, seconds: Double)
    case failed(ReleaseError, log: String?)
    /// It cannot be run here; in a few words why, and the line that helps.
    case unable(String, ShellLine?)

    var word: String {
      switch self {
      case .waiting: "waiting"
      case .passed: "passed"
      case .failed: "failed"
      case .unable(let why, _): why
      }
    }
  }

  private let shell: Shell
  let subject: MatrixSubject
  private let supply: WheelSupply
  private let command: [String]?
  private let cells: [TestSubset.Cell]
  private var states: [State] = []
  /// The cells whose line was written as they were done.
  private var told: Set<Int> = []

  private var world: World { shell.activeWorld }
  private var output: Output { shell.output }

  init(of index: Int, in shell: Shell) throws(ReleaseError) {
    self.shell = shell
    subject = try MatrixSubject(of: index, in: shell)
    let settings = try PackageTests.settings(in: shell.activeWorld)
    command = PackageTests.command(forWheels: settings.command)
    let host = PythonInterpreter.hostPlatform
    cells =
      TestSubset(of: subject.matrix, subject.source, settings, host: host).cells
    supply = try WheelSupply(subject, in: shell.activeWorld)
    states = cells.map { cell in
      if cell.platform != host { return .unable("elsewhere", nil) }
      if !subject.source.accepts(cell.python) {
        return .unable("requires-python excludes it", nil)
      }
      if cell.wheel == nil { return .unable("no wheel of the matrix is for it", nil) }
      guard supply.interpreter(cell.python) == nil else { return .waiting }
      let line = shell.activeWorld.installing(python: cell.python)
      return .unable("no interpreter", ShellLine("!\(line)"))
    }
  }

  /// Tests, or only says what it would test.
  ///
  /// - Throws: `.noPython` where no cell can be run here; what was wrong with the first cell that failed,
  ///   after the others are done; `.interrupted`.
  mutating func run() throws(ReleaseError) {
    try shell.remarkOnChanges(subject)
    let here = cells.indices.filter { if case .waiting = states[$0] { true } else { false } }
    output.line(
      "\(subject.object) at \(subject.revision) (\(subject.commit.prefix(7))): \(here.count) of"
        + " \(cells.count) cells of the test subset can be run here", .heading)
    guard !here.isEmpty || world.onlyShows else { throw nothingHere() }
    if !world.onlyShows { try test(here) }
    for index in cells.indices where !told.contains(index) { tell(index) }
    if let error = failure { throw error }
  }

  private func nothingHere() -> ReleaseError {
    let host = PythonInterpreter.hostPlatform
    let own = cells.filter { $0.platform == host && $0.wheel != nil }.map(\.python)
    return .noPython(
      "no cell of the test subset can be run on this machine",
      why: [
        own.isEmpty
          ? "no cell of it is for \(host)"
          : "it has Python \(own.joined(separator: ", ")) for \(host), and none of them is here"
      ], installing: own.last ?? "3.12", world)
  }

  // MARK: - Testing

  private mutating func test(_ here: [Int]) throws(ReleaseError) {
    let words = "test subset of \(subject.selector)"
    let progress = ToolProgress(words, on: output, clock: world.clock, streams: false)
    var copy = self
    defer { self = copy }
    try progress.during { (listener) throws(ReleaseError) in
      try copy.world.temporaryTree.with(copy.subject.commit) { (tree) throws(ReleaseError) in
        try copy.test(here, in: tree, listener)
      }
    }
  }

  private mutating func test(
    _ here: [Int], in tree: String, _ listener: ChildListener
  ) throws(ReleaseError) {
    var refused: [String: ReleaseError] = [:]
    let wheels = try supply.wheels(for: here.compactMap { cells[$0].wheel }, in: tree) {
      (cell, error) throws(ReleaseError) in
      refused[cell.name] = error
    }
    var jobs: [Job] = []
    for index in here {
      guard let cell = cells[index].wheel, let interpreter = supply.interpreter(cells[index].python)
      else { continue }
      if let wheel = wheels[cell.name] {
        jobs.append(
          Job(
            index: index, name: cells[index].name, interpreter: interpreter,
            test: WheelTest(
              of: subject.package.name, wheel: wheel, tree: tree,
              directory: subject.package.directory, compiled: subject.source.compiledModules,
              command: command, in: world)))
      } else if let error = refused[cell.name] {
        states[index] = failed(error, cells[index].name)
      }
    }
    let clock = world.clock
    try world.sideBySide(
      jobs,
      { (job) throws(ReleaseError) -> (passed: WheelTest.Passed, seconds: Double) in
        let begin = clock.now()
        let passed = try job.test.run(job.name, by: job.interpreter, hearing: listener)
        return (passed, clock.now() - begin)
      },
      { (place, result) throws(ReleaseError) in
        let job = jobs[place]
        switch result {
        case .success(let (passed, seconds)):
          states[job.index] = .passed(passed, seconds: seconds)
        case .failure(let error): states[job.index] = failed(error, job.name)
        }
        // Where a line is written over, nothing stands above it until all are done.
        guard !output.colour, !output.isJSON else { return }
        tell(job.index)
        told.insert(job.index)
      })
  }

  private struct Job: Sendable {
    let index: Int
    let name: String
    let interpreter: PythonInterpreter
    let test: WheelTest
  }

  private func failed(_ error: ReleaseError, _ cell: String) -> State {
    .failed(error, log: shell.keepLog(of: error, "test subset \(cell)"))
  }

  // MARK: - Telling

  private func tell(_ index: Int) {
    let name = cells[index].name
    if output.isJSON { return output.data(json(index)) }
    switch states[index] {
    case .waiting: output.line("\(name): would be tested")
    case .passed(let passed, let seconds):
      output.line("\(name): \(passed.text) in \(Int(seconds.rounded())) s", .good)
    case .failed(let error, let log):
      output.line("\(name): failed: \(error.what)", .bad)
      if let log { output.line("  \(log)", .dim) }
    case .unable(let why, let line):
      output.line("\(name): \(why)" + (line.map { "; `\($0.text)` gets one" } ?? ""), .dim)
    }
  }

  private func json(_ index: Int) -> String {
    var members: [String: JSONValue] = [
      "package": .string(subject.object), "cell": .string(cells[index].name),
      "python": .string(cells[index].python), "platform": .string(cells[index].platform),
      "state": .string(states[index].word),
    ]
    switch states[index] {
    case .waiting: members["state"] = .string("to test")
    case .unable: break
    case .passed(let passed, let seconds):
      members["seconds"] = .number(seconds)
      if let counts = passed.counts {
        members["passed"] = .number(Double(counts.passed))
        members["skipped"] = .number(Double(counts.skipped))
      }
    case .failed(let error, let log):
      members["error"] = .string(error.code.rawValue)
      members["what"] = .string(error.what)
      members["log"] = log.map { .string($0) }
    }
    return String(decoding: JSONValue.object(members).bytes, as: UTF8.self)
  }

  /// What was wrong with the first cell that failed, and which others did.
  private var failure: ReleaseError? {
    var found: ReleaseError?
    var more: [String] = []
    for index in cells.indices {
      guard case .failed(let error, let log) = states[index] else { continue }
      if found == nil {
        found = error
        found?.what = "\(cells[index].name): \(error.what)"
        found?.output = nil
        if let log { more.append("the whole output: \(log)") }
      } else {
        more.append("\(cells[index].name) failed too" + (log.map { ", \($0)" } ?? ""))
      }
    }
    guard var found else { return nil }
    // Where no line mends it, what a person must do stays last.
    found.why.insert(
      contentsOf: more, at: max(0, found.why.count - (found.fix.isEmpty ? 1 : 0)))
    return found
  }
}
