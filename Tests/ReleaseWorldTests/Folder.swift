import Diagnostics
import ReleaseWorld
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A directory of its own, removed at the end.
final class Folder: Sendable {
  let path: String
  let files: Files

  init() throws {
    var template = Array("/tmp/relsh-world-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    path = try #require(FilePath.real(String(cString: made)))
    files = Files.live(root: path)
  }

  deinit { _ = try? Folder.processes.run(Child("rm", ["-rf", path])) }

  static let processes = Processes.live(root: "/", environment: .live())

  func write(_ name: String, _ text: String) throws {
    try files.export(name, Array(text.utf8), false)
  }

  func text(_ name: String) throws -> String? {
    try files.read(name).map { String(decoding: $0, as: UTF8.self) }
  }

  @discardableResult func shell(_ line: String) throws -> String {
    let end = try Folder.processes.run(Child("sh", ["-euc", line], directory: path))
    try #require(end.status == 0, "\(line): \(end.errorText)")
    return end.text
  }

  func edit(_ name: String, _ before: String?, _ after: String) -> FileEdit {
    FileEdit(path: name, before: before.map { Array($0.utf8) }, after: Array(after.utf8))
  }
}

/// The code of the error that a body throws; `nil` where it throws none.
func code(_ body: () throws -> Void) -> ErrorCode? {
  do {
    try body()
    return nil
  } catch {
    return (error as? ReleaseError)?.code
  }
}
