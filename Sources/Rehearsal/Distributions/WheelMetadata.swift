/// The METADATA of a wheel, for indexes that offer it apart from the file (PEP 658).
enum WheelMetadata {
  /// Most bytes of it.
  private static let limit = 4 << 20

  /// `nil` where the file is no zip with one `NAME.dist-info/METADATA`, or that is damaged.
  ///
  /// - SeeAlso: PKWARE's APPNOTE.TXT, 4.3.
  static func read(_ wheel: [UInt8]) -> [UInt8]? {
    func number(_ offset: Int, _ count: Int) -> Int {
      guard offset >= 0, offset + count <= wheel.count else { return 0 }
      return (0..<count).reduce(0) { $0 | Int(wheel[offset + $1]) << (8 * $1) }
    }
    // The directory's end is the last thing but a comment of at most 64 KB.
    guard wheel.count >= 22,
      let end = stride(from: wheel.count - 22, through: max(0, wheel.count - 65_557), by: -1)
        .first(where: { number($0, 4) == 0x0605_4B50 })
    else { return nil }
    var entry = number(end + 16, 4)
    for _ in 0..<number(end + 10, 2) {
      guard number(entry, 4) == 0x0201_4B50 else { return nil }
      let nameLength = number(entry + 28, 2)
      guard entry + 46 + nameLength <= wheel.count else { return nil }
      let name = String(decoding: wheel[(entry + 46)..<(entry + 46 + nameLength)], as: UTF8.self)
      if name.hasSuffix(".dist-info/METADATA"), name.split(separator: "/").count == 2 {
        let local = number(entry + 42, 4)
        let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
        let stop = start + number(entry + 20, 4)
        guard number(local, 4) == 0x0403_4B50, stop <= wheel.count,
          number(entry + 24, 4) <= limit
        else { return nil }
        return switch number(entry + 10, 2) {
        case 0: Array(wheel[start..<stop])
        case 8: Inflate.inflated(wheel[start..<stop], limit: limit)
        default: nil
        }
      }
      entry += 46 + nameLength + number(entry + 30, 2) + number(entry + 32, 2)
    }
    return nil
  }
}
