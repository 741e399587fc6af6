/// The proof of a wheel: what it is called, says of itself and holds is one thing, and what was asked for.
///
/// - SeeAlso: The binary distribution format.
package struct WheelProof {
  private let archive: Archive
  private let expected: ArtifactExpectation
  private var findings: [ArtifactFinding] = []
  /// Every file of the wheel by its path.
  private let files: [String: ArchiveEntry]

  /// Everything that is wrong with a wheel, opened; empty where nothing is.
  ///
  /// - Complexity: O(*n* log *n*) in the entries.
  package static func findings(
    of archive: Archive, expecting expected: ArtifactExpectation = ArtifactExpectation()
  ) -> [ArtifactFinding] {
    var proof = WheelProof(archive, expected)
    proof.prove()
    return proof.findings
  }

  private init(_ archive: Archive, _ expected: ArtifactExpectation) {
    self.archive = archive
    self.expected = expected
    files = Dictionary(
      archive.entries.filter { $0.kind == .file }.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
  }

  private mutating func add(
    _ code: ArtifactFinding.Code, _ what: String, _ why: String, fix: String
  ) {
    findings.append(ArtifactFinding(code, what, why: why, fix: fix))
  }

  private mutating func prove() {
    guard let name = WheelName(archive.name) else {
      add(
        .fileName, "a wheel is called NAME-VERSION-PYTHON-ABI-PLATFORM.whl",
        "\(UnsafePath.shown(archive.name)) is not", fix: "build it again, and do not rename it")
      return
    }
    for entry in archive.entries where entry.kind != .file && entry.kind != .folder {
      add(
        .link, "a wheel holds files alone",
        "\(entry.path) is a link or a device, which installers leave out or refuse",
        fix: "put the file itself in its place, and build it again")
    }
    prove(platforms: name)
    let folders = Set(
      files.keys.compactMap { path in
        path.split(separator: "/").first.map(String.init)
          .flatMap { $0.hasSuffix(".dist-info") && path.contains("/") ? $0 : nil }
      }
    ).sorted()
    guard folders.count == 1, let folder = folders.first else {
      let why =
        folders.isEmpty ? "it has none" : "it has \(folders.joined(separator: " and "))"
      add(
        .metadataMissing, "a wheel has one folder NAME-VERSION.dist-info", why,
        fix: "build it again")
      return
    }
    prove(folder: folder, name)
    prove(modules: name, besides: folder)
    prove(record: folder)
  }

  private mutating func prove(platforms name: WheelName) {
    for tag in name.platforms where !PlatformTag(tag).isTakenByPyPI {
      add(
        .platformRefused, "PyPI takes the platform of a wheel's name",
        "it refuses \(tag)",
        fix: tag.hasPrefix("linux_")
          ? "repair the wheel: auditwheel repair \(archive.name), or maturin build --release"
          : "build it for a platform that PyPI lists")
    }
    if let cell = expected.cell, !name.tags.contains(where: cell.takes) {
      add(
        .otherCell, "the wheel can be installed in the cell that it was built for",
        "its tags are \(name.tags.map(\.description).sorted().joined(separator: ", ")), and the cell"
          + " is \(cell.implementation == .pypy ? "PyPy " : "")\(cell.python) on"
          + " \(cell.system.rawValue)-\(cell.machine)",
        fix: "build it with that interpreter, for that platform")
    }
  }

  /// Folder, METADATA, WHEEL and the licences.
  private mutating func prove(folder: String, _ name: WheelName) {
    let stem = SdistName(folder.dropLast(".dist-info".utf8.count) + ".tar.gz")
    if stem?.project != name.project {
      add(
        .nameDiffers, "a wheel's .dist-info folder is called as the wheel is",
        "it is \(folder)", fix: "do not rename a built file; build it again")
    } else if stem?.version != name.version {
      add(
        .versionDiffers, "a wheel's .dist-info folder is called as the wheel is",
        "it is \(folder)", fix: "do not rename a built file; build it again")
    }
    for file in ["METADATA", "WHEEL", "RECORD"] where files["\(folder)/\(file)"] == nil {
      add(
        .metadataMissing, "a wheel has METADATA, WHEEL and RECORD",
        "\(folder)/\(file) is not there",
        fix: "build it again")
    }
    if let text = files["\(folder)/METADATA"]?.text {
      let metadata = CoreMetadata(text)
      findings += expected.findings(metadata, in: "METADATA", of: .wheel(name))
      prove(licences: metadata, in: folder)
    }
    if let text = files["\(folder)/WHEEL"]?.text { prove(wheel: CoreMetadata(text), name) }
  }

  private mutating func prove(wheel: CoreMetadata, _ name: WheelName) {
    // A line may hold a compressed set, as a file's name does.
    let tags = wheel.all("Tag").reduce(into: Set<WheelTag>()) { tags, text in
      tags.formUnion(WheelName("a-1-\(text).whl")?.tags ?? [])
    }
    if tags != name.tags {
      let shown = tags.map(\.description).sorted().joined(separator: ", ")
      add(
        .tagsDiffer, "a wheel's name and its WHEEL file have the same tags",
        "the name says \(name.tags.map(\.description).sorted().joined(separator: ", ")), and WHEEL"
          + " \(shown.isEmpty ? "none" : shown)",
        fix: "do not rename a built file; `wheel tags` changes both")
    }
    if let build = wheel["Build"], build != name.build {
      add(
        .tagsDiffer, "a wheel's name and its WHEEL file have the same build number",
        "the name says \(name.build ?? "none"), and WHEEL \(build)", fix: "build it again")
    }
  }

  private mutating func prove(licences metadata: CoreMetadata, in folder: String) {
    let own = files.keys.filter { $0.hasPrefix(folder + "/") }
    let named = metadata.all("License-File")
    for licence in named {
      let places =
        metadata.hasLicencePaths
        ? ["\(folder)/licenses/\(licence)"]
        : own.filter { $0.split(separator: "/").last == licence.split(separator: "/").last }
      if !places.contains(where: { files[$0] != nil }) {
        add(
          .licenceMissing, "every License-File that METADATA names is in the wheel",
          "\(licence) is not", fix: "add it to license-files, and build it again")
      }
    }
    if expected.hasLicence, named.isEmpty, !own.contains(where: Self.isLicence) {
      add(
        .licenceMissing, "a wheel holds the licence of what is in it", "it has no licence file",
        fix: "name it in license-files of pyproject.toml, and build it again")
    }
  }

  /// Whether build tools take a file for a licence by its name.
  static func isLicence(_ path: String) -> Bool {
    let name = (path.split(separator: "/").last ?? "").uppercased()
    return ["LICEN", "COPYING", "NOTICE", "AUTHORS"].contains { name.hasPrefix($0) }
      || path.contains(".dist-info/licenses/")
  }

  /// What can be imported, and whether compiled modules are for whom the wheel is.
  private mutating func prove(modules name: WheelName, besides folder: String) {
    let installed = files.keys.filter { !$0.hasPrefix(folder + "/") }
    let paths = installed.map(Self.importable)
    let extensions = paths.compactMap(ExtensionModule.init)
    let tags = name.tags
    for (module, variants) in Dictionary(grouping: extensions, by: \.name).sorted(by: {
      $0.key < $1.key
    })
    where !variants.contains(where: { variant in tags.contains(where: variant.fits) }) {
      add(
        .moduleOfAnother, "a wheel's compiled modules are for whom the wheel is",
        "\(variants.map(\.path).sorted().joined(separator: ", ")) is not for"
          + " \(tags.map(\.description).sorted().joined(separator: ", ")), so that \(module) cannot be"
          + " imported",
        fix: "build it from a clean folder, with the interpreter that it is for")
    }
    if extensions.isEmpty, !tags.contains(where: { $0.abi == "none" }) {
      add(
        .moduleMissing, "a wheel for one ABI holds a compiled module",
        "\(name.abis.joined(separator: ", ")) is in its name, and no .so or .pyd in it",
        fix: "build the extension module into it; without one it is py3-none-any")
    }
    for module in expected.compiledModules {
      let path = module.split(separator: ".").joined(separator: "/")
      if !extensions.contains(where: { $0.name == path }) {
        add(
          .moduleMissing, "the compiled module of the manifest is in the wheel",
          "\(module) is not", fix: "build the extension module into it")
      }
    }
    for module in expected.modules where !Self.holds(module, paths) {
      add(
        .packageMissing, "what is imported is in the wheel", "\(module) is not",
        fix: "mend the list of packages in the manifest, and build it again")
    }
    let needs = files["\(folder)/METADATA"]?.text.map { CoreMetadata($0)["Requires-Dist"] } ?? nil
    if installed.isEmpty, expected.modules.isEmpty, needs == nil {
      add(
        .packageMissing, "a wheel installs something", "it has no file but its metadata",
        fix: "mend the list of packages in the manifest, and build it again")
    }
  }

  /// Where a file is installed: `NAME.data/purelib/` is the same as the top of the wheel.
  private static func importable(_ path: String) -> String {
    let parts = path.split(separator: "/")
    guard parts.count > 2, parts[0].hasSuffix(".data"), ["purelib", "platlib"].contains(parts[1])
    else { return path }
    return parts[2...].joined(separator: "/")
  }

  private static func holds(_ module: String, _ paths: [String]) -> Bool {
    let path = module.split(separator: ".").joined(separator: "/")
    return paths.contains {
      $0 == path + ".py" || $0.hasPrefix(path + "/") || ExtensionModule($0)?.name == path
    }
  }

  private mutating func prove(record folder: String) {
    let own = "\(folder)/RECORD"
    guard let text = files[own]?.text else { return }
    guard let record = WheelRecord(text) else {
      add(
        .recordUnreadable, "RECORD is a table of path, hash and size",
        "a line of it has other fields", fix: "build it again")
      return
    }
    let signatures: Set = [own, own + ".jws", own + ".p7s"]
    var named: Set<String> = []
    for line in record.lines {
      named.insert(line.path)
      guard let file = files[line.path] else {
        add(
          .recordNames, "every file that RECORD names is in the wheel",
          "\(UnsafePath.shown(line.path)) is not", fix: "build it again")
        continue
      }
      if signatures.contains(line.path) { continue }
      var hash = line.hash[...]
      while hash.last == "=" { hash.removeLast() }
      if hash != WheelRecord.hash(sha256: file.sha256) {
        let kind = hash.prefix { $0 != "=" }
        add(
          .recordDiffers, "every file has the hash that RECORD names",
          kind == "sha256"
            ? "\(line.path) has another"
            : "\(line.path) has \(kind.isEmpty ? "none" : "one by \(kind)"), and tools write sha256",
          fix: "build it again; a file in a built wheel is not edited")
      } else if !line.size.isEmpty, Int(line.size) != file.size {
        add(
          .recordDiffers, "every file has the size that RECORD names",
          "\(line.path) has \(file.size) bytes, not \(UnsafePath.shown(line.size))",
          fix: "build it again")
      }
    }
    for path in files.keys.sorted() where !named.contains(path) && !signatures.contains(path) {
      add(
        .recordLacks, "every file of a wheel is in its RECORD", "\(path) is not",
        fix: "build it again; a file is not added to a built wheel")
    }
  }
}
