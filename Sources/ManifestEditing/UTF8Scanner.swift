/// Checks that bytes are UTF-8 without making a text of them.
enum UTF8Scanner {
  /// The offset of the first byte that no well-formed sequence holds, or `nil` (Unicode, table 3-7).
  static func firstInvalid(in bytes: [UInt8]) -> Int? {
    var index = 0
    let count = bytes.count
    while index < count {
      guard bytes[index] >= 0x80 else {
        index += 1
        continue
      }
      guard let length = lengthOfSequence(at: index, in: bytes) else { return index }
      index += length
    }
    return nil
  }

  private static func lengthOfSequence(at index: Int, in bytes: [UInt8]) -> Int? {
    let second: ClosedRange<UInt8>
    let length: Int
    switch bytes[index] {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return nil }
    for offset in 2..<max(2, length) where bytes[index + offset] & 0xC0 != 0x80 { return nil }
    return length
  }
}
