import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

extension Shell {
  /// The packages that a selector names, in publish order.
  func resolve(_ selector: String) throws(ReleaseError) -> [Int] {
    try requireRepository()
    let repository = try view.repository()
    guard !repository.packages.isEmpty else { throw .noPackage(in: view) }
    let selected = repository.packages.indices.filter {
      session.selection.contains(repository.selector(of: $0))
    }
    let asksForChanged = selector.split(separator: ",").contains("changed")
    return try Selector.resolve(
      selector, in: repository,
      scope: Selector.Scope(
        released: try view.released(), changed: asksForChanged ? try changedPackages() : nil,
        selected: selected))
  }

  /// The released packages with commits since their last tag, or without a tag.
  private func changedPackages() throws(ReleaseError) -> [Int] {
    let repository = try view.repository()
    var changed: [Int] = []
    for index in try view.released() {
      guard let tag = try view.lastTag(of: index) else {
        changed.append(index)
        continue
      }
      guard let commits = try view.commits(since: tag, of: repository.packages[index]) else {
        throw .shallow(tag.name)
      }
      if commits > 0 { changed.append(index) }
    }
    guard !changed.isEmpty else {
      throw ReleaseError(
        .nothingSelected, "no package has commits since its last tag",
        why: ["`changed` means those that have; `status` shows how many each has"])
    }
    return changed
  }

  /// The selected packages: those of `-p`, else those of `use`, else the only one there is.
  func selection(_ named: String?) throws(ReleaseError) -> [Int] {
    if let named { return try resolve(named) }
    try requireRepository()
    if session.selection.isEmpty {
      guard try !view.repository().packages.isEmpty else { throw .noPackage(in: view) }
      let released = try view.released()
      if released.count == 1 { return released }
      throw .nothingSelected(try suggestedSelector())
    }
    return try resolve(session.selection.joined(separator: ","))
  }

  /// The selected packages with the versions that they are to have.
  ///
  /// A package without a target has the version that its manifest states: what was bumped by hand is
  /// released so.
  func targets(_ named: String?) throws(ReleaseError) -> [ReleaseTarget] {
    let repository = try view.repository()
    return try selection(named).map { index throws(ReleaseError) in
      let selector = repository.selector(of: index)
      if let version = session.target?.versions[selector] {
        return try target(index, version)
      }
      guard let version = try currentVersion(of: index) else {
        throw .noVersionStated(repository.packages[index])
      }
      return try target(index, version)
    }
  }

  /// The version that the tree states; of a package that only a tag gives a version, the last tag's.
  func currentVersion(of index: Int) throws(ReleaseError) -> Version? {
    let package = try view.repository().packages[index]
    guard package.isVersionedByTag else { return package.version }
    guard let tag = try view.lastTag(of: index) else { return nil }
    return try view.conventions().read(tag.name)?.version
  }

  /// The selected packages with the versions that were asked for.
  ///
  /// - Throws: `no-target` where none was set.
  func statedTargets(_ named: String?) throws(ReleaseError) -> [ReleaseTarget] {
    let repository = try view.repository()
    let chosen = try selection(named)
    guard let target = session.target,
      chosen.allSatisfy({ target.versions[repository.selector(of: $0)] != nil })
    else { throw .noTarget }
    return try targets(named)
  }

  /// One package at a version.
  func target(_ index: Int, _ version: Version) throws(ReleaseError) -> ReleaseTarget {
    let repository = try view.repository()
    let package = repository.packages[index]
    return ReleaseTarget(
      index: index, package: package, selector: repository.selector(of: index), version: version,
      spelled: try version.spelling(for: package.kind),
      tag: try view.conventions().tag(of: index, version))
  }

  /// The version that a level or a version means for each package, checked against what HEAD states.
  func versions(
    _ text: String, for packages: [Int]
  ) throws(ReleaseError) -> [Int: Version] {
    let repository = try view.repository()
    let stated: Version?
    do throws(ReleaseError) {
      stated = try Self.version(text)
    } catch {
      throw error.mending(running.line, word: text)
    }
    var found: [Int: Version] = [:]
    for index in packages {
      let package = repository.packages[index]
      var atHead = try view.headRepository().package(like: package)?.version
      if atHead == nil { atHead = try currentVersion(of: index) }
      guard let current = atHead else {
        // The first tag of a package that nothing else gives a version: only a version can name it.
        if package.isVersionedByTag, Level(rawValue: text) == nil {
          found[index] = try Version(text)
          continue
        }
        throw .noVersionStated(package)
      }
      if let level = Level(rawValue: text) {
        found[index] = try level.next(after: current, for: package.kind)
      } else if let version = stated {
        _ = try version.spelling(for: package.kind)
        if version < current {
          // A line of a script may have been followed by later ones, in an earlier run.
          let isPast = try entry == .script ? view.isPast(target(index, version)) : false
          guard isPast else {
            throw .versionBelow(repository.selector(of: index), version, current)
              .mending(running.line, word: text)
          }
        }
        found[index] = version
      }
    }
    return found
  }

