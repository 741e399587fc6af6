import Diagnostics
package import ReleaseWorld

extension World {
  /// Whether a commit is in the repository; what a dry run only believes is not, and nothing can be built
  /// of it.
  ///
  /// - Throws: `.interrupted`.
  package func holds(_ commit: String) throws(Failure) -> Bool {
    guard onlyShows else { return true }
    let end = try processes.run(
      Child(
        "git", ["cat-file", "-e", "\(commit)^{commit}"], environment: GitClient.cleared))
    if end.wasInterrupted { throw .gitInterrupted(["cat-file"]) }
    return end.status == 0
  }
}
