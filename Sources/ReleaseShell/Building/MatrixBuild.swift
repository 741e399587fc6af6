import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// Builds what is missing of a distribution's matrix and can be built here, and keeps it.
struct MatrixBuild {
  let subject: MatrixSubject
  let shell: Shell
  let board: MatrixBoard
  private var kept: KeptArtifacts
  /// The checksums of what is kept of cells that the matrix does not have any more.
  private let outside: Set<String>
  private var interpreters: [PythonInterpreter] = []
  /// How many lines of the grid stand on the terminal, to be written over.
  private var drawn = 0

  private var world: World { shell.activeWorld }
  private var output: Output { shell.output }

  init(_ subject: MatrixSubject, in shell: Shell) throws(ReleaseError) {
    self.subject = subject
    self.shell = shell
    kept = try KeptArtifacts(
      of: subject.package.name, at: subject.commit, in: shell.activeWorld)
    outside = kept.limit(to: subject.matrix)
    var states: [String: MatrixBoard.State] = [:]
    for cell in subject.matrix.cells {
      if let entry = kept[cell.name] {
        states[cell.name] = .done(entry)
      } else if !cell.exists {
        states[cell.name] = .impossible
      } else if ![PythonInterpreter.hostPlatform, WheelMatrix.anyPlatform].contains(cell.platform) {
        states[cell.name] = .elsewhere
      } else {
        states[cell.name] = .noInterpreter
      }
    }
    states[MatrixBoard.sdist] = kept[MatrixBoard.sdist].map { .done($0) } ?? .noInterpreter
    board = MatrixBoard(states)
  }

  /// Whether all of what this machine can build was there already.
  private(set) var isKept = true

  /// Builds, or only says what it would build.
  ///
  /// - Throws: `.noBuildTool`, `.interrupted`; what was wrong with the first cell that failed, after the
  ///   others are done.
  mutating func run() throws(ReleaseError) {
    let missing = subject.matrix.cells.filter {
      if case .noInterpreter = board[$0.name] { true } else { false }
    }
    let lacksSdist = kept[MatrixBoard.sdist] == nil
    if lacksSdist || !missing.isEmpty { try prepare(missing, lacksSdist) }
    let laid = try laidFiles()
    let estimate = try estimate()
    let heading =
      "\(subject.object) at \(subject.revision) (\(subject.commit.prefix(7))):"
      + " \(subject.matrix.countText)"
    output.line(heading, .heading)
    output.line("by \(subject.matrix.origin)", .dim)
    if let exclusion = subject.matrix.exclusion { output.line(exclusion, .dim) }
    if let estimate { output.line(estimate, .dim) }
    if !isKept, !world.onlyShows { try build() }
    draw()
    tell(MatrixLedger(subject.matrix, kept: fileNames, laid: laid.map(\.name)))
    if output.isJSON { for object in grid.objects(subject.object) { output.data(object) } }
    let names = subject.matrix.cells.map(\.name) + [MatrixBoard.sdist]
    if isLive { for name in names { tellFailure(of: name) } }
    if let error = failure(names) { throw error }
    if !world.onlyShows { try copyToFolder() }
  }

  /// Finds interpreters and the tool, and lets wait what can be built.
  private mutating func prepare(_ cells: [MatrixCell], _ lacksSdist: Bool) throws(ReleaseError) {
    let source = subject.source
    interpreters = try PythonInterpreter.find(in: world).filter {
      $0.platform == PythonInterpreter.hostPlatform
    }
    isKept = !lacksSdist
    let tool: BuildTool
    do throws(ReleaseError) {
      tool = try BuildTool.find(for: source, interpreters, in: world)
    } catch {
      guard world.onlyShows else { throw error }
      output.warning(error.what)
      return
    }
    var able = interpreters.filter { tool.builds(for: $0) && source.accepts($0.version) }
      .sorted { Self.minor($0) > Self.minor($1) }
    if source.needsCFFI {
      able.removeAll { !$0.hasCFFI }
      guard !able.isEmpty else { throw .noCFFI(subject.selector) }
    }
    let unable = interpreters.filter { !tool.builds(for: $0) && source.accepts($0.version) }
      .map(\.version).filter { version in cells.contains { $0.row.description == version } }
    if !UploadTool.twine.isThere(in: world) {
      output.remark("twine is not installed: what its check would say of the files is not known")
    }
    if !unable.isEmpty {
      output.remark("without the module build: Python \(unable.joined(separator: ", "))")
    }
    let general = able.filter { !$0.version.hasPrefix("pypy") } + able
    var jobs: [MatrixBoard.Job] = []
    if lacksSdist {
      let best = general.first { $0.hasHeaders } ?? general.first
      guard let best else {
        throw ReleaseError(
          .noBuildTool, "no Python of this machine can build \(subject.selector)",
          why: [
            "requires-python says \(source.requiresPython ?? "nothing")",
            "those that run here: \(interpreters.map(\.version).joined(separator: ", "))",
          ])
      }
      jobs.append(MatrixBoard.Job(cell: nil, interpreter: best))
    }
    for cell in cells {
      let interpreter: PythonInterpreter? =
        switch cell.row {
        case .python(let version): able.first { $0.version == version }
        case .stable(let minor):
          general.first {
            $0.hasHeaders && !$0.version.hasPrefix("pypy") && Self.minor($0) >= minor
          }
        case .any: general.first
        }
      if let interpreter { jobs.append(MatrixBoard.Job(cell: cell, interpreter: interpreter)) }
    }
    for job in jobs { board.add(job) }
    if !jobs.isEmpty { isKept = false }
    self.tool = tool
  }