  /// The version that a text is; `nil` for a level.
  static func version(_ text: String) throws(ReleaseError) -> Version? {
    if Level(rawValue: text) != nil { return nil }
    guard let first = text.utf8.first, (0x30...0x39).contains(first) || first == UInt8(ascii: "v")
    else { throw .unknownLevel(text) }
    return try Version(text)
  }

  /// Selects packages; another selection clears the target.
  func select(_ packages: [Int], spelled: String) throws(ReleaseError) {
    let repository = try view.repository()
    let selection = packages.map { repository.selector(of: $0) }
    if selection != session.selection {
      session.target = nil
      session.publishing = Publishing()
    }
    session.selection = selection
    session.spelledSelection = selection.count > 1 ? spelled : ""
  }

  /// Sets the target of the selection.
  func setTarget(_ spelled: String, for packages: [Int]) throws(ReleaseError) {
    let repository = try view.repository()
    let versions = try versions(spelled, for: packages)
    let target = SessionTarget(
      spelled: spelled,
      versions: Dictionary(
        uniqueKeysWithValues: versions.map { (repository.selector(of: $0.key), $0.value) }))
    // The reason was one for the files of that release.
    if session.target?.versions != target.versions { session.publishing.partial = nil }
    session.target = target
  }

  /// Refuses where there is no repository.
  func requireRepository() throws(ReleaseError) {
    if !hasRepository { _ = try world.git.head() }
  }

  /// A package to begin with: the first in publish order with something to release.
  func suggestedSelector() throws(ReleaseError) -> String? {
    let repository = try view.repository()
    let released = repository.publishOrder(of: try view.released()).packages
    guard released.count <= 40 else { return released.first.map { repository.selector(of: $0) } }
    for index in released {
      guard let tag = try view.lastTag(of: index) else { return repository.selector(of: index) }
      if try view.commits(since: tag, of: repository.packages[index]) ?? 0 > 0 {
        return repository.selector(of: index)
      }
    }
    return released.first.map { repository.selector(of: $0) }
  }
}

extension ReleaseError {
  /// No package; manifests that git does not track yet are named.
  static func noPackage(in view: RepositoryView) -> Self {
    let untracked = ((try? view.changes()) ?? [])
      .filter { $0.untracked && Repository.isManifest($0.path) }.map(\.path)
    let files = untracked.map(\.shellQuoted).joined(separator: " ")
    return Self(
      .noPackage, "this repository has no crate and no Python distribution",
      why: [
        "no tracked Cargo.toml, pyproject.toml, setup.py or setup.cfg names a package; add one"
      ], fix: untracked.isEmpty ? [] : [ShellLine("!git add \(files)")])
  }

  static func nothingSelected(_ suggestion: String?) -> Self {
    Self(
      .nothingSelected, "no package is selected", why: ["the line acts on the selection"],
      fix: [ShellLine("use \(suggestion ?? "all")")])
  }

  /// The error with a fix that is the line itself, with the right word in it, instead of a `target`.
  func mending(_ line: ParsedLine?, word: String) -> Self {
    guard var line, let words = line.arguments["version"], fix.count == 1 else { return self }
    let text = fix[0].text
    guard text.hasPrefix("target ") else { return self }
    let right = String(text.dropFirst("target ".count))
    line.arguments["version"] = words.map { stated in
      guard stated == word || stated.hasSuffix("@\(word)") else { return stated }
      return stated.dropLast(word.count) + right
    }
    var error = self
    error.fix = [ShellLine(canonical(line))]
    return error
  }

  static let noTarget = Self(
    .noTarget, "no target is set for the selection",
    why: ["a version or a level (major, minor, patch, ...) says what is to be released"],
    fix: ["target minor"])

  static func noVersionStated(_ package: Package) -> Self {
    Self(
      .noVersionStated, "no manifest states the version of \(package.name)",
      why: [
        package.isVersionedByTag
          ? "its tags give it, and there is none yet: name a version instead of a level"
          : "\(package.manifest) has none; write one there"
      ])
  }

  static func unknownLevel(_ text: String) -> Self {
    let levels = Level.allCases.map(\.rawValue)
    let near = nearest(text, in: levels).first
    return Self(
      .badVersion, "`\(text)` is neither a level nor a version",
      why: ["the levels are \(levels.joined(separator: ", ")); a version begins with a number"],
      fix: [ShellLine("target \(near ?? "minor")")])
  }

  static func versionBelow(_ selector: String, _ asked: Version, _ current: Version) -> Self {
    Self(
      .versionBelow, "\(selector) is already at \(current), above \(asked)",
      why: ["a registry never takes a version back, and versions only go up"],
      fix: ["target patch"])
  }
}
