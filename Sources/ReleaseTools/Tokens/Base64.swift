/// Base64 in both alphabets (RFC 4648).
package enum Base64 {
  /// The bytes; `nil` where a character is in neither alphabet.
  package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (bits, count) = (UInt32(0), 0)
    for character in text where character != UInt8(ascii: "=") {
      let value: UInt8
      switch character {
      case 0x41...0x5A: value = character - 0x41
      case 0x61...0x7A: value = character - 0x61 + 26
      case 0x30...0x39: value = character - 0x30 + 52
      case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
      case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
      default: return nil
      }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  /// The text in the alphabet for addresses, without padding.
  package static func encodeForAddress(_ bytes: [UInt8]) -> String {
    encode(bytes, ending: "-_")
  }

  /// The text in the first alphabet, padded, as `Authorization: Basic` has it.
  package static func encode(_ bytes: [UInt8]) -> String {
    let text = encode(bytes, ending: "+/")
    return text + String(repeating: "=", count: (3 - bytes.count % 3) % 3)
  }

  private static func encode(_ bytes: [UInt8], ending: String) -> String {
    let alphabet = Array(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(ending)".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      for index in 0...group.count {
        text.append(alphabet[Int(bits >> UInt32(18 - 6 * index)) & 63])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
