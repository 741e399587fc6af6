import Diagnostics
import ReleaseWorld

/// All that a tool said in a step that failed, in a file of its own under the git directory.
///
/// What a person may send to others is in it, so it is redacted, and readable for its owner alone.
enum StepLog {
  /// How many are kept; the oldest go.
  static let most = 20
  /// Bytes of one; of a longer one the middle is left out, since a cause stands at the end and what was
  /// run at the start.
  static let longest = 8 << 20

  /// Where they are.
  static func folder(in world: World) -> String {
    FilePath.join(world.git.commonDirectory, "relsh/logs")
  }

  /// Keeps what a tool said in a step, and gives the path as a person in the repository types it.
  ///
  /// `step` is the line that was run; its first words name the file.
  ///
  /// - Throws: What keeps the file from being written.
  static func keep(
    output: String, of step: String, redactor: Redactor, in world: World
  ) throws(Failure) -> String {
    let folder = folder(in: world)
    let words = step.utf8.prefix { $0 > 0x20 && $0 != UInt8(ascii: "/") }
    let name =
      "\(UTCTime(world.clock.now()).forFileNames)-\(String(decoding: words, as: UTF8.self))"
    let there = world.files.list(folder).filter { $0.hasSuffix(".log") }
    var file = "\(name).log"
    // Two in one second.
    for number in 2...most + 1 where there.contains(file) { file = "\(name)-\(number).log" }
    let text = redactor.redact("# \(step)\n" + bounded(output)) + "\n"
    try world.files.store(FilePath.join(folder, file), Array(text.utf8))
    // The names begin with the time.
    for old in there.sorted().dropLast(most - 1) where old != file {
      try world.files.remove(FilePath.join(folder, old))
    }
    let path = FilePath.join(folder, file)
    let root = world.root + "/"
    return path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
  }

  private static func bounded(_ output: String) -> String {
    let bytes = Array(output.utf8)
    guard bytes.count > longest else { return output }
    let (start, end) = (bytes.prefix(longest / 4), bytes.suffix(longest / 4 * 3))
    let left = bytes.count - start.count - end.count
    return String(decoding: start, as: UTF8.self) + "\n[\(left) bytes are left out]\n"
      + String(decoding: end, as: UTF8.self)
  }
}
