/// The text of a string that has been checked already.
enum TOMLString {
  /// The bytes that a string or quoted key stands for.
  static func decode(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
    let content = contentRange(bytes, range)
    guard bytes[range.lowerBound] == UInt8(ascii: "\"") else { return Array(bytes[content]) }
    var result: [UInt8] = []
    result.reserveCapacity(content.count)
    var index = content.lowerBound
    while index < content.upperBound {
      guard bytes[index] == UInt8(ascii: "\\") else {
        result.append(bytes[index])
        index += 1
        continue
      }
      index = decodeEscape(bytes, at: index, before: content.upperBound, into: &result)
    }
    return result
  }

  /// What stands between the quotes, without the line ending that three quotes may begin with.
  static func contentRange(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    guard isMultiLine(bytes, range) else { return (range.lowerBound + 1)..<(range.upperBound - 1) }
    var start = range.lowerBound + 3
    let end = range.upperBound - 3
    if start < end, bytes[start] == UInt8(ascii: "\n") {
      start += 1
    } else if start + 1 < end, bytes[start] == UInt8(ascii: "\r") {
      start += 2
    }
    return start..<end
  }

  static func isMultiLine(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    let quote = bytes[range.lowerBound]
    return range.count >= 6 && bytes[range.lowerBound + 1] == quote
      && bytes[range.lowerBound + 2] == quote
  }

  static func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  /// Appends what the backslash at `start` stands for; the offset behind it.
  private static func decodeEscape(
    _ bytes: [UInt8], at start: Int, before end: Int, into result: inout [UInt8]
  ) -> Int {
    var index = start + 2
    let digits: Int
    switch bytes[start + 1] {
    case UInt8(ascii: "b"): (digits, _) = (0, result.append(0x08))
    case UInt8(ascii: "t"): (digits, _) = (0, result.append(0x09))
    case UInt8(ascii: "n"): (digits, _) = (0, result.append(0x0A))
    case UInt8(ascii: "f"): (digits, _) = (0, result.append(0x0C))
    case UInt8(ascii: "r"): (digits, _) = (0, result.append(0x0D))
    case UInt8(ascii: "e"): (digits, _) = (0, result.append(0x1B))
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): (digits, _) = (0, result.append(bytes[start + 1]))
    case UInt8(ascii: "x"): digits = 2
    case UInt8(ascii: "u"): digits = 4
    case UInt8(ascii: "U"): digits = 8
    default:
      index = start + 1
      while index < end, [0x09, 0x0A, 0x0D, 0x20].contains(bytes[index]) { index += 1 }
      return index
    }
    guard digits > 0 else { return index }
    var value: UInt32 = 0
    for offset in index..<(index + digits) { value = value &* 16 &+ (hexDigit(bytes[offset]) ?? 0) }
    index += digits
    if let scalar = Unicode.Scalar(value) { result += Array(String(Character(scalar)).utf8) }
    return index
  }
}