  private var tool = BuildTool.uv

  private static func minor(_ interpreter: PythonInterpreter) -> Int {
    interpreter.version.split(separator: ".").last.flatMap { Int($0) } ?? 0
  }

  // MARK: - Building

  private mutating func build() throws(ReleaseError) {
    let epoch = try world.time(of: subject.commit)
    let trees = world.temporaryTree
    var copy = self
    defer { self = copy }
    do throws(ReleaseError) {
      try trees.with(subject.commit) { (tree) throws(ReleaseError) in
        try copy.build(in: tree, epoch)
      }
    } catch {
      // Before the error is told: nothing of the build stays.
      try? trees.removeOwn()
      throw error
    }
    try trees.removeOwn()
  }

  private mutating func build(in tree: String, _ epoch: String) throws(ReleaseError) {
    let builder = DistributionBuilder(
      tool, tree: tree, directory: subject.package.directory, shape: subject.source.shape,
      expecting: subject.expected, epoch: epoch, in: world)
    let (board, clock) = (board, world.clock)
    let workers = (0..<Processes.cores).map { _ in
      Background<Void> {
        while let job = board.next(now: clock.now()) {
          let begin = clock.now()
          let result: Result<DistributionBuilder.Built, ReleaseError>
          do throws(ReleaseError) {
            if let cell = job.cell {
              result = .success(try builder.wheel(of: cell, by: job.interpreter))
            } else {
              result = .success(try builder.sdist(by: job.interpreter))
            }
          } catch {
            result = .failure(error)
          }
          board.finish(
            MatrixBoard.Finished(job: job, seconds: clock.now() - begin, result: result))
        }
      }
    }
    defer { for worker in workers { _ = try? worker.value() } }
    do throws(ReleaseError) {
      while !board.isOver {
        for finished in board.takeFinished() { try keep(finished) }
        if isLive { draw() }
        try clock.pause(0.1)
      }
    } catch {
      board.cancel()
      guard error.code == .interrupted else { throw error }
      throw ReleaseError(
        .interrupted, "^C ended the build",
        why: ["what was built until then is kept; the same line builds the rest"])
    }
  }

  /// Keeps what was built, and says so where nothing is drawn.
  private mutating func keep(_ finished: MatrixBoard.Finished) throws(ReleaseError) {
    let name = finished.job.name
    switch finished.result {
    case .success(let built):
      let entry = KeptArtifacts.Entry(
        cell: name, file: built.name, sha256: built.sha256, size: built.bytes.count,
        seconds: finished.seconds)
      try kept.keep(entry, built.bytes)
      var times = try BuildTimes(of: subject.package.name, in: world)
      try times.note(name, finished.seconds)
      board.set(name, .done(entry))
      if !isLive {
        let seconds = Int(finished.seconds.rounded())
        output.line("\(name): \(built.name), \(MatrixGrid.size(entry.size)) in \(seconds) s")
      }
    case .failure(let error):
      if error.code == .interrupted { throw error }
      let log = shell.keepLog(of: error, "build matrix \(name)")
      board.set(name, .failed(error, log: log))
      if !isLive { tellFailure(of: name) }
    }
  }

  /// Says of a cell that failed why, in a line, and where all is that the tool said.
  private func tellFailure(of name: String) {
    guard case .failed(let error, let log) = board[name] else { return }
    output.line("\(name): failed: \(error.what)", .bad)
    if let log { output.line("  \(log)", .dim) }
  }

  /// What was wrong with the first cell that failed, and where the others' logs are.
  private func failure(_ names: [String]) -> ReleaseError? {
    var found: ReleaseError?
    var more: [String] = []
    for name in names {
      guard case .failed(let error, let log) = board[name] else { continue }
      let place = log.map { "the whole output: \($0)" }
      if found == nil {
        found = error
        found?.what = "\(name): \(error.what)"
        found?.output = nil
        if let place { more.append(place) }
      } else {
        more.append("\(name) failed too" + (place.map { ", \($0)" } ?? ": \(error.what)"))
      }
    }
    guard var found else { return nil }
    // Where no line mends it, what a person must do stays last.
    found.why.insert(contentsOf: more, at: max(0, found.why.count - (found.fix.isEmpty ? 1 : 0)))
    return found
  }

