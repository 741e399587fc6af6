internal import Diagnostics

extension TOMLParser {
  /// Reads a string that ends on its line, quotes included; whether it has escapes.
  mutating func readOneLineString() throws(ReleaseError) -> Bool {
    let start = position
    let quote = bytes[start]
    let isBasic = quote == UInt8(ascii: "\"")
    var isEscaped = false
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == quote {
        position += 1
        return isEscaped
      }
      if byte == UInt8(ascii: "\\"), isBasic {
        isEscaped = true
        try readEscape()
        continue
      }
      guard byte >= 0x20 && byte != 0x7F || byte == UInt8(ascii: "\t") else {
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
        throw fail("a string has no control characters", at: position..<(position + 1))
      }
      position += 1
    }
    throw fail("a string ends with its quote, on the line where it begins", at: start..<position)
  }

  /// Reads a string in three quotes, quotes included.
  mutating func readMultiLineString() throws(ReleaseError) {
    let start = position
    let quote = bytes[start]
    let isBasic = quote == UInt8(ascii: "\"")
    position += 3
    while position < bytes.count {
      let byte = bytes[position]
      if byte == quote {
        var run = 1
        while run < 5, peek(run) == quote { run += 1 }
        position += run
        // Up to two quotes may stand before the three that end the string.
        if run >= 3 { return }
      } else if byte == UInt8(ascii: "\\"), isBasic {
        if try !readContinuation() { try readEscape() }
      } else if byte == UInt8(ascii: "\r") {
        _ = try readNewline()
      } else if byte >= 0x20 && byte != 0x7F || byte == UInt8(ascii: "\t")
        || byte == UInt8(ascii: "\n")
      {
        position += 1
      } else {
        throw fail("a string has no control characters", at: position..<(position + 1))
      }
    }
    throw fail("a string ends with the three quotes that began it", at: start..<(start + 3))
  }

  /// Reads a backslash at the end of a line with the blank lines behind it, if that is what stands here.
  private mutating func readContinuation() throws(ReleaseError) -> Bool {
    let start = position
    position += 1
    skipSpace()
    guard try readNewline() else {
      position = start
      return false
    }
    repeat { skipSpace() } while try readNewline()
    return true
  }

  private mutating func readEscape() throws(ReleaseError) {
    let start = position
    let digits: Int
    switch peek(1) {
    case UInt8(ascii: "b"), UInt8(ascii: "t"), UInt8(ascii: "n"), UInt8(ascii: "f"),
      UInt8(ascii: "r"), UInt8(ascii: "e"), UInt8(ascii: "\""), UInt8(ascii: "\\"):
      digits = 0
    case UInt8(ascii: "x"): digits = 2
    case UInt8(ascii: "u"): digits = 4
    case UInt8(ascii: "U"): digits = 8
    default:
      throw fail(
        "a backslash begins one of \\b \\t \\n \\f \\r \\e \\\" \\\\ \\xHH \\uHHHH \\UHHHHHHHH",
        at: start..<(start + 2))
    }
    position += 2
    var scalar: UInt32 = 0
    for _ in 0..<digits {
      guard let digit = TOMLString.hexDigit(peek) else {
        throw fail(
          "\\\(Unicode.Scalar(bytes[start + 1])) has \(digits) hexadecimal digits",
          at: start..<(position + 1))
      }
      scalar = scalar &* 16 &+ digit
      position += 1
    }
    guard Unicode.Scalar(scalar) != nil else {
      throw fail("an escape names a Unicode scalar", at: start..<position)
    }
  }
}
