import ReleaseWorld

extension World {
  /// Brings the index to a commit that was cut off after it stood on its branch.
  ///
  /// `git commit --only` takes its own index for the commit and puts the new one in place last: killed in
  /// between, the old one stays, and what was committed seems staged to be taken back. Only entries that
  /// are as before the commit are touched.
  ///
  /// - Throws: `.interrupted`.
  func finishIndex() throws(Failure) {
    guard
      let made = try names(["diff-tree", "-r", "-z", "--no-commit-id", "--name-only", "HEAD"]),
      let staged = try names(["diff-index", "--cached", "-z", "--name-only", "HEAD^"])
    else { return }
    let stale = made.subtracting(staged).sorted()
    guard !stale.isEmpty else { return }
    _ = try git(["--literal-pathspecs", "reset", "--quiet", "HEAD", "--"] + stale)
  }

  /// Paths that git lists; `nil` where it has nothing to compare with, as before a first commit.
  private func names(_ arguments: [String]) throws(Failure) -> Set<String>? {
    let end = try git(arguments)
    guard end.status == 0 else { return nil }
    return Set(end.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
  }

  private func git(_ arguments: [String]) throws(Failure) -> ChildEnd {
    let end = try processes.run(
      Child("git", arguments, directory: root, environment: GitClient.cleared))
    if end.wasInterrupted { throw .gitInterrupted(arguments) }
    return end
  }
}
