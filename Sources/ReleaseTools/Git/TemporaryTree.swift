import Diagnostics
package import ReleaseWorld

/// Work trees of commits for a moment, under the repository's git directory: what is built or uploaded is a
/// tag's commit, whatever lies in the work tree.
package struct TemporaryTree: Sendable {
  /// The work tree of the repository.
  let root: String
  /// Where they are; whatever is here of a process that is no more was left by one that was killed.
  let folder: String
  let files: Files
  let processes: Processes
  /// The one of this process.
  private var own: String { "\(folder)/\(ProcessIdentity.current)" }

  init(root: String, commonDirectory: String, files: Files, processes: Processes) {
    self.root = root
    folder = "\(commonDirectory)/relsh/trees"
    self.files = files
    self.processes = processes
  }

  /// Lends one of a commit; it stays for the next commit, until ``removeOwn()``.
  package func with<Result>(
    _ commit: String, _ body: (_ directory: String) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try removeLeft()
    if try !isTurned(to: commit) {
      try remove(own)
      try git(["worktree", "add", "--quiet", "--detach", "--force", own, commit])
    }
    return try body(own)
  }

  /// Whether the tree that this process has already is now one of the commit.
  private func isTurned(to commit: String) throws(Failure) -> Bool {
    guard files.kind(own) != nil else { return false }
    for arguments in [
      ["checkout", "--quiet", "--detach", "--force", commit], ["clean", "-ffdxq"],
    ] {
      let end = try processes.run(child(["-C", own] + arguments))
      if end.wasInterrupted { throw .gitInterrupted(arguments) }
      guard end.status == 0 else { return false }
    }
    return true
  }

  /// Removes the tree that this process has.
  package func removeOwn() throws(Failure) { try remove(own) }

  /// Removes the trees that processes left which are no more; one in which a child of such a process is
  /// still at work stays for a later time.
  package func removeLeft() throws(Failure) {
    for name in files.list(folder) where !(Int32(name).map(ProcessIdentity.isAlive) ?? false) {
      do throws(Failure) {
        try remove("\(folder)/\(name)")
      } catch {
        guard error.code == .toolFailed else { throw error }
      }
    }
  }

  private func remove(_ place: String) throws(Failure) {
    guard files.kind(place) != nil else { return }
    // Half of one, as a kill leaves it, git may not know as a tree.
    let end = try processes.run(child(["worktree", "remove", "--force", "--force", place]))
    guard end.status != 0 || files.kind(place) != nil else { return }
    if end.wasInterrupted { throw .gitInterrupted(["worktree", "remove"]) }
    var removal = try processes.run(Child("rm", ["-rf", "--", place]))
    // The git of a process that was killed may live on for a moment, and write what is being removed.
    for _ in 0..<20 where removal.status != 0 && !removal.wasInterrupted {
      MonotonicTime.pause(0.1)
      removal = try processes.run(Child("rm", ["-rf", "--", place]))
    }
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
  package var temporaryTree: TemporaryTree {
    TemporaryTree(
      root: root, commonDirectory: git.commonDirectory, files: files, processes: processes)
  }
}
