/// Deflated data (RFC 1951), for the small files of a wheel.
struct Inflate {
  private let bytes: ArraySlice<UInt8>
  private let limit: Int
  private var next: Int
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var output: [UInt8] = []

  /// The data that was deflated; `nil` where it is damaged or longer than the limit.
  static func inflated(_ bytes: ArraySlice<UInt8>, limit: Int) -> [UInt8]? {
    var inflate = Inflate(bytes: bytes, limit: limit, next: bytes.startIndex)
    return inflate.run() ? inflate.output : nil
  }

  private init(bytes: ArraySlice<UInt8>, limit: Int, next: Int) {
    self.bytes = bytes
    self.limit = limit
    self.next = next
  }

  private mutating func run() -> Bool {
    while true {
      guard let isLast = take(1), let kind = take(2) else { return false }
      let isRight =
        switch kind {
        case 0: copyStored()
        case 1: copyCoded(Self.fixedLiterals, Self.fixedDistances)
        case 2: copyDynamic()
        default: false
        }
      guard isRight else { return false }
      if isLast == 1 { return true }
    }
  }

  private mutating func take(_ count: Int) -> Int? {
    while bitCount < count {
      guard next < bytes.endIndex else { return nil }
      bits |= UInt32(bytes[next]) << UInt32(bitCount)
      next += 1
      bitCount += 8
    }
    defer {
      bits >>= UInt32(count)
      bitCount -= count
    }
    return Int(bits & ((1 << UInt32(count)) - 1))
  }

  private mutating func copyStored() -> Bool {
    bits = 0
    bitCount = 0
    guard next + 4 <= bytes.endIndex else { return false }
    let length = Int(bytes[next]) | Int(bytes[next + 1]) << 8
    next += 4
    guard next + length <= bytes.endIndex, output.count + length <= limit else { return false }
    output += bytes[next..<(next + length)]
    next += length
    return true
  }

  /// A canonical Huffman code: how many codes each length has, and the symbols in order.
  private struct Code {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []

    init(_ lengths: [Int]) {
      for length in lengths { counts[length] += 1 }
      counts[0] = 0
      for length in 1..<16 {
        symbols += lengths.indices.filter { lengths[$0] == length }
      }
    }
  }

  private static let fixedLiterals = Code(
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  private static let fixedDistances = Code([Int](repeating: 5, count: 30))

  private mutating func symbol(_ code: Code) -> Int? {
    var (value, first, index) = (0, 0, 0)
    for length in 1..<16 {
      guard let bit = take(1) else { return nil }
      value |= bit
      let count = code.counts[length]
      if value - count < first { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    return nil
  }

  private mutating func copyDynamic() -> Bool {
    guard let literals = take(5), let distances = take(5), let lengths = take(4) else {
      return false
    }
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var lengthLengths = [Int](repeating: 0, count: 19)
    for index in 0..<(lengths + 4) {
      guard let length = take(3) else { return false }
      lengthLengths[order[index]] = length
    }
    let code = Code(lengthLengths)
    let wanted = literals + 257 + distances + 1
    var all: [Int] = []
    while all.count < wanted {
      guard let symbol = symbol(code) else { return false }
      switch symbol {
      case 0..<16: all.append(symbol)
      case 16:
        guard let last = all.last, let count = take(2) else { return false }
        all += [Int](repeating: last, count: count + 3)
      case 17:
        guard let count = take(3) else { return false }
        all += [Int](repeating: 0, count: count + 3)
      default:
        guard let count = take(7) else { return false }
        all += [Int](repeating: 0, count: count + 11)
      }
    }
    guard all.count == wanted else { return false }
    return copyCoded(Code(Array(all[..<(literals + 257)])), Code(Array(all[(literals + 257)...])))
  }

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
    3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]

  private mutating func copyCoded(_ literals: Code, _ distances: Code) -> Bool {
    while let symbol = symbol(literals) {
      guard symbol != 256 else { return true }
      if symbol < 256 {
        guard output.count < limit else { return false }
        output.append(UInt8(symbol))
        continue
      }
      let kind = symbol - 257
      guard kind < Self.lengthBases.count, let extra = take(Self.lengthBits[kind]),
        let far = self.symbol(distances), far < Self.distanceBases.count,
        let more = take(max(0, far / 2 - 1))
      else { return false }
      let length = Self.lengthBases[kind] + extra
      let distance = Self.distanceBases[far] + more
      guard distance <= output.count, output.count + length <= limit else { return false }
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
    return false
  }
}
