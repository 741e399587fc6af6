package import Diagnostics

/// The packages of a work tree and what they ask of each other, as its manifests state it.
package struct Repository: Sendable {
  /// Crates in the order of their paths, then distributions.
  package internal(set) var packages: [Package] = []
  /// The declared ones, then crates that stand alone.
  package internal(set) var workspaces: [Workspace] = []
  /// Files that were left out, and why.
  package internal(set) var notes: [RepositoryNote] = []

  /// The tracked lock files.
  package internal(set) var lockFiles: [String] = []
  /// Canonical selectors that would name two packages.
  private(set) var repeatedNames: Set<String> = []

  /// Whether a file can say something about packages; only those need to be listed and read.
  package static func isManifest(_ path: String) -> Bool {
    switch RepositoryPath.name(of: path) {
    case "Cargo.toml", "Cargo.lock", "pyproject.toml", "setup.py", "setup.cfg", "__init__.py": true
    default: false
    }
  }

  /// Reads the model from the tracked files.
  ///
  /// A manifest that no workspace lists and that is not the root's may be broken (templates are):
  /// then there is a note.
  ///
  /// - Parameters:
  ///   - paths: all tracked files, or those for which ``isManifest(_:)`` holds.
  ///   - contents: the bytes of a file; `nil` where it is gone. Nothing of them is kept.
  /// - Returns: the model; its places hold as long as the files are as they were.
  /// - Throws: `bad-manifest`, with its place.
  package static func read(
    paths: [String], contents: (String) -> [UInt8]?
  ) throws(ReleaseError) -> Repository {
    var repository = Repository()
    let files = ManifestPaths(paths)
    repository.lockFiles = files.locks.sorted()
    let crates = try CrateReading(files, contents: contents, into: &repository)
    try crates.addPackages(to: &repository)
    let distributions = try DistributionReading(files, contents: contents, into: &repository)
    distributions.addPackages(to: &repository)
    try repository.addLockedVersions(files, contents: contents)
    repository.findRepeatedNames()
    return repository
  }

  private mutating func findRepeatedNames() {
    var seen: Set<String> = []
    for package in packages {
      let selector = "\(package.kind.selector):\(package.name)"
      if !seen.insert(selector).inserted { repeatedNames.insert(selector) }
    }
  }
}

/// The manifests among the tracked files, by their name.
struct ManifestPaths {
  var cargo: [String] = []
  var locks: [String] = []
  /// Folders of distributions, sorted.
  var python: [String] = []
  /// Every Python manifest and `__init__.py`.
  var known: Set<String> = []

  init(_ paths: [String]) {
    var folders: Set<String> = []
    for path in paths {
      switch RepositoryPath.name(of: path) {
      case "Cargo.toml": cargo.append(path)
      case "Cargo.lock": locks.append(path)
      case "pyproject.toml", "setup.py", "setup.cfg":
        known.insert(path)
        folders.insert(RepositoryPath.directory(of: path))
      case "__init__.py": known.insert(path)
      default: break
      }
    }
    cargo.sort()
    python = folders.sorted()
  }
}
