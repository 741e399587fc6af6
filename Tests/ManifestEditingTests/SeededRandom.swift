/// SplitMix64: the same seed gives the same test.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// The bytes with a few of them lost, put in or exchanged, where grammars are sensitive.
  mutating func damage(_ bytes: [UInt8]) -> [UInt8] {
    let spice = Array("\"'[]{}=.,\\#\n\r\t \u{0}xuU0N:tfFbr-+_e(é)".utf8) + [0xFF, 0xC3, 0xED]
    var bytes = bytes
    for _ in 0..<Int.random(in: 0...5, using: &self) where !bytes.isEmpty {
      let place = Int.random(in: bytes.indices, using: &self)
      let byte = spice[Int.random(in: spice.indices, using: &self)]
      switch Int.random(in: 0..<8, using: &self) {
      case 0: bytes.removeSubrange(place...)
      case 1, 2: bytes.remove(at: place)
      case 3, 4: bytes[place] = byte
      default: bytes.insert(byte, at: place)
      }
    }
    return bytes
  }
}
