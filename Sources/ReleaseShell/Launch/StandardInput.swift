#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What is piped in.
enum StandardInput {
  /// All of it, as text.
  static func readAll() -> String { String(decoding: read(untilLine: false), as: UTF8.self) }

  /// Bytes to the end, or to the end of a line.
  fileprivate static func read(untilLine: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      #if canImport(Darwin)
        let count = Darwin.read(0, &buffer, untilLine ? 1 : buffer.count)
      #else
        let count = Glibc.read(0, &buffer, untilLine ? 1 : buffer.count)
      #endif
      if count < 0, errno == EINTR, !untilLine { continue }
      guard count > 0 else { return bytes }
      bytes += buffer[0..<count]
      if untilLine, bytes.last == 0x0A { return bytes }
    }
  }
}

/// A question of a one-shot command: on standard error, answered by one line of the terminal.
enum PlainQuestion {
  static func ask(_ question: String) -> String? {
    var bytes = Array(question.utf8)
    _ = write(2, &bytes, bytes.count)
    let answer = StandardInput.read(untilLine: true)
    guard answer.last == 0x0A else { return nil }
    return String(decoding: answer.dropLast(), as: UTF8.self)
  }
}
