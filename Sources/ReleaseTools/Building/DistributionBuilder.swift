package import Diagnostics
package import ReleaseModel
package import ReleaseWorld
import Synchronization

/// Builds the wheels and the sdist of one distribution from a temporary work tree, and proves each.
///
/// Several may build at once: each has its own copy of the files, since setuptools writes beside them.
package struct DistributionBuilder: Sendable {
  private let world: World
  private let tool: BuildTool
  /// The temporary work tree of the commit.
  private let tree: String
  /// The distribution's folder in it; empty for the top.
  private let directory: String
  /// What is to be in every artifact; the cell apart.
  private let expected: ArtifactExpectation
  private let shape: WheelShape
  /// Laid over the environment of every tool.
  private let variables: [String: String?]
  private let known = Known()

  /// What one artifact has taught of the next: they are built of one commit.
  private final class Known: Sendable {
    private struct Facts: Sendable {
      var metadata: Set<String> = []
      var needsPlatform = false
    }
    private let facts = Mutex(Facts())

    /// Whether auditwheel finds no libc in the wheels, so that the platform has to be named.
    var needsPlatform: Bool {
      get { facts.withLock { $0.needsPlatform } }
      set { facts.withLock { $0.needsPlatform = newValue } }
    }
    /// Whether twine found these metadata fit to be uploaded.
    func isChecked(_ sha256: String) -> Bool { facts.withLock { $0.metadata.contains(sha256) } }
    func addChecked(_ sha256: String) { facts.withLock { _ = $0.metadata.insert(sha256) } }
  }

  /// `epoch` is the commit's time in seconds since 1970: no file of an artifact is younger.
  package init(
    _ tool: BuildTool, tree: String, directory: String, shape: WheelShape,
    expecting expected: ArtifactExpectation, epoch: String, in world: World
  ) {
    self.world = world
    self.tool = tool
    self.tree = tree
    self.directory = directory
    self.shape = shape
    self.expected = expected
    variables = TokenVariables.removed(from: world.environment).merging([
      "SOURCE_DATE_EPOCH": epoch, "UV_NO_PROGRESS": "1", "UV_PYTHON_DOWNLOADS": "never",
      "CARGO_TARGET_DIR": world.cargoTargetOfCommits,
    ]) { $1 }
  }

  /// An artifact that was built and proven, still in the temporary work tree.
  package struct Built: Sendable {
    package let name: String
    package let sha256: String
    package let bytes: [UInt8]
  }

  /// The wheel of a cell.
  ///
  /// - Throws: What the tool's words mean; `.artifactRefused` where the proof finds something;
  ///   `.noBuildTool`, `.interrupted`.
  package func wheel(
    of cell: MatrixCell, by interpreter: PythonInterpreter
  ) throws(ReleaseError) -> Built {
    try logging { (said) throws(ReleaseError) in
      try wheel(of: cell, by: interpreter, said)
    }
  }

  private func wheel(
    of cell: MatrixCell, by interpreter: PythonInterpreter, _ said: Words
  ) throws(ReleaseError) -> Built {
    let place = scratch(cell.name)
    let source = try copy(to: place)
    let output = "\(place)/out"
    try run(.wheel, of: source, into: output, by: interpreter, variables, said)
    let name = try only(".whl", in: output)
    let (file, folder) = try repaired(name, in: output, place)
    var expected = expected
    expected.cell = cell.wheelCell(on: PythonInterpreter.hostPlatform)
    let archive = try Archive.read(file: "\(folder)/\(file)", in: world.files)
    var findings = WheelProof.findings(of: archive, expecting: expected)
    if let finding = Self.finding(file, shape) { findings.append(finding) }
    try accept(archive, findings, at: "\(folder)/\(file)")
    return try built(archive, at: "\(folder)/\(file)")
  }

  /// The sdist, from which a wheel was built once more: a source that is missing in it fails here, and not
  /// at somebody's machine.
  ///
  /// - Throws: As ``wheel(of:by:)``.
  package func sdist(by interpreter: PythonInterpreter) throws(ReleaseError) -> Built {
    try logging { (said) throws(ReleaseError) in try sdist(by: interpreter, said) }
  }

  private func sdist(
    by interpreter: PythonInterpreter, _ said: Words
  ) throws(ReleaseError) -> Built {
    let place = scratch("sdist")
    let source = try copy(to: place)
    let output = "\(place)/out"
    try run(.sdist, of: source, into: output, by: interpreter, variables, said)
    let name = try only(".tar.gz", in: output)
    let archive = try Archive.read(file: "\(output)/\(name)", in: world.files)
    try accept(
      archive, SdistProof.findings(of: archive, expecting: expected), at: "\(output)/\(name)")
    let again = "\(place)/again"
    try world.require("mkdir", ["-p", "\(again)/out"], in: tree)
    try world.require("tar", ["-xzf", "\(output)/\(name)", "-C", again], in: tree)
    var variables = variables
    // In a shared folder cargo would take the work tree's objects for those of these sources.
    variables["CARGO_TARGET_DIR"] = "\(again)/target"
    let folder = "\(again)/\(name.dropLast(".tar.gz".utf8.count))"
    do throws(ReleaseError) {
      try run(.wheel, of: folder, into: "\(again)/out", by: interpreter, variables, said)
      let wheel = try only(".whl", in: "\(again)/out")
      let proof = WheelProof.findings(
        of: try Archive.read(file: "\(again)/out/\(wheel)", in: world.files), expecting: expected)
      // It goes nowhere: what it is called does not matter.
      try accept(wheel, proof.filter { $0.code != .platformRefused })
    } catch {
      guard error.code != .interrupted else { throw error }
      var error = error
      error.what = "\(name) does not build where it is unpacked: \(error.what)"
      error.why.append("the sdist lacks something; MANIFEST.in or the backend's settings name it")
      throw error
    }
    return try built(archive, at: "\(output)/\(name)")
  }

  // MARK: - Building

  private func scratch(_ cell: String) -> String {
    "\(tree)/.relsh-build/\(cell.split(separator: " ").joined(separator: "-"))"
  }

  /// The commit's files once more; what asks git there is told of the same commit.
  private func copy(to place: String) throws(ReleaseError) -> String {
    try world.require("rm", ["-rf", "--", place], in: tree)
    let copy = "\(place)/src"
    try world.require("mkdir", ["-p", copy, "\(place)/out", "\(place)/repaired"], in: tree)
    try world.require(
      "git", ["checkout-index", "--all", "--force", "--prefix=\(copy)/"], in: tree)
    if world.files.kind("\(tree)/.git") == .file, let link = try world.files.read("\(tree)/.git") {
      try world.files.store("\(copy)/.git", link)
    }
    return directory.isEmpty ? copy : "\(copy)/\(directory)"
  }

  private func run(
    _ artifact: BuildTool.Artifact, of source: String, into output: String,
    by interpreter: PythonInterpreter, _ variables: [String: String?], _ said: Words
  ) throws(ReleaseError) {
    let end = try world.processes.run(
      tool.child(
        artifact, of: source, into: output, by: interpreter, environment: variables))
    said.add(end.said)
    guard end.status != 0 else { return }
    let diagnosis = Diagnosis.of(tool: tool.releaseTool, end: end)
    var error = diagnosis.error
    if diagnosis.pattern == nil, error.code == .toolFailed, let cause = ToolWords(end.said).cause {
      error.what = "\(tool.releaseTool.rawValue) fails: \(cause)"
      error.why.removeAll { $0.contains(cause) || ToolWords.isConsequence($0) }
    }
    throw error
  }

  /// What the tools of one artifact said: whoever is told that it is refused can read it.
  private final class Words: Sendable {
    private let text = Mutex("")
    var all: String { text.withLock { $0 } }
    func add(_ words: String) { text.withLock { $0 += words + "\n" } }
  }

  private func logging(
    _ body: (Words) throws(ReleaseError) -> Built
  ) throws(ReleaseError) -> Built {
    let said = Words()
    do throws(ReleaseError) {
      return try body(said)
    } catch {
      var error = error
      // A tool that failed last stands at the end of them.
      if error.output == nil || !said.all.isEmpty { error.output = said.all }
      throw error
    }
  }

  private func only(_ ending: String, in folder: String) throws(ReleaseError) -> String {
    let names = world.files.list(folder).filter { $0.hasSuffix(ending) }
    guard names.count == 1 else {
      throw ReleaseError(
        .artifactRefused, "one file that ends in \(ending) is built at a time",
        why: [names.isEmpty ? "there is none" : "there are \(names.joined(separator: ", "))"])
    }
    return names[0]
  }

  /// A wheel that PyPI takes, and its folder: what is only for this very Linux is repaired.
  private func repaired(
    _ name: String, in folder: String, _ place: String
  ) throws(ReleaseError) -> (name: String, folder: String) {
    guard let platforms = WheelName(name)?.platforms,
      platforms.contains(where: { $0.hasPrefix("linux_") })
    else { return (name, folder) }
    let repaired = "\(place)/repaired"
    let arguments = ["repair", "--wheel-dir", repaired, "\(folder)/\(name)"]
    // The oldest that compilers still aim at; what does not hold for it is refused all the same.
    let machine = platforms.first?.dropFirst("linux_".utf8.count) ?? ""
    let named = arguments + ["--plat", "manylinux_2_17_\(machine)"]
    let isNamed = known.needsPlatform
    do throws(ReleaseError) {
      try world.require(
        "auditwheel", isNamed ? named : arguments, in: tree, environment: variables)
    } catch {
      // A module that needs nothing of libc tells auditwheel no libc: then the platform has to be named.
      let isWithoutLibc = error.output?.contains("couldn't detect libc") == true
      guard isWithoutLibc != isNamed, error.code != .interrupted else { throw error }
      known.needsPlatform = isWithoutLibc
      try world.require(
        "auditwheel", isWithoutLibc ? named : arguments, in: tree, environment: variables)
    }
    return (try only(".whl", in: repaired), repaired)
  }

  // MARK: - Proof

  /// What the shape of the matrix says of a wheel's name that no cell does.
  private static func finding(_ file: String, _ shape: WheelShape) -> ArtifactFinding? {
    guard let name = WheelName(file) else { return nil }
    let isWrong =
      switch shape {
      case .pure: name.platforms != ["any"] || name.abis != ["none"]
      case .eachPlatform: name.abis != ["none"]
      case .stable: !name.abis.contains("abi3")
      case .eachPython: false
      }
    guard isWrong else { return nil }
    let words =
      switch shape {
      case .pure: "for every Python and platform"
      case .eachPlatform: "for every Python 3"
      case .stable: "for CPython's stable ABI"
      case .eachPython: "for one Python"
      }
    return ArtifactFinding(
      .otherCell, "the wheel is \(words), as the project's files say",
      why: "it is called \(file)", fix: "name the versions in relsh.toml, [matrix] python")
  }

  private func accept(
    _ archive: Archive, _ findings: [ArtifactFinding], at path: String
  ) throws(ReleaseError) {
    try accept(archive.name, findings)
    // twine reads the metadata alone, which several files of a commit often share; before the upload it
    // looks at every file.
    let metadata = archive.entries.first { entry in
      entry.path.split(separator: "/").count == 2
        && (entry.path.hasSuffix(".dist-info/METADATA") || entry.path.hasSuffix("/PKG-INFO"))
    }
    if let metadata, known.isChecked(metadata.sha256) { return }
    let file = DistributionFile(archive.name, path: path, sha256: archive.sha256)
    if let refusal = try UploadTool.refusal(of: [file], in: world) { throw refusal }
    if let metadata { known.addChecked(metadata.sha256) }
  }

  private func accept(_ name: String, _ findings: [ArtifactFinding]) throws(ReleaseError) {
    if let refusal = ReleaseError.refused(name, findings) { throw refusal }
  }

  private func built(_ archive: Archive, at path: String) throws(ReleaseError) -> Built {
    guard let bytes = try world.files.read(path), Digest.sha256(bytes) == archive.sha256 else {
      throw ReleaseError(.fileUnreadable, "\(archive.name) changed while it was proven")
    }
    return Built(name: archive.name, sha256: archive.sha256, bytes: bytes)
  }
}

extension World {
  /// Runs a program that must succeed.
  ///
  /// - Throws: `.toolFailed`, `.interrupted`.
  package func require(
    _ program: String, _ arguments: [String], in directory: String,
    environment variables: [String: String?] = [:]
  ) throws(ReleaseError) {
    var environment = variables
    if program == "git" { environment.merge(GitClient.cleared) { $1 } }
    let end = try processes.run(
      Child(program, arguments, directory: directory, environment: environment))
    guard end.status == 0 else { throw .child(program, arguments, end) }
  }

  /// When a commit was made, in seconds since 1970, as git says it.
  ///
  /// - Throws: `.toolFailed`, `.interrupted`.
  package func time(of commit: String) throws(ReleaseError) -> String {
    let arguments = ["show", "-s", "--format=%ct", commit]
    let end = try processes.run(Child("git", arguments, environment: GitClient.cleared))
    guard end.status == 0 else { throw .child("git", arguments, end) }
    return end.text
  }
}
