import Diagnostics
import ManifestEditing

extension Repository {
  /// Adds what the lock files state of the repository's own crates.
  mutating func addLockedVersions(
    _ files: ManifestPaths, contents: (String) -> [UInt8]?
  ) throws(ReleaseError) {
    guard !files.locks.isEmpty else { return }
    let tracked = Set(files.locks)
    for workspace in workspaces {
      let path = RepositoryPath.join(workspace.directory, "Cargo.lock")
      guard tracked.contains(path), let bytes = contents(path) else { continue }
      let lock = try CargoLock(bytes, file: path)
      let lines = LineIndex(bytes)
      var byName: [String: [LockedPackage]] = [:]
      for package in lock.packages where package.source == nil {
        byName[package.name, default: []].append(package)
      }
      for index in workspace.members {
        let named = byName[packages[index].name] ?? []
        guard
          let locked = named.count > 1
            ? named.first(where: { $0.version == packages[index].statedVersion }) : named.first
        else { continue }
        packages[index].statements.append(
          Statement(locked.stated, of: path, lines, text: locked.version))
      }
    }
  }
}

extension Statement {
  /// The place between the quotes of a TOML string.
  init(_ value: TOMLValue, of file: String, _ lines: LineIndex, text: String) {
    let source = value.source.utf8
    let quotes = source.starts(with: "\"\"\"".utf8) || source.starts(with: "'''".utf8) ? 3 : 1
    let range = value.range
    self.init(
      file: file, line: lines.line(of: range.lowerBound),
      range: (range.lowerBound + quotes)..<max(
        range.lowerBound + quotes, range.upperBound - quotes), text: text)
  }
}
