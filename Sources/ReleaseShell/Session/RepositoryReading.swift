import Diagnostics
import ReleaseModel
import ReleaseWorld

/// One look at a file: where a later one agrees, its bytes are the same.
struct FileLook {
  let path: String
  private let stamp: FileStamp?

  init(at path: String, in files: Files) {
    self.path = path
    stamp = files.stamp(path)
  }

  /// Whether the file is proven to be as it was.
  func isSame(in files: Files) -> Bool {
    guard !path.isEmpty else { return false }
    if let stamp, !stamp.isSettled { return false }
    return files.stamp(path) == stamp
  }

  private init() {
    path = ""
    stamp = nil
  }

  /// The look at no file, which proves nothing.
  static let none = FileLook()
}

/// The packages of a work tree, with the looks that prove later that they are as they were.
struct RepositoryReading {
  /// The file that lists the tracked files.
  var index: FileLook
  let paths: [String]
  /// Each file that was asked for, read or missing.
  private let files: [FileLook]
  let repository: Repository

  /// Reads the packages; of the files' bytes nothing is kept.
  init(_ paths: [String], index: FileLook, in files: Files) throws(ReleaseError) {
    self.paths = paths
    self.index = index
    var looks: [FileLook] = []
    looks.reserveCapacity(paths.count)
    var failure: ReleaseError?
    repository = try Repository.read(paths: paths) { path in
      // The look comes first: what is written between it and the read is seen by the next one.
      looks.append(FileLook(at: path, in: files))
      do throws(ReleaseError) {
        return try files.read(path)
      } catch {
        failure = failure ?? error
        return nil
      }
    }
    if let failure { throw failure }
    self.files = looks
  }

  /// Whether every file is proven to be as it was read.
  func isSame(in files: Files) -> Bool { self.files.allSatisfy { $0.isSame(in: files) } }
}

/// The commits that a commit descends from, itself included.
struct Ancestors: Sendable {
  /// The commit that they are the ancestors of; `nil` where HEAD may have moved meanwhile.
  let head: String?
  let commits: CommitSet

  /// Asks for them between two looks at HEAD.
  static func asking(_ git: Git) -> @Sendable () throws(Failure) -> Ancestors {
    { () throws(Failure) -> Ancestors in
      let before = try git.commit("HEAD")
      let commits = try git.ancestors()
      let after = try git.commit("HEAD")
      return Ancestors(head: before == after ? before : nil, commits: commits)
    }
  }
}

extension Repository {
  /// The packages after edits, where they can be told without reading all files again.
  func following(_ edits: [FileEdit]) -> Repository? {
    var files: [Bump.File] = []
    for edit in edits {
      guard let before = edit.before else { return nil }
      files.append(Bump.File(path: edit.path, old: before, new: edit.after))
    }
    return following(files)
  }
}
