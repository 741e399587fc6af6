internal import Diagnostics

/// Reads TOML 1.1 into a tree of nodes, once from front to back.
///
/// Source of the grammar and of the rules: toml.io, "TOML v1.1.0". This file holds the lines; keys, strings, values and
/// the rules about tables are extensions beside it.
struct TOMLParser {
  let bytes: [UInt8]
  let file: String
  var tree: TOMLTree
  var position = 0
  /// The table that key/value lines go into.
  var current: Int32 = 0
  /// The parts of the key that was read last; one buffer for the whole file.
  var parts: [TOMLKey] = []
  var depth = 0

  /// How deep arrays and inline tables may be nested: the parser recurses, and a stack ends.
  static let depthLimit = 200

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    tree = TOMLTree(bytes)
  }

  /// Reads the whole document, or throws `badManifest` at the first byte that TOML does not allow.
  mutating func parse() throws(ReleaseError) {
    guard bytes.count < Int(Int32.max) else {
      throw fail("a file is smaller than 2 GiB", at: 0..<0)
    }
    if let broken = UTF8Scanner.firstInvalid(in: bytes) {
      throw fail("the bytes of a file are UTF-8", at: broken..<(broken + 1))
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    while true {
      skipSpace()
      guard position < bytes.count else { break }
      switch bytes[position] {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "#"): break
      case UInt8(ascii: "["): try readHeader()
      default: try readKeyValue(into: current)
      }
      try readLineEnd()
    }
    tree.setEnd(0, bytes.count)
  }

  /// The byte at the position, or NUL, which TOML allows nowhere, behind the end.
  @inline(__always)
  var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }

  /// The byte that many places further on, or NUL.
  @inline(__always)
  func peek(_ distance: Int) -> UInt8 {
    position + distance < bytes.count ? bytes[position + distance] : 0
  }

  @inline(__always)
  mutating func skipSpace() {
    while position < bytes.count,
      bytes[position] == UInt8(ascii: " ") || bytes[position] == UInt8(ascii: "\t")
    {
      position += 1
    }
  }

  /// Reads what may still stand on a line behind an expression: blanks, a comment, the line's end.
  private mutating func readLineEnd() throws(ReleaseError) {
    skipSpace()
    if peek == UInt8(ascii: "#") { try readComment() }
    guard position < bytes.count else { return }
    guard try readNewline() else {
      throw fail("the line ends here, or a comment begins", at: wordRange)
    }
  }

  /// Reads one line ending if one is there.
  mutating func readNewline() throws(ReleaseError) -> Bool {
    switch peek {
    case UInt8(ascii: "\n"):
      position += 1
      return true
    case UInt8(ascii: "\r"):
      guard peek(1) == UInt8(ascii: "\n") else {
        throw fail("a carriage return is followed by a line feed", at: position..<(position + 1))
      }
      position += 2
      return true
    default: return false
    }
  }

  /// Reads a comment up to its line ending, which it leaves.
  private mutating func readComment() throws(ReleaseError) {
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") && peek(1) == UInt8(ascii: "\n") {
        return
      }
      guard byte >= 0x20 && byte != 0x7F || byte == UInt8(ascii: "\t") else {
        throw fail("a comment has no control characters", at: position..<(position + 1))
      }
      position += 1
    }
  }

  /// Reads blanks, line endings and comments between the values of an array or inline table.
  mutating func skipLines() throws(ReleaseError) {
    repeat {
      skipSpace()
      if peek == UInt8(ascii: "#") { try readComment() }
    } while try readNewline()
  }

  /// What stands at the position up to the next blank or line ending, for the caret.
  var wordRange: Range<Int> {
    var end = position
    while end < bytes.count, bytes[end] > 0x20 { end += 1 }
    return position..<max(end, position + 1)
  }

  /// The error of a rule that does not hold at a place.
  func fail(_ rule: String, at range: Range<Int>, why: [String] = []) -> ReleaseError {
    .badManifest(file, isNot: "TOML", rule, bytes: bytes, at: range, why: why)
  }
}
