import Diagnostics
import ReleaseWorld

/// Starts git with the settings under which its output means the same everywhere.
struct GitClient: Sendable {
  let paths: RepositoryPaths
  let files: Files
  let processes: Processes

  /// Variables that would lead git to another repository, index or configuration of one command.
  static let cleared: [String: String?] = Dictionary(
    uniqueKeysWithValues: [
      "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
      "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_LITERAL_PATHSPECS",
      "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_EXTERNAL_DIFF",
    ].map { ($0, String?.none) })

  /// A call that only reads.
  func query(_ arguments: [String], input: [UInt8] = [], limit: Int = 0) -> Child {
    var environment = Self.cleared
    environment["LC_ALL"] = "C"
    environment["GIT_TERMINAL_PROMPT"] = "0"
    // Into a pipe rev-list would write each line by itself: twice the time.
    environment["GIT_FLUSH"] = "0"
    return Child(
      "git", ["--no-optional-locks", "-c", "core.quotePath=false"] + arguments,
      directory: paths.root, environment: environment, input: input, limit: limit)
  }

  /// The output of a call that must succeed.
  func ask(_ arguments: [String], input: [UInt8] = []) throws(Failure) -> [UInt8] {
    let end = try processes.run(query(arguments, input: input))
    guard end.status == 0 else { throw failure(arguments, end) }
    return end.output
  }

  /// A question that git refused to answer.
  func failure(_ arguments: [String], _ end: ChildEnd) -> Failure {
    if end.wasInterrupted { return .gitInterrupted(arguments) }
    let words = end.errorText
    if words.contains("dubious ownership") {
      return Failure(
        .toolFailed, "git does not trust \(paths.root)", why: GitFailure.lines(words),
        fix: [ShellLine("!git config --global --add safe.directory \(paths.root.shellQuoted)")])
    }
    return Failure(
      .toolFailed, "git \(arguments.first ?? "") failed with \(end.status)",
      why: GitFailure.lines(words))
  }
}
