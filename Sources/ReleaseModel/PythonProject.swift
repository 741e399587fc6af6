import Diagnostics
import ManifestEditing

/// What the manifests in one folder say of a distribution.
struct PythonProject {
  /// A PEP 508 requirement in `pyproject.toml`.
  struct Wanted {
    var kind: Dependency.Kind
    var name: String
    /// The whole text of the requirement.
    var statement: Statement?
  }

  /// Empty where the crate names it.
  private(set) var name = ""
  private(set) var manifest = ""
  private(set) var statements: [Statement] = []
  /// The crate that maturin builds, by index; its version is the distribution's where none is stated.
  private(set) var crate: Int?
  private(set) var requirements: [Wanted] = []
  private let directory: String
  private var versionComesFromCrate = false
  private var isDynamic = false
  private var isPrivate = false
  private var importNames: [String] = []
  private var sources: [String] = ["", "src", "python"]

  /// `nil` where the folder's manifests name no distribution.
  init?(
    _ directory: String, _ files: ManifestPaths, _ contents: (String) -> [UInt8]?,
    crates: [String: Int]
  ) throws(ReleaseError) {
    self.directory = directory
    func bytes(_ file: String) -> (path: String, bytes: [UInt8])? {
      let path = RepositoryPath.join(directory, file)
      guard files.known.contains(path) else { return nil }
      return contents(path).map { (path, $0) }
    }
    let configuration = try bytes("setup.cfg").map { file throws(ReleaseError) in
      try SetupConfiguration(file.bytes, file: file.path)
    }
    let script = try bytes("setup.py").map { file throws(ReleaseError) in
      try PythonSource(file.bytes, file: file.path)
    }
    if let (path, bytes) = bytes("pyproject.toml") {
      try read(TOMLDocument(bytes, file: path), crates: crates, contents)
    }
    if let configuration { read(configuration, contents) }
    if let script { read(script) }
    guard !name.isEmpty || (crate != nil && !manifest.isEmpty) else { return nil }
    guard name.isEmpty || Self.isName(name) else {
      throw ReleaseError(
        .badManifest, "`\(name)` is no name of a distribution",
        at: Place(file: manifest, line: 1, column: 1),
        why: ["a name is made of ASCII letters, digits, `-`, `_` and `.` (PEP 508)"])
    }
    readModules(files, contents)
  }

  private static func isName(_ name: String) -> Bool {
    func isEnd(_ byte: UInt8?) -> Bool { byte.map { $0.isIdentifier && $0 != 0x2D } ?? false }
    return isEnd(name.utf8.first) && isEnd(name.utf8.last)
      && name.utf8.allSatisfy {
        $0.isIdentifier || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
      }
  }

  private mutating func read(
    _ document: TOMLDocument, crates: [String: Int], _ contents: (String) -> [UInt8]?
  ) throws(ReleaseError) {
    let root = document.root
    let lines = LineIndex(document.bytes)
    func statement(_ value: TOMLValue?) -> Statement? {
      guard let value, let text = value.string else { return nil }
      return Statement(value, of: document.file, lines, text: text)
    }
    let project = root["project"]
    let poetry = root["tool"]?["poetry"]
    if let found = project?["name"]?.string ?? poetry?["name"]?.string {
      name = found
      manifest = document.file
    }
    if let version = statement(project?["version"]) ?? statement(poetry?["version"]) {
      statements.append(version)
    }
    isDynamic = project?["dynamic"]?.array?.contains { $0.string == "version" } == true
    isPrivate = (project?["classifiers"]?.array ?? []).contains {
      $0.string?.hasPrefix("Private ::") == true
    }
    let dynamic = root["tool"]?["setuptools"]?["dynamic"]?["version"]
    if let attribute = dynamic?["attr"]?.string, let dot = attribute.lastIndex(of: ".") {
      readAttribute(
        module: String(attribute[..<dot]), name: String(attribute[attribute.index(after: dot)...]),
        contents)
    }
    if let file = dynamic?["file"] {
      readFiles(file.string.map { [$0] } ?? file.array?.compactMap(\.string) ?? [], contents)
    }
    readBackend(root, crates: crates, file: document.file)
    var wanted: [(TOMLValue, Dependency.Kind)] = []
    wanted += (project?["dependencies"]?.array ?? []).map { ($0, .normal) }
    for extra in project?["optional-dependencies"]?.table ?? [] {
      wanted += (extra.value.array ?? []).map { ($0, .normal) }
    }
    wanted += (root["build-system"]?["requires"]?.array ?? []).map { ($0, .build) }
    requirements = wanted.compactMap { value, kind in
      guard let text = value.string, let requirement = PythonRequirement(text) else { return nil }
      // With an escape in it, offsets in the text are not offsets in the file.
      let isPlain = !value.source.utf8.contains(UInt8(ascii: "\\"))
      return Wanted(
        kind: kind, name: requirement.name, statement: isPlain ? statement(value) : nil)
    }
  }

