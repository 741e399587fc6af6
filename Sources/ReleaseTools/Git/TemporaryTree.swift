import Diagnostics
import ReleaseWorld

/// Work trees of commits for a moment, under the repository's git directory: what is built or uploaded is a
/// tag's commit, whatever lies in the work tree.
struct TemporaryTree: Sendable {
  /// The work tree of the repository.
  let root: String
  /// Where they are; whatever is here of a process that is no more was left by one that was killed.
  let folder: String
  let files: Files
  let processes: Processes

  init(root: String, commonDirectory: String, files: Files, processes: Processes) {
    self.root = root
    folder = "\(commonDirectory)/relsh/trees"
    self.files = files
    self.processes = processes
  }

  /// Makes one, and removes it whatever becomes of what is done there.
  func with<Result>(
    _ commit: String, _ body: (_ directory: String) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try removeLeft()
    let place = "\(folder)/\(ProcessIdentity.current)"
    try remove(place)
    try git(["worktree", "add", "--quiet", "--detach", "--force", place, commit])
    let result: Result
    do throws(Failure) {
      result = try body(place)
    } catch {
      do throws(Failure) { try remove(place) } catch {}
      throw error
    }
    try remove(place)
    return result
  }

  /// Removes the trees that processes left which are no more.
  func removeLeft() throws(Failure) {
    for name in files.list(folder) where !(Int32(name).map(ProcessIdentity.isAlive) ?? false) {
      try remove("\(folder)/\(name)")
    }
  }

  private func remove(_ place: String) throws(Failure) {
    guard files.kind(place) != nil else { return }
    // Half of one, as a kill leaves it, git may not know as a tree.
    let end = try processes.run(child(["worktree", "remove", "--force", "--force", place]))
    guard end.status != 0 || files.kind(place) != nil else { return }
    if end.wasInterrupted { throw .gitInterrupted(["worktree", "remove"]) }
    let removal = try processes.run(Child("rm", ["-rf", "--", place]))
    guard removal.status == 0 else {
      throw Failure(
        .toolFailed, "a temporary work tree cannot be removed",
        why: GitFailure.lines(removal.errorText))
    }
    try git(["worktree", "prune"])
  }

  private func git(_ arguments: [String]) throws(Failure) {
    let end = try processes.run(child(arguments))
    guard end.status == 0 else {
      if end.wasInterrupted { throw .gitInterrupted(arguments) }
      throw Failure(
        .toolFailed, "git \(arguments.prefix(2).joined(separator: " ")) failed with \(end.status)",
        why: GitFailure.lines(end.errorText))
    }
  }

  private func child(_ arguments: [String]) -> Child {
    var environment = GitClient.cleared
    environment["LC_ALL"] = "C"
    // A repository's own hook has nothing to do with a tree that only lives for a moment.
    return Child(
      "git", ["-c", "core.hooksPath=/dev/null"] + arguments, directory: root,
      environment: environment)
  }
}

extension World {
  /// Temporary work trees of this world's repository.
  var temporaryTree: TemporaryTree {
    TemporaryTree(
      root: root, commonDirectory: git.commonDirectory, files: files, processes: processes)
  }
}
