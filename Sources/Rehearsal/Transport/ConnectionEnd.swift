/// How a connection ends before its client ends it.
enum ConnectionEnd: Error, Equatable {
  /// Without a word: the client is gone or too slow, or a fault wants it so.
  case silent
  /// With this answer to a request that is not taken.
  case refused(Int, String)

  /// What was sent can be read in two ways or none.
  static func malformed(_ text: String) -> Self { .refused(400, "Bad Request: \(text)") }

  static var bareLineFeed: Self { malformed("a line ends in LF without CR") }

  /// The body is over its limit, in bytes.
  static func tooLarge(_ limit: Int) -> Self {
    .refused(413, "Content Too Large: at most \(limit) bytes are taken here")
  }
}
