/// BLAKE2b with 32 bytes of output and no key, as PyPI names files by.
///
/// - SeeAlso: RFC 7693.
enum Blake2b {
  /// The digest in lower-case hexadecimal.
  static func digest256(_ bytes: [UInt8]) -> String {
    var state = start
    state[0] ^= 0x0101_0020
    var block = [UInt64](repeating: 0, count: 16)
    let blocks = max(1, (bytes.count + 127) / 128)
    bytes.withUnsafeBufferPointer { bytes in
      for number in 0..<blocks {
        let end = min(bytes.count, (number + 1) * 128)
        for word in 0..<16 {
          var value = UInt64(0)
          let first = number * 128 + word * 8
          for offset in 0..<8 where first + offset < end {
            value |= UInt64(bytes[first + offset]) << UInt64(8 * offset)
          }
          block[word] = value
        }
        compress(&state, block, count: UInt64(end), isLast: number == blocks - 1)
      }
    }
    return Hexadecimal.text(
      state[0..<4].flatMap { word in
        (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
      })
  }

  private static let start: [UInt64] = [
    0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
  ]

  private static let order: [[Int]] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
  ]

  private static func compress(
    _ state: inout [UInt64], _ block: [UInt64], count: UInt64, isLast: Bool
  ) {
    var work = state + start
    work[12] ^= count
    if isLast { work[14] = ~work[14] }
    func turned(_ value: UInt64, _ bits: UInt64) -> UInt64 { value >> bits | value << (64 - bits) }
    func mix(_ a: Int, _ b: Int, _ c: Int, _ d: Int, _ x: UInt64, _ y: UInt64) {
      work[a] = work[a] &+ work[b] &+ x
      work[d] = turned(work[d] ^ work[a], 32)
      work[c] = work[c] &+ work[d]
      work[b] = turned(work[b] ^ work[c], 24)
      work[a] = work[a] &+ work[b] &+ y
      work[d] = turned(work[d] ^ work[a], 16)
      work[c] = work[c] &+ work[d]
      work[b] = turned(work[b] ^ work[c], 63)
    }
    for round in 0..<12 {
      let words = order[round % 10]
      mix(0, 4, 8, 12, block[words[0]], block[words[1]])
      mix(1, 5, 9, 13, block[words[2]], block[words[3]])
      mix(2, 6, 10, 14, block[words[4]], block[words[5]])
      mix(3, 7, 11, 15, block[words[6]], block[words[7]])
      mix(0, 5, 10, 15, block[words[8]], block[words[9]])
      mix(1, 6, 11, 12, block[words[10]], block[words[11]])
      mix(2, 7, 8, 13, block[words[12]], block[words[13]])
      mix(3, 4, 9, 14, block[words[14]], block[words[15]])
    }
    for index in 0..<8 { state[index] ^= work[index] ^ work[index + 8] }
  }
}
