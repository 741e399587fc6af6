import Diagnostics
import ReleaseWorld
import Testing

@testable import ReleaseTools

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A directory of its own with an emptied environment, removed at the end.
final class Scratch: Sendable {
  let directory: String
  let environment: Environment

  init(_ variables: [String: String] = [:]) throws {
    var template = Array("/tmp/relsh-test-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    directory = try #require(FilePath.real(String(cString: made)))
    environment = Environment(
      [
        "PATH": String(cString: getenv("PATH")), "HOME": directory,
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com",
        "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.com",
      ].merging(variables) { $1 })
  }

  deinit {
    let processes = Processes.live(root: "/", environment: environment)
    _ = try? processes.run(Child("rm", ["-rf", directory]))
  }

  func path(_ name: String) -> String { FilePath.join(directory, name) }

  /// Runs a shell line that must succeed.
  @discardableResult func shell(_ line: String, in name: String = "") throws -> String {
    let processes = Processes.live(root: path(name), environment: environment)
    let end = try processes.run(Child("sh", ["-euc", line]))
    try #require(end.status == 0, "\(line): \(end.errorText)")
    return end.text
  }

  func write(_ name: String, _ text: String, executable: Bool = false) throws {
    try Files.live(root: directory).export(name, Array(text.utf8), executable)
  }

  func text(_ name: String) throws -> String? {
    try Files.live(root: directory).read(name).map { String(decoding: $0, as: UTF8.self) }
  }

  /// A repository `work` with one commit, which follows `main` of the bare `origin.git`.
  static func withRemote() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.shell(
      """
      git init -q --bare -b main origin.git
      git init -q -b main work
      cd work
      printf 'one\\n' > a.txt
      git add a.txt
      git commit -q -m first
      git remote add origin ../origin.git
      git push -q -u origin main
      """)
    return scratch
  }

  func world(_ name: String = "work") throws -> World {
    try World.open(at: path(name), environment: environment)
  }
}

extension World {
  /// Performs a git call.
  func git(_ arguments: [String], _ change: GitCall.Change = .other) throws(Failure) {
    try perform(.git(GitCall(arguments, change)))
  }
}

/// A refusal in a word, for tables.
func refusal(_ code: ErrorCode, _ what: String) -> String { "\(code.rawValue): \(what)" }
