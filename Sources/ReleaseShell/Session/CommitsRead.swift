import ReleaseModel

/// What was read of commits: they never change, so it holds whatever happens.
struct CommitsRead {
  private var repositories: [String: Repository] = [:]
  private var files: [String: [String: [UInt8]?]] = [:]

  func repository(at commit: String) -> Repository? { repositories[commit] }

  /// The contents of files, where all of them were read.
  func contents(_ paths: [String], at commit: String) -> [[UInt8]?]? {
    guard let known = files[commit] else { return nil }
    var found: [[UInt8]?] = []
    for path in paths {
      guard let contents = known[path] else { return nil }
      found.append(contents)
    }
    return found
  }

  mutating func note(_ repository: Repository, at commit: String) {
    if Self.isWhole(commit) { repositories[commit] = repository }
  }

  mutating func note(_ read: some Sequence<(String, [UInt8]?)>, at commit: String) {
    guard Self.isWhole(commit) else { return }
    for (path, contents) in read { files[commit, default: [:]].updateValue(contents, forKey: path) }
  }

  /// Whether it names a commit for ever, as `HEAD` or a tag does not.
  private static func isWhole(_ revision: String) -> Bool {
    revision.utf8.count >= 40
      && revision.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
