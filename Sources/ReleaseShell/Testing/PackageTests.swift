import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// Tests the selected packages one after another: crates by cargo, distributions by pytest against the wheel.
struct PackageTests {
  private let shell: Shell
  private let command: [String]?
  /// The distributions, by the manifest of the crate whose tests cargo cannot link.
  private var unlinked: [String: Int]?
  private var tested: Set<Int> = []
  /// Whether a command that names no crate was run.
  private var hasRunCommand = false

  private var world: World { shell.activeWorld }
  private var output: Output { shell.output }

  init(in shell: Shell) throws(ReleaseError) {
    self.shell = shell
    command = try Self.settings(in: shell.activeWorld).command
  }

  /// What `relsh.toml` says.
  static func settings(in world: World) throws(ReleaseError) -> MatrixSettings {
    try world.files.read(MatrixSettings.file).map(MatrixSettings.init) ?? MatrixSettings()
  }

  /// What replaces pytest: a command that names a crate is only for crates.
  static func command(forWheels command: [String]?) -> [String]? {
    command.flatMap { words in words.contains { $0.contains("{crate}") } ? nil : words }
  }

  /// Tests a package, and gives what its outcome names.
  ///
  /// - Throws: What the first thing that fails means, `.interrupted`.
  mutating func test(_ index: Int) throws(ReleaseError) -> String {
    let repository = try shell.view.repository()
    guard repository.packages[index].kind == .crate else { return try testDistribution(index) }
    let place = try CratePlace(of: index, in: shell)
    if command == nil, let distribution = try distribution(of: repository.packages[index]) {
      output.line(
        "\(place.selector) is the extension module of \(repository.selector(of: distribution)),"
          + " whose tests cargo cannot link: pytest tests it in the wheel")
      _ = try testDistribution(distribution)
      return place.object
    }
    try testCrate(place)
    return place.object
  }

  // MARK: - Crates

  private mutating func testCrate(_ place: CratePlace) throws(ReleaseError) {
    let isForAll = command.map { words in !words.contains { $0.contains("{crate}") } } ?? false
    if isForAll, hasRunCommand { return }
    hasRunCommand = isForAll
    let action = command.map(CrateTool.Action.command) ?? .test
    guard !world.onlyShows else {
      output.line("would run \(place.words(action, in: world))")
      return
    }
    if place.hasChanges {
      output.remark("\(place.selector) is tested with the changes in the work tree")
    }
    let begin = world.clock.now()
    let said = try shell.folding("test \(place.selector)") { (listener) throws(ReleaseError) in
      try place.run(action, in: world, hearing: listener)
    } _: { said in
      (TestCounts(cargo: said)?.text ?? "passed", said)
    }
    tell(place.object, TestCounts(cargo: said), nil, world.clock.now() - begin)
  }

  /// The distribution whose compiled module a crate is, where cargo cannot link its tests.
  private mutating func distribution(of crate: Package) throws(ReleaseError) -> Int? {
    if let unlinked { return unlinked[crate.manifest] }
    var found: [String: Int] = [:]
    if let head = try world.git.commit("HEAD") {
      let packages = try shell.view.repository().packages
      for (index, package) in packages.enumerated() where package.kind == .distribution {
        // Of a distribution whose files say nothing that makes sense `build matrix` tells why.
        do throws(ReleaseError) {
          let source = try MatrixSubject.matrix(of: package, at: head, in: world).source
          if let manifest = source.unlinkedCrate { found[manifest] = index }
        } catch  where error.code != .interrupted {}
      }
    }
    unlinked = found
    return found[crate.manifest]
  }

  // MARK: - Distributions

  private mutating func testDistribution(_ index: Int) throws(ReleaseError) -> String {
    let subject = try MatrixSubject(of: index, in: shell)
    guard tested.insert(index).inserted else { return subject.object }
    try shell.remarkOnChanges(subject)
    let supply = try WheelSupply(subject, in: world)
    let interpreter = try supply.best()
    guard let cell = supply.cell(for: interpreter.version) else { return subject.object }
    let command = Self.command(forWheels: command)
    guard !world.onlyShows else {
      let tests = command.map { $0.map(\.shellQuoted).joined(separator: " ") } ?? "pytest"
      output.line(
        "would install the wheel \(cell.name) of \(subject.revision) in a fresh environment of"
          + " Python \(interpreter.version), import it and run \(tests)")
      return subject.object
    }
    let begin = world.clock.now()
    let passed = try world.temporaryTree.with(subject.commit) { (tree) throws(ReleaseError) in
      let wheel = try self.wheel(of: cell, supply, in: tree)
      let test = WheelTest(
        of: subject.package.name, wheel: wheel, tree: tree,
        directory: subject.package.directory, compiled: subject.source.compiledModules,
        command: command, in: world)
      return try shell.folding("test \(subject.selector) \(interpreter.version)") {
        (listener) throws(ReleaseError) in
        try test.run(
          "\(interpreter.version) \(interpreter.platform)", by: interpreter, hearing: listener)
      } _: { passed in
        (passed.text, passed.output)
      }
    }
    tell(subject.object, passed.counts, interpreter.version, world.clock.now() - begin)
    return subject.object
  }

  /// The wheel of a cell; what is not kept is built.
  private func wheel(
    of cell: MatrixCell, _ supply: WheelSupply, in tree: String
  ) throws(ReleaseError) -> String {
    let subject = supply.subject
    let kept = try KeptArtifacts(of: subject.package.name, at: subject.commit, in: world)
    if let entry = kept[cell.name] { return kept.path(of: entry) }
    let begin = world.clock.now()
    let words = "build \(subject.selector) \(cell.name)"
    let paths = try ToolProgress(words, on: output, clock: world.clock)
      .during { (_) throws(ReleaseError) in
        try supply.wheels(for: [cell], in: tree) { (_, error) throws(ReleaseError) in throw error }
      }
    guard let path = paths[cell.name] else {
      throw ReleaseError(.unproven, "the wheel \(cell.name) was built and is not kept")
    }
    shell.fold(
      words, String(path.split(separator: "/").last ?? ""), seconds: world.clock.now() - begin, "")
    return path
  }

  private func tell(_ object: String, _ counts: TestCounts?, _ python: String?, _ seconds: Double) {
    guard output.isJSON else { return }
    var members: [String: JSONValue] = [
      "package": .string(object), "state": .string("passed"), "seconds": .number(seconds),
    ]
    members["python"] = python.map { .string($0) }
    if let counts {
      members["passed"] = .number(Double(counts.passed))
      members["skipped"] = .number(Double(counts.skipped))
    }
    output.data(String(decoding: JSONValue.object(members).bytes, as: UTF8.self))
  }
}

extension Shell {
  /// Says that changes in the work tree are not in the wheel that is tested.
  func remarkOnChanges(_ subject: MatrixSubject) throws(ReleaseError) {
    guard subject.revision == "HEAD", try !view.changes().isEmpty else { return }
    output.remark(
      "what is tested of \(subject.selector) is HEAD, without the changes in the work tree")
  }
}