  // MARK: - Showing

  private var grid: MatrixGrid {
    MatrixGrid(
      matrix: subject.matrix, board: board, now: world.clock.now(), isShown: world.onlyShows)
  }

  /// Whether the grid is written over while it changes: on a terminal that is wide enough.
  private var isLive: Bool {
    guard output.colour, !output.isJSON, let columns = output.columns() else { return false }
    return columns >= 80 && subject.matrix.rows.count <= 16
  }

  private mutating func draw() {
    guard !output.isJSON else { return }
    let lines = grid.lines(output)
    let up = drawn > 0 ? "\u{1B}[\(drawn)F\u{1B}[0J" : ""
    output.data(up + lines.joined(separator: "\n"))
    drawn = lines.count
  }

  /// The files by the names of their cells: what is kept, and in a dry run what would be.
  private var fileNames: [String: String] {
    var names = Dictionary(kept.entries.map { ($0.cell, $0.file) }) { first, _ in first }
    guard world.onlyShows else { return names }
    for name in subject.matrix.cells.map(\.name) + [MatrixBoard.sdist] {
      if case .waiting = board[name] { names[name] = "" }
    }
    return names
  }

  /// What lies in `dist/` of cells that this machine cannot build.
  private func laidFiles() throws(ReleaseError) -> [DistributionFile] {
    guard let version = subject.version else { return [] }
    var folder = try DistributionFolder(
      of: subject.package.name, version, beside: subject.package.directory, in: world.files)
    let others = try KeptArtifacts.sums(
      of: subject.package.name, exceptAt: subject.commit, in: world)
    folder.add(kept, others: others.union(outside), root: world.root)
    if !world.onlyShows, !folder.stale.isEmpty {
      for file in folder.stale { try world.files.remove(file.path) }
      let files = folder.stale.count == 1 ? "a copy" : "\(folder.stale.count) copies"
      output.line("took \(files) of another commit or matrix out of dist/", .dim)
    }
    var files = folder.files
    for cell in subject.matrix.counted {
      switch board[cell.name] {
      case .elsewhere, .noInterpreter:
        let own = files.first { WheelName($0.name).map(cell.takes) ?? false }
        guard let own else { continue }
        var expected = subject.expected
        expected.cell = cell.wheelCell(on: PythonInterpreter.hostPlatform)
        if let refusal = try own.refusal(expecting: expected, in: world.files) {
          board.set(cell.name, .failed(refusal, log: nil))
          files.removeAll { $0 == own }
        } else {
          board.set(cell.name, .laid(own))
        }
      default: break
      }
    }
    return files
  }

  /// How long what is missing took the last time, in a sentence; `nil` where it is not known of all of it.
  private func estimate() throws(ReleaseError) -> String? {
    let jobs = board.waiting
    guard !jobs.isEmpty else { return nil }
    let files = jobs.count == 1 ? "1 file" : "\(jobs.count) files"
    let words = "\(world.onlyShows ? "would build" : "builds") \(files)"
    let times = try BuildTimes(of: subject.package.name, in: world)
    guard let seconds = times.estimate(jobs.map(\.name), workers: Processes.cores) else {
      return words
    }
    return "\(words), in about \(max(1, Int(seconds.rounded()))) s as last time"
  }

  /// Says how many files of a release are here, and which must come from elsewhere.
  private func tell(_ ledger: MatrixLedger) {
    let words = world.onlyShows ? "would be here" : "are here"
    guard !ledger.missing.isEmpty else {
      output.line("all \(ledger.lines.count) files \(words)", .good)
      return
    }
    output.line("\(ledger.countText) \(words); missing:")
    for text in ledger.missingTexts { output.line("  \(text)", .warning) }
    output.line("`publish` wants them in dist/, or --partial with a reason", .dim)
  }

  /// Copies what is kept to `dist/`, where it is not there already.
  private func copyToFolder() throws(ReleaseError) {
    let directory = subject.package.directory
    let folder = directory.isEmpty ? "dist" : "\(directory)/dist"
    var copied = 0
    for entry in kept.entries {
      guard let bytes = try world.files.read(kept.path(of: entry)) else { continue }
      let path = "\(folder)/\(entry.file)"
      if try world.files.read(path) == bytes { continue }
      if world.files.kind(folder) == nil {
        try world.require("mkdir", ["-p", folder], in: world.root)
      }
      try world.files.export(path, bytes, false)
      copied += 1
    }
    if copied > 0 { output.line("copied \(copied) files to \(folder)/", .dim) }
  }
}

extension ReleaseError {
  /// maturin asks the interpreter's own cffi to read the header of the library.
  fileprivate static func noCFFI(_ selector: String) -> Self {
    Self(
      .noBuildTool, "no Python of this machine that fits \(selector) has the module cffi",
      why: ["maturin reads the header of a library with cffi bindings by it"],
      fix: [ShellLine("!python3 -m pip install --user cffi")])
  }
}
