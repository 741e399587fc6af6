import Diagnostics
package import ReleaseWorld

/// Where a repository's directories lie, found without starting git.
///
/// `GIT_DIR` and its kin are not honoured, and are taken out of the environment of every git that is
/// started: a variable forgotten in a shell, or set by a hook that calls relsh, must not lead a release
/// to another repository than the one the person stands in.
///
/// - SeeAlso: gitrepository-layout(5).
package struct RepositoryPaths: Hashable, Sendable {
  /// The work tree; absolute.
  package let root: String
  /// The git directory of this work tree.
  package let gitDirectory: String
  /// The git directory that all work trees share.
  package let commonDirectory: String

  /// Looks in a directory and those above it; `nil` where there is no repository.
  ///
  /// - Throws: `.noRepository` where the first one found has no work tree.
  package static func find(
    from directory: String, files: Files
  ) throws(Failure) -> RepositoryPaths? {
    var place = directory
    while true {
      if let found = try open(place, files) { return found }
      if files.kind(FilePath.join(place, "HEAD")) == .file,
        files.kind(FilePath.join(place, "objects")) == .directory,
        files.kind(FilePath.join(place, "refs")) == .directory
      {
        throw Failure(
          .noRepository, "\(place) is a bare repository",
          why: ["a release needs a work tree: open a clone of it"])
      }
      guard let parent = FilePath.parent(of: place), parent != place else { return nil }
      place = parent
    }
  }

  private static func open(_ root: String, _ files: Files) throws(Failure) -> RepositoryPaths? {
    let entry = FilePath.join(root, ".git")
    var directory = entry
    switch files.kind(entry) {
    case .directory: break
    case .file:
      guard let text = try line(of: entry, files), text.hasPrefix("gitdir: ") else { return nil }
      directory = FilePath.join(root, String(text.dropFirst(8)))
      directory = FilePath.real(directory) ?? directory
    default: return nil
    }
    guard files.kind(FilePath.join(directory, "HEAD")) == .file else { return nil }
    var common = directory
    if let text = try line(of: FilePath.join(directory, "commondir"), files) {
      common = FilePath.join(directory, text)
      common = FilePath.real(common) ?? common
    }
    return RepositoryPaths(root: root, gitDirectory: directory, commonDirectory: common)
  }

  /// What HEAD's file says: a branch, or a commit where it is detached.
  ///
  /// For the first prompt, before git was asked. Both are `nil` where the file cannot be read.
  package func quickHead(_ files: Files) -> (branch: String?, commit: String?) {
    guard let text = try? Self.line(of: FilePath.join(gitDirectory, "HEAD"), files) else {
      return (nil, nil)
    }
    // A repository with reftables keeps HEAD elsewhere, and this name here.
    if text == "ref: refs/heads/.invalid" { return (nil, nil) }
    if text.hasPrefix("ref: refs/heads/") { return (String(text.dropFirst(16)), nil) }
    return text.hasPrefix("ref: ") ? (nil, nil) : (nil, text)
  }

  /// The operation that git has not finished.
  func underWay(_ files: Files) -> Head.UnderWay? {
    // A rebase leaves CHERRY_PICK_HEAD too, so it is asked for first.
    let signs: [(String, Head.UnderWay)] = [
      ("rebase-merge", .rebase), ("rebase-apply", .rebase), ("MERGE_HEAD", .merge),
      ("CHERRY_PICK_HEAD", .cherryPick), ("REVERT_HEAD", .revert), ("BISECT_LOG", .bisect),
    ]
    return signs.first { files.kind(FilePath.join(gitDirectory, $0.0)) != nil }?.1
  }

  /// Whether the history is cut off.
  func isShallow(_ files: Files) -> Bool {
    files.kind(FilePath.join(commonDirectory, "shallow")) == .file
  }

  private static func line(of path: String, _ files: Files) throws(Failure) -> String? {
    guard let bytes = try files.read(path) else { return nil }
    return String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
  }
}
