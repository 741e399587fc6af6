package import Diagnostics
import ManifestEditing

/// What the files of a distribution say of how it is built.
package struct DistributionSource: Hashable, Sendable {
  /// Who builds it.
  package enum Backend: Hashable, Sendable {
    case maturin
    /// By its `build-backend`; `setuptools.build_meta` where none is named.
    case other(String)
  }

  package private(set) var backend = Backend.other("setuptools.build_meta")
  package private(set) var shape = WheelShape.pure
  /// What shows the shape, in a phrase.
  package private(set) var evidence = "no compiled module"
  /// The text of `requires-python`.
  package private(set) var requiresPython: String?
  /// The versions that the classifiers name, in order: `3.8`.
  package private(set) var classified: [String] = []
  /// The compiled modules whose names the files state: `llmcc._native`.
  package private(set) var compiledModules: [String] = []
  /// Whether the interpreter that builds needs the module cffi: maturin reads its header with it.
  package private(set) var needsCFFI = false
  /// The manifest of the crate that is the compiled module, where it leaves Python's own symbols to the
  /// interpreter that loads it: cargo cannot link its tests.
  package private(set) var unlinkedCrate: String?
  /// The file that says most.
  package private(set) var manifest = "pyproject.toml"

  /// Reads the files of a distribution's folder; `contents` gives the bytes of a path in the repository.
  ///
  /// - Throws: `.badManifest`, and what `contents` throws.
  package init(
    in directory: String, _ contents: (String) throws(ReleaseError) -> [UInt8]?
  ) throws(ReleaseError) {
    func read(_ file: String) throws(ReleaseError) -> (path: String, bytes: [UInt8])? {
      let path = RepositoryPath.join(directory, file)
      return try contents(path).map { (path, $0) }
    }
    let script = try read("setup.py").map { file throws(ReleaseError) in
      try PythonSource(file.bytes, file: file.path)
    }
    let configuration = try read("setup.cfg").map { file throws(ReleaseError) in
      try SetupConfiguration(file.bytes, file: file.path)
    }
    var project: TOMLValue?
    if let (path, bytes) = try read("pyproject.toml") {
      let document = try TOMLDocument(bytes, file: path)
      project = document.root
      manifest = path
    } else if let file = script?.file ?? configuration?.file {
      manifest = file
    }
    readFacts(project, script, configuration)
    let name = project?["build-system"]?["build-backend"]?.string ?? "setuptools.build_meta"
    backend = .other(name)
    if name.hasPrefix("maturin") {
      backend = .maturin
      try readMaturin(project, in: directory, contents)
    } else if name.hasPrefix("setuptools") || name.hasPrefix("backend") {
      readSetuptools(project, script, configuration)
    } else {
      readOther(name, project)
    }
  }

  /// Whether `requires-python` takes in a version: `3.11`, `pypy3.9`.
  package func accepts(_ version: String) -> Bool {
    guard let requiresPython, let cell = WheelCell(python: version, platform: "linux-x86_64") else {
      return true
    }
    return cell.isAccepted(by: requiresPython)
  }

  private mutating func readFacts(
    _ project: TOMLValue?, _ script: PythonSource?, _ configuration: SetupConfiguration?
  ) {
    requiresPython =
      project?["project"]?["requires-python"]?.string
      ?? configuration?.value("options", "python_requires")?.value
      ?? script?.setupKeyword("python_requires")?.value
    let marker = "Programming Language :: Python :: "
    var classifiers = (project?["project"]?["classifiers"]?.array ?? []).compactMap(\.string)
    if classifiers.isEmpty {
      classifiers = (project?["tool"]?["poetry"]?["classifiers"]?.array ?? []).compactMap(\.string)
    }
    if classifiers.isEmpty, let text = configuration?.value("metadata", "classifiers")?.value {
      classifiers = text.split(whereSeparator: \.isNewline).map(String.init)
    }
    if classifiers.isEmpty, let script {
      classifiers = Self.texts(in: script).filter { $0.hasPrefix(marker) }
    }
    let minors = Set(
      classifiers.compactMap { text -> Int? in
        guard let start = text.range(of: marker + "3.") else { return nil }
        return Int(text[start].prefix { $0 != " " })
      })
    classified = minors.sorted().map { "3.\($0)" }
  }

  // MARK: - Backends

  private mutating func readMaturin(
    _ project: TOMLValue?, in directory: String,
    _ contents: (String) throws(ReleaseError) -> [UInt8]?
  ) throws(ReleaseError) {
    let maturin = project?["tool"]?["maturin"]
    let stated = maturin?["manifest-path"]?.string
    var manifests: [(path: String, root: TOMLValue)] = []
    for candidate in stated.map({ [$0] }) ?? ["Cargo.toml", "rust/Cargo.toml"] {
      guard let path = RepositoryPath.resolve(candidate, in: directory),
        let bytes = try contents(path)
      else { continue }
      manifests.append((path, try TOMLDocument(bytes, file: path).root))
      break
    }
    // What a workspace states for all its crates stands in a folder above.
    var above = manifests.first.map { RepositoryPath.directory(of: $0.path) } ?? ""
    while !above.isEmpty {
      above = RepositoryPath.directory(of: above)
      let path = RepositoryPath.join(above, "Cargo.toml")
      if let bytes = try contents(path) {
        manifests.append((path, try TOMLDocument(bytes, file: path).root))
      }
    }
    let crate = manifests.first?.root
    let bindings = maturin?["bindings"]?.string
    let isPyO3 =
      bindings.map { $0.hasPrefix("pyo3") }
      ?? (crate?["dependencies"]?["pyo3"] != nil || crate?["dependencies"]?["pyo3-ffi"] != nil)
    guard isPyO3 else {
      shape = .eachPlatform
      let types = crate?["lib"]?["crate-type"]?.array?.compactMap(\.string) ?? []
      needsCFFI = bindings == "cffi" || (bindings == nil && types.contains("cdylib"))
      evidence = "maturin with \(bindings ?? "no PyO3"): no wheel knows its Python"
      return
    }
    if let module = maturin?["module-name"]?.string { compiledModules = [module] }
    var features = (maturin?["features"]?.array ?? []).compactMap(\.string)
    for manifest in manifests.map(\.root) {
      for table in [manifest["dependencies"], manifest["workspace"]?["dependencies"]] {
        for name in ["pyo3", "pyo3-ffi"] {
          features += (table?[name]?["features"]?.array ?? []).compactMap(\.string)
        }
      }
    }
    features += (crate?["features"]?["default"]?.array ?? []).compactMap(\.string)
    // A feature of maturin's settings is not there when cargo tests the crate.
    let ownFeatures = features.dropFirst((maturin?["features"]?.array ?? []).count)
    if ownFeatures.contains(where: { $0 == "extension-module" || $0.hasSuffix("/extension-module") }
    ) {
      unlinkedCrate = manifests.first?.path
    }
    let stable = features.compactMap { feature -> Int? in
      guard let start = feature.range(of: "abi3-py3") else { return nil }
      return Int(feature[start])
    }
    if let minor = stable.min() {
      shape = .stable(minor: minor)
      evidence = "PyO3's feature abi3-py3\(minor)"
    } else if features.contains(where: { $0 == "abi3" || $0.hasSuffix("/abi3") }) {
      shape = .stable(minor: lowestMinor)
      evidence = "PyO3's feature abi3"
    } else {
      shape = .eachPython
      evidence = "PyO3 without abi3"
    }
  }

  private mutating func readSetuptools(
    _ project: TOMLValue?, _ script: PythonSource?, _ configuration: SetupConfiguration?
  ) {
    let tool = project?["tool"]
    let keywords = ["ext_modules", "rust_extensions", "cffi_modules", "cmake_source_dir"]
    let keyword = keywords.first { script?.setupArgument($0) != nil }
    let hasTable =
      tool?["setuptools"]?["ext-modules"] != nil || tool?["setuptools-rust"] != nil
    guard keyword != nil || hasTable else { return }
    evidence = "setuptools with \(keyword ?? "ext-modules")"
    compiledModules = script.map(Self.extensions) ?? []
    let texts =
      [
        tool?["distutils"]?["bdist_wheel"]?["py-limited-api"]?.string,
        tool?["distutils"]?["bdist_wheel"]?["py_limited_api"]?.string,
        configuration?.value("bdist_wheel", "py_limited_api")?.value,
        configuration?.value("bdist_wheel", "py-limited-api")?.value,
      ].compactMap(\.self)
    let inScript = script.flatMap { Self.limit(in: String(decoding: $0.bytes, as: UTF8.self)) }
    if let minor = texts.lazy.compactMap(Self.minor).first ?? inScript {
      shape = .stable(minor: minor)
      evidence = "py_limited_api = cp3\(minor)"
    } else {
      shape = .eachPython
    }
  }

  private mutating func readOther(_ name: String, _ project: TOMLValue?) {
    let tool = project?["tool"]
    if name.hasPrefix("scikit_build_core") {
      let api = tool?["scikit-build"]?["wheel"]?["py-api"]?.string ?? ""
      evidence = "scikit-build-core"
      if let minor = Self.minor(api) {
        shape = .stable(minor: minor)
        evidence += " with py-api = \(api)"
      } else {
        shape = api.hasPrefix("py") ? .eachPlatform : .eachPython
      }
    } else if name.hasPrefix("mesonpy") {
      evidence = "meson-python"
      let isLimited = tool?["meson-python"]?["limited-api"]?.boolean == true
      shape = isLimited ? .stable(minor: lowestMinor) : .eachPython
    } else if name.hasPrefix("poetry"), tool?["poetry"]?["build"] != nil {
      (shape, evidence) = (.eachPython, "poetry with a build script")
    } else if Self.uncompiling.contains(where: name.hasPrefix) {
      let hooks = tool?["hatch"]?["build"]?["hooks"]
      let compilers = ["mypyc", "cython", "custom"].filter { hooks?[$0] != nil }
      if let hook = compilers.first {
        (shape, evidence) = (.eachPython, "hatchling with the hook \(hook)")
      } else {
        evidence = "\(name.prefix { $0 != "." }), which compiles nothing"
      }
    } else {
      (shape, evidence) = (.eachPython, "\(name), of which nothing is known")
    }
  }

  /// Backends that compile nothing by themselves.
  private static let uncompiling = ["hatchling", "flit_core", "pdm", "poetry", "uv_build"]

  private var lowestMinor: Int {
    (2...99).first { accepts("3.\($0)") } ?? WheelMatrix.knownMinors.lowerBound
  }

  // MARK: - Texts

  /// `8` of `cp38`.
  private static func minor(_ text: String) -> Int? {
    text.hasPrefix("cp3") ? Int(text.dropFirst(3)) : nil
  }

  /// What is given to `py_limited_api` in a script: `{"bdist_wheel": {"py_limited_api": "cp38"}}`.
  private static func limit(in text: String) -> Int? {
    var rest = text[...]
    while let start = rest.range(of: "py_limited_api") {
      rest = rest[start]
      let value = rest.drop { "\"': =".contains($0) }
      if value.hasPrefix("cp3") { return Int(value.dropFirst(3).prefix(while: \.isNumber)) }
    }
    return nil
  }

  /// The first argument of each `Extension(...)`.
  private static func extensions(of script: PythonSource) -> [String] {
    let text = String(decoding: script.bytes, as: UTF8.self)
    var (rest, found) = (text[...], [String]())
    while let start = rest.range(of: "Extension(") {
      rest = rest[start]
      var value = rest.drop { $0.isWhitespace }
      if value.hasPrefix("name=") { value = value.dropFirst(5) }
      guard let quote = value.first, quote == "\"" || quote == "'" else { continue }
      let name = String(value.dropFirst().prefix { $0 != quote })
      if name.utf8.allSatisfy({ $0.isIdentifier || $0 == 0x5F || $0 == 0x2E }) {
        found.append(name)
      }
    }
    return found
  }

  private static func texts(in script: PythonSource) -> [String] {
    String(decoding: script.bytes, as: UTF8.self)
      .split(whereSeparator: { $0 == "\"" || $0 == "'" }).map(String.init)
  }
}

extension StringProtocol {
  /// Where what follows the first occurrence of a text begins.
  fileprivate func range(of text: String) -> PartialRangeFrom<Index>? {
    guard let first = text.first else { return nil }
    var start = startIndex
    while let next = self[start...].firstIndex(of: first) {
      if self[next...].hasPrefix(text) { return index(next, offsetBy: text.count)... }
      start = index(after: next)
    }
    return nil
  }
}
