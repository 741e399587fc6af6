/// A string literal of Python source whose text is known without running it.
package struct PythonString: Hashable, Sendable {
  /// The text that it stands for.
  package let value: String
  /// The literal as written, with prefix and quotes.
  package let range: Range<Int>
  /// What stands between the quotes.
  package let contentRange: Range<Int>

  /// Reads a string token; `nil` for bytes, for strings with fields, and for names of characters (`\N{...}`).
  init?(_ bytes: [UInt8], token range: Range<Int>) {
    var start = range.lowerBound
    while bytes[start] != UInt8(ascii: "\""), bytes[start] != UInt8(ascii: "'") { start += 1 }
    let prefix = bytes[range.lowerBound..<start].map { $0 | 0x20 }
    guard prefix.allSatisfy({ $0 == UInt8(ascii: "r") || $0 == UInt8(ascii: "u") }) else {
      return nil
    }
    let isTriple =
      range.upperBound - start >= 6 && bytes[start + 1] == bytes[start]
      && bytes[start + 2] == bytes[start]
    let width = isTriple ? 3 : 1
    let content = (start + width)..<(range.upperBound - width)
    let decoded =
      prefix.contains(UInt8(ascii: "r"))
      ? Array(bytes[content]) : Self.decode(bytes[content])
    guard let decoded else { return nil }
    value = String(decoding: decoded, as: UTF8.self)
    self.range = range
    contentRange = content
  }

  /// The edit that gives the literal another text; prefix and quotes stay.
  ///
  /// The text must need no escape, which holds for every version.
  package func edit(to text: String) -> TextEdit {
    TextEdit(range: contentRange, replacement: text)
  }

  private static func decode(_ content: ArraySlice<UInt8>) -> [UInt8]? {
    guard content.contains(UInt8(ascii: "\\")) else { return Array(content) }
    var result: [UInt8] = []
    var rest = content
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else {
        result.append(byte)
        continue
      }
      switch escaped {
      case UInt8(ascii: "\n"): break
      case UInt8(ascii: "\r"): if rest.first == UInt8(ascii: "\n") { rest.removeFirst() }
      case UInt8(ascii: "a"): result.append(0x07)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "v"): result.append(0x0B)
      case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): result.append(escaped)
      case UInt8(ascii: "x"):
        guard append(&rest, digits: 2, base: 16, to: &result) else { return nil }
      case UInt8(ascii: "u"):
        guard append(&rest, digits: 4, base: 16, to: &result) else { return nil }
      case UInt8(ascii: "U"):
        guard append(&rest, digits: 8, base: 16, to: &result) else { return nil }
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        var octal = rest.startIndex - 1..<rest.startIndex
        while octal.count < 3, octal.upperBound < rest.endIndex,
          (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(rest[octal.upperBound])
        {
          octal = octal.lowerBound..<(octal.upperBound + 1)
        }
        var digits = content[octal]
        rest = content[octal.upperBound...]
        guard append(&digits, digits: octal.count, base: 8, to: &result) else { return nil }
      case UInt8(ascii: "N"): return nil
      default: result += [byte, escaped]
      }
    }
    return result
  }

  private static func append(
    _ rest: inout ArraySlice<UInt8>, digits: Int, base: UInt32, to result: inout [UInt8]
  ) -> Bool {
    guard rest.count >= digits else { return false }
    var value: UInt32 = 0
    for byte in rest.prefix(digits) {
      guard let digit = TOMLString.hexDigit(byte), digit < base else { return false }
      value = value &* base &+ digit
    }
    rest = rest.dropFirst(digits)
    guard let scalar = Unicode.Scalar(value) else { return false }
    result += Array(String(Character(scalar)).utf8)
    return true
  }
}
