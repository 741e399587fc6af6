import Diagnostics
import ReleaseWorld

/// What a dry run believes beyond the real world: edits, commits, tags and pushes that were only shown.
struct Overlay {
  /// A commit that was only shown.
  struct Commit {
    let id: String
    /// The files that it changes, as they are in it.
    let files: [String: [UInt8]]
  }

  /// A tag that was only shown.
  struct Tag {
    let object: String
    let commit: String
  }

  /// Files of the work tree, relative to it.
  var files: [String: [UInt8]] = [:]
  /// Oldest first; the first one's parent is the real HEAD.
  var commits: [Commit] = []
  /// By name; `.some(nil)` where a real tag was deleted.
  var tags: [String: Tag?] = [:]
  /// By remote and full name; `.some(nil)` where one was deleted.
  var remotes: [String: [String: String?]] = [:]
  /// Whether the last commit was pushed to the branch's upstream.
  var isPushed = false

  /// The index of a commit in `commits`.
  func index(of commit: String) -> Int? { commits.lastIndex { $0.id == commit } }

  /// A file as it is after a number of the commits; `nil` where none of them has it.
  func file(_ path: String, after count: Int) -> [UInt8]? {
    commits[..<count].last { $0.files[path] != nil }?.files[path]
  }

  /// The edited files that no commit holds as they are.
  var uncommitted: [String] {
    files.filter { path, bytes in file(path, after: commits.count) != bytes }.map(\.key).sorted()
  }

  /// An object name that git would not give twice, nor to anything else.
  func madeUpID(_ seed: String) -> String {
    String(Digest.sha256(Array("\(commits.count) \(tags.count) \(seed)".utf8)).prefix(40))
  }
}