  /// What maturin adds: the crate, and the folder and name of the Python module.
  private mutating func readBackend(_ root: TOMLValue, crates: [String: Int], file: String) {
    let maturin = root["tool"]?["maturin"]
    let backend = root["build-system"]?["build-backend"]?.string ?? ""
    let asksForMaturin = (root["build-system"]?["requires"]?.array ?? []).contains {
      $0.string.flatMap(PythonRequirement.init)?.name == "maturin"
    }
    guard maturin != nil || backend.hasPrefix("maturin") || asksForMaturin else { return }
    if manifest.isEmpty { manifest = file }
    let stated = maturin?["manifest-path"]?.string
    let path = RepositoryPath.resolve(stated ?? "Cargo.toml", in: directory)
    crate =
      path.flatMap { crates[RepositoryPath.directory(of: $0)] }
      ?? (stated == nil ? crates[RepositoryPath.join(directory, "rust")] : nil)
    if let source = maturin?["python-source"]?.string { sources.insert(source, at: 0) }
    if let module = maturin?["module-name"]?.string {
      importNames.append(String(module.prefix { $0 != "." }))
    }
    // `[project] version` wins over the crate's, as maturin decides it.
    versionComesFromCrate = crate != nil && statements.isEmpty
  }

  private mutating func read(
    _ configuration: SetupConfiguration, _ contents: (String) -> [UInt8]?
  ) {
    if name.isEmpty, let stated = configuration.value("metadata", "name") {
      name = stated.value
      manifest = configuration.file
    }
    switch configuration.version {
    case .stated(let option):
      let lines = LineIndex(configuration.bytes)
      statements.append(
        Statement(
          file: configuration.file, line: lines.line(of: option.range.lowerBound),
          range: option.range, text: option.value))
    case .attribute(let module, let name): readAttribute(module: module, name: name, contents)
    case .files(let paths): readFiles(paths, contents)
    case nil: break
    }
  }

  private mutating func read(_ script: PythonSource) {
    if name.isEmpty, let stated = script.setupKeyword("name") {
      name = stated.value
      manifest = script.file
    }
    if let version = script.setupKeyword("version") { add(version, of: script) }
    // Where `setup.py` runs code for its version, or is made for that, the model cannot know it.
    if script.setupArgument("version") != nil || script.setupArgument("use_scm_version") != nil
      || script.setupArgument("name") == nil
    {
      isDynamic = true
    }
  }

  private mutating func add(_ version: PythonString, of source: PythonSource) {
    let statement = Statement(
      file: source.file, line: LineIndex(source.bytes).line(of: version.contentRange.lowerBound),
      range: version.contentRange, text: version.value)
    if !statements.contains(statement) { statements.append(statement) }
  }

  private mutating func readAttribute(
    module: String, name: String, _ contents: (String) -> [UInt8]?
  ) {
    isDynamic = true
    let path = module.split(separator: ".").joined(separator: "/")
    for source in ["", "src", "python"] {
      for file in ["\(path)/__init__.py", "\(path).py"] {
        let full = RepositoryPath.join(RepositoryPath.join(directory, source), file)
        guard let bytes = contents(full), let python = try? PythonSource(bytes, file: full),
          let version = python.stringAssigned(to: name)
        else { continue }
        add(version, of: python)
        return
      }
    }
  }

  /// A file that holds the version and nothing else.
  private mutating func readFiles(_ paths: [String], _ contents: (String) -> [UInt8]?) {
    isDynamic = true
    for path in paths {
      guard let full = RepositoryPath.resolve(path, in: directory), let bytes = contents(full),
        let first = bytes.firstIndex(where: { $0 > 0x20 }),
        let last = bytes.lastIndex(where: { $0 > 0x20 })
      else { continue }
      let text = String(decoding: bytes[first...last], as: UTF8.self)
      guard Version(python: text) != nil else { continue }
      statements.append(
        Statement(
          file: full, line: LineIndex(bytes).line(of: first), range: first..<(last + 1), text: text)
      )
    }
  }

  /// `__version__` of the module that the distribution brings, wherever its sources lie.
  private mutating func readModules(_ files: ManifestPaths, _ contents: (String) -> [UInt8]?) {
    let plain = name.utf8.map { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") ? 0x5F : $0 }
    let module = String(decoding: plain, as: UTF8.self)
    importNames += [module, module.lowercased()]
    var seen: Set<String> = []
    for source in sources {
      for module in importNames {
        let written = source.isEmpty ? module : "\(source)/\(module)"
        guard let folder = RepositoryPath.resolve(written, in: directory) else { continue }
        let path = "\(folder)/__init__.py"
        guard files.known.contains(path), seen.insert(path).inserted, let bytes = contents(path),
          let python = try? PythonSource(bytes, file: path),
          let version = python.stringAssigned(to: "__version__")
        else { continue }
        add(version, of: python)
      }
    }
  }

  /// The distribution as a package, its dependencies apart.
  func package(crates: [Package]) -> Package {
    let origin = versionComesFromCrate ? crate : nil
    let stated = statements.first?.text
    var package = Package(
      kind: .distribution, name: name, version: stated.flatMap { Version(python: $0) },
      statedVersion: stated, manifest: manifest, directory: directory, statements: statements,
      dependencies: [], versionFrom: origin)
    if let origin {
      package.version = crates[origin].version
      package.statedVersion = crates[origin].statedVersion
      package.statements = crates[origin].statements.prefix(1) + statements
    }
    if isPrivate {
      package.unpublishable = "it has a classifier `Private ::`, which PyPI refuses"
    } else if package.statedVersion == nil, !isDynamic {
      package.unpublishable = "no version"
    }
    return package
  }
}
