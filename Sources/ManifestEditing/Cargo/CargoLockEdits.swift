package import Diagnostics

extension CargoLock {
  /// The edits that give packages from paths other versions, as cargo itself would write the file.
  ///
  /// Besides the versions: entries that name the package with its version, entries that become longer or shorter
  /// because a version is no longer shared or now is, and the order of packages of one name. A package that is not in
  /// the file has no edit.
  ///
  /// - Complexity: O(*n*) in the entries of the file.
  package func edits(for changes: [LockedVersionChange]) throws(ReleaseError) -> [TextEdit] {
    var versions = packages.map(\.version)
    for change in changes {
      guard let index = pathPackageIndex(change.name, version: change.old) else { continue }
      versions[index] = change.new
    }
    let changed = packages.indices.filter { versions[$0] != packages[$0].version }
    guard !changed.isEmpty else { return [] }
    var edits = changed.compactMap { packages[$0].stated.edit(to: versions[$0]) }
    let names = Set(changed.map { packages[$0].name })
    let byName = Dictionary(
      grouping: packages.indices.filter { names.contains(packages[$0].name) }
    ) { packages[$0].name }
    edits += dependencyEdits(of: byName, versions: versions)
    return try reorder(byName, versions: versions, edits: edits)
  }

  private func dependencyEdits(of byName: [String: [Int]], versions: [String]) -> [TextEdit] {
    let naming = LockedNaming(
      zip(packages, versions).map { ($0.name, $1) }, isShort: hasShortEntries)
    var edits: [TextEdit] = []
    for package in packages {
      let texts = package.dependencies.map { $0.string ?? "" }
      guard texts.contains(where: { byName[LockedDependency.name(of: $0)] != nil }) else {
        continue
      }
      let before = texts.map { LockedDependency($0) }
      var after = before.map { entry in
        guard let target = find(entry, among: byName[entry.name] ?? []) else { return entry }
        guard naming.isShort else {
          return packages[target].source == nil
            ? LockedDependency(name: entry.name, version: versions[target]) : entry
        }
        return naming.entry(
          name: entry.name, version: versions[target], source: packages[target].source)
      }
      guard after != before else { continue }
      let isSorted = zip(before, before.dropFirst()).allSatisfy {
        !LockedDependency.precedes($1, $0)
      }
      if isSorted { after.sort(by: LockedDependency.precedes) }
      for (value, entry) in zip(package.dependencies, after) where value.string != entry.text {
        if let edit = value.edit(to: entry.text) { edits.append(edit) }
      }
    }
    return edits
  }

  /// The package that an entry names, as cargo decides it: of one name and version, the one from a path.
  private func find(_ entry: LockedDependency, among candidates: [Int]) -> Int? {
    let fitting = candidates.filter { index in
      let source = packages[index].source
      guard entry.version == nil || entry.version == packages[index].version else { return false }
      guard let wanted = entry.source else { return true }
      return source == wanted || source.map { String($0.prefix { $0 != "#" }) } == wanted
    }
    if fitting.count == 1 { return fitting[0] }
    guard entry.version != nil else { return nil }
    return fitting.first { packages[$0].source == nil }
  }

  /// Whether this file has entries without a version or source (format 2 and later).
  private var hasShortEntries: Bool {
    document.value("version") != nil
      || packages.contains { package in
        package.table["checksum"] != nil
          || package.dependencies.contains { LockedDependency($0.string ?? "").version == nil }
      }
  }

  /// The edits with packages of one name moved to where their new version belongs.
  private func reorder(_ byName: [String: [Int]], versions: [String], edits: [TextEdit])
    throws(ReleaseError) -> [TextEdit]
  {
    var edits = edits
    for places in byName.values where places.count > 1 {
      let before = places.map { VersionOrder(packages[$0].version) }
      let isSorted = zip(before, before.dropFirst()).allSatisfy { !($1 < $0) }
      let order = places.sorted { one, other in
        let (left, right) = (VersionOrder(versions[one]), VersionOrder(versions[other]))
        if left != right { return left < right }
        // Of one version, the package from a path stands first.
        return packages[one].source == nil && packages[other].source != nil
      }
      guard isSorted, order != places else { continue }
      var texts: [Int: [UInt8]] = [:]
      for place in places {
        let range = packages[place].range
        let inside = edits.filter { range.contains($0.range.lowerBound) }.map {
          TextEdit(
            range: ($0.range.lowerBound - range.lowerBound)..<($0.range.upperBound
              - range.lowerBound),
            replacement: $0.replacement)
        }
        texts[place] = try TextEdit.apply(
          inside, to: Array(document.bytes[range]), file: document.file)
        edits.removeAll { range.contains($0.range.lowerBound) }
      }
      for (place, moved) in zip(places, order) {
        edits.append(TextEdit(range: packages[place].range, replacement: texts[moved] ?? []))
      }
    }
    return edits.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }
}
