import Diagnostics
import ManifestEditing

/// A bump that is being put together.
struct BumpDraft {
  let repository: Repository
  private var bump = Bump()
  /// The edits of each file by where they begin, so that a place which several share is edited once.
  private var edits: [String: [Int: (statement: Statement, change: Bump.Change)]] = [:]
  private var moved: Set<Int> = []

  init(repository: Repository) { self.repository = repository }

  private var packages: [Package] { repository.packages }

  /// Takes in the versions that are asked for, and the packages that inherit them.
  mutating func move(_ changes: [Int: Version]) throws(ReleaseError) {
    var queue = changes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    var next = 0
    while next < queue.count {
      let (package, version) = queue[next]
      next += 1
      if let other = bump.versions[package] {
        if other == version { continue }
        throw ReleaseError(
          .usage, "\(repository.selector(of: package)) cannot be \(other) and \(version)",
          why: ["they inherit one version; name one version for all that do"])
      }
      _ = try version.spelling(for: packages[package].kind)
      bump.versions[package] = version
      if changes[package] == nil { bump.movedAlong.append(package) }
      queue += sharers(of: package).map { ($0, version) }
    }
    bump.movedAlong.sort()
  }

  /// The packages that can only have the same version.
  private func sharers(of package: Int) -> [Int] {
    var found: [Int] = []
    if let crate = packages[package].versionFrom { found.append(crate) }
    let own = packages[package].statements.first
    for other in packages.indices where other != package {
      if packages[other].versionFrom == package
        || (own != nil && packages[package].group != nil && packages[other].statements.first == own)
      {
        found.append(other)
      }
    }
    return found
  }

  /// Edits every place that states the version of a package that moves.
  mutating func editVersions() throws(ReleaseError) {
    for (package, version) in bump.versions.sorted(by: { $0.key < $1.key }) {
      let stated = packages[package].statements.filter { !$0.isLocked }
      guard !stated.isEmpty else {
        throw ReleaseError(
          .noVersionStated, "no manifest states the version of \(repository.selector(of: package))",
          at: Place(file: packages[package].manifest, line: 1, column: 1),
          why: [
            packages[package].kind == .crate
              ? "its `[package]` has no `version`; write the first one there by hand"
              : "it is read from the tags, or made by code that only Python can run; a tag made by "
                + "hand sets the one, an edit the other"
          ])
      }
      for statement in stated {
        let isPython = !statement.file.hasSuffix("Cargo.toml")
        let new = isPython ? try version.pep440() : try version.semver()
        let isSame =
          isPython ? Version(python: statement.text) == version : statement.text == new
        if !isSame { edit(statement, to: new, .version, package) }
      }
    }
  }

  /// Edits what does not accept the versions that packages get.
  mutating func editRequirements() throws(ReleaseError) {
    for index in packages.indices {
      for dependency in packages[index].dependencies where bump.versions[dependency.package] != nil
      {
        guard try editRequirement(dependency) else { continue }
        if bump.versions[index] == nil { moved.insert(index) }
      }
    }
    for workspace in repository.workspaces {
      for dependency in workspace.dependencies where bump.versions[dependency.package] != nil {
        _ = try editRequirement(dependency)
      }
    }
    bump.requirementsMoved = moved.sorted()
  }

  /// Whether the requirement moves.
  private mutating func editRequirement(_ dependency: Dependency) throws(ReleaseError) -> Bool {
    guard let version = bump.versions[dependency.package], let statement = dependency.requirement
    else { return false }
    let new: String
    if statement.file.hasSuffix("Cargo.toml") {
      let requirement: Requirement
      do throws(ReleaseError) {
        requirement = try Requirement(statement.text)
      } catch {
        throw ReleaseError(
          .badManifest, "`\(statement.text)` is not a version requirement",
          at: Place(file: statement.file, line: statement.line, column: 1), why: error.why)
      }
      if requirement.accepts(version) { return false }
      new = requirement.moved(to: version)
    } else {
      guard let requirement = PythonRequirement(statement.text), !requirement.accepts(version)
      else { return false }
      new = requirement.moved(statement.text, to: version, spelling: try version.pep440())
    }
    if new == statement.text { return false }
    edit(statement, to: new, .requirement, dependency.package)
    return true
  }

  private mutating func edit(
    _ statement: Statement, to new: String, _ role: Bump.Change.Role, _ package: Int
  ) {
    edits[statement.file, default: [:]][statement.range.lowerBound] = (
      statement,
      Bump.Change(
        role: role, package: package, file: statement.file, line: statement.line,
        old: statement.text, new: new)
    )
  }

  /// The bump with the new bytes of every file.
  func finished(contents: (String) -> [UInt8]?) throws(ReleaseError) -> Bump {
    var bump = bump
    for (file, places) in edits {
      guard let old = contents(file) else { throw Self.changed(file) }
      for (_, place) in places where !place.statement.stands(in: old) { throw Self.changed(file) }
      let edits = places.values.map {
        TextEdit(range: $0.statement.range, replacement: $0.change.new)
      }
      let new = try TextEdit.apply(edits, to: old, file: file)
      bump.files.append(Bump.File(path: file, old: old, new: new))
      bump.changes += places.values.map(\.change)
    }
    try lock(into: &bump, contents: contents)
    bump.files.sort { $0.path < $1.path }
    bump.changes.sort {
      ($0.role.rawValue, $0.file, $0.line, $0.old) < ($1.role.rawValue, $1.file, $1.line, $1.old)
    }
    return bump
  }

  private static func changed(_ file: String) -> ReleaseError {
    ReleaseError(
      .fileChanged, "\(file) is what it was when it was read",
      why: ["somebody else has changed it since; look at it and type the line again"])
  }

  /// Edits the entries of the repository's own crates in its lock files.
  private func lock(into bump: inout Bump, contents: (String) -> [UInt8]?) throws(ReleaseError) {
    let crates = bump.versions.keys.filter { packages[$0].kind == .crate }.sorted()
    guard !crates.isEmpty else { return }
    for path in repository.lockFiles {
      guard let old = contents(path) else { continue }
      let lock = try CargoLock(old, file: path)
      let directory = RepositoryPath.directory(of: path)
      let lines = LineIndex(old)
      var changes: [LockedVersionChange] = []
      for crate in crates {
        let package = packages[crate]
        guard let version = bump.versions[crate],
          let locked = lock.pathPackage(package.name, version: package.statedVersion)
        else { continue }
        let isOwn = package.workspace.map { repository.workspaces[$0].directory == directory }
        // Another workspace may have another crate of that name.
        guard isOwn == true || locked.version == package.statedVersion else { continue }
        let new = try version.semver()
        if locked.version == new { continue }
        changes.append(LockedVersionChange(name: package.name, old: locked.version, new: new))
        let statement = Statement(locked.stated, of: path, lines, text: locked.version)
        bump.changes.append(
          Bump.Change(
            role: .lock, package: crate, file: path, line: statement.line, old: locked.version,
            new: new))
      }
      guard !changes.isEmpty else { continue }
      let new = try TextEdit.apply(lock.edits(for: changes), to: old, file: path)
      bump.files.append(Bump.File(path: path, old: old, new: new))
    }
  }
}

extension Statement {
  /// Whether it is an entry of a lock file.
  package var isLocked: Bool { file.hasSuffix("Cargo.lock") }

  /// Whether its text stands at its place, as far as that can be compared without its escapes.
  func stands(in bytes: [UInt8]) -> Bool {
    guard range.upperBound <= bytes.count else { return false }
    let found = bytes[range]
    return found.elementsEqual(text.utf8) || found.contains(UInt8(ascii: "\\"))
  }
}
