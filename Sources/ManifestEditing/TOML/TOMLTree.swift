/// The nodes of a document, and the one index by which all its tables are searched.
///
/// Node 0 is the document's own table. The index is open addressing over (parent, key), so that a look-up and the
/// check for duplicates cost the same in a table of five keys and of five thousand.
struct TOMLTree: Sendable {
  let bytes: [UInt8]
  private(set) var nodes: [TOMLNode]
  private var slots: [Int32]
  private var filled = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    nodes = []
    // A manifest has a value for about every 25 bytes; growing costs more than a few empty pages.
    nodes.reserveCapacity(bytes.count / 24 + 8)
    var capacity = 64
    while capacity < bytes.count / 16 { capacity *= 2 }
    slots = [Int32](repeating: TOMLNode.none, count: capacity)
    nodes.append(TOMLNode(.table, .header, range: 0..<0, parent: TOMLNode.none))
  }

  /// The child with that key, as the parser has read it.
  func child(of parent: Int32, _ key: TOMLKey) -> Int32? {
    search(parent, key.hash) { node in
      guard node.keyIsEscaped || key.isEscaped else {
        return isSame(
          content(node.keyRange), content(key.start..<key.end))
      }
      return decodedKey(node.keyRange, node.keyIsEscaped)
        == decodedKey(key.start..<key.end, key.isEscaped)
    }
  }

  /// The child with that name.
  func child(of parent: Int32, named name: String) -> Int32? {
    search(parent, Self.hash(name.utf8)) { node in
      node.keyIsEscaped
        ? decodedKey(node.keyRange, true).elementsEqual(name.utf8)
        : bytes[content(node.keyRange)].elementsEqual(name.utf8)
    }
  }

  /// The name of a node's key.
  func keyText(_ node: Int32) -> String {
    let node = nodes[Int(node)]
    return String(decoding: decodedKey(node.keyRange, node.keyIsEscaped), as: UTF8.self)
  }

  @inline(__always)
  private func search(_ parent: Int32, _ hash: UInt32, _ matches: (TOMLNode) -> Bool) -> Int32? {
    let mask = slots.count - 1
    var slot = Self.slot(parent, hash) & mask
    while slots[slot] != TOMLNode.none {
      let found = slots[slot]
      let node = nodes[Int(found)]
      if node.keyHash == hash, node.parent == parent, matches(node) { return found }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private func isSame(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
    guard one.count == other.count else { return false }
    var (left, right) = (one.lowerBound, other.lowerBound)
    while left < one.upperBound {
      guard bytes[left] == bytes[right] else { return false }
      left += 1
      right += 1
    }
    return true
  }

  /// A key's bytes without its quotes.
  func content(_ key: Range<Int>) -> Range<Int> {
    guard let first = key.first,
      bytes[first] == UInt8(ascii: "\"") || bytes[first] == UInt8(ascii: "'")
    else { return key }
    return (key.lowerBound + 1)..<(key.upperBound - 1)
  }

  private func decodedKey(_ key: Range<Int>, _ isEscaped: Bool) -> [UInt8] {
    isEscaped ? TOMLString.decode(bytes, key) : Array(bytes[content(key)])
  }

  /// Adds a node behind its parent's other children; a node with a key can be found by it from then on.
  mutating func append(_ node: TOMLNode) -> Int32 {
    let new = Int32(truncatingIfNeeded: nodes.count)
    let parent = Int(node.parent)
    nodes.append(node)
    let last = nodes[parent].last
    if last == TOMLNode.none { nodes[parent].first = new } else { nodes[Int(last)].next = new }
    nodes[parent].last = new
    if node.keyEnd > node.keyStart { insert(new) }
    return new
  }

  mutating func setEnd(_ node: Int32, _ end: Int) {
    nodes[Int(node)].end = Int32(truncatingIfNeeded: end)
  }

  /// Gives an implied table the header or the dotted key that defines it.
  mutating func define(_ node: Int32, _ origin: TOMLOrigin, range: Range<Int>? = nil) {
    nodes[Int(node)].origin = origin
    guard let range else { return }
    nodes[Int(node)].start = Int32(truncatingIfNeeded: range.lowerBound)
    nodes[Int(node)].end = Int32(truncatingIfNeeded: range.upperBound)
  }

  private mutating func insert(_ new: Int32) {
    if filled * 2 >= slots.count {
      slots = [Int32](repeating: TOMLNode.none, count: slots.count * 2)
      for other in nodes.indices where other != new && nodes[other].keyEnd > nodes[other].keyStart {
        place(Int32(truncatingIfNeeded: other))
      }
    }
    place(new)
    filled += 1
  }

  private mutating func place(_ node: Int32) {
    let mask = slots.count - 1
    var slot = Self.slot(nodes[Int(node)].parent, nodes[Int(node)].keyHash) & mask
    while slots[slot] != TOMLNode.none { slot = (slot + 1) & mask }
    slots[slot] = node
  }

  static let hashSeed: UInt32 = 0x811C_9DC5

  /// One step of FNV-1a.
  @inline(__always)
  static func hash(_ hash: UInt32, _ byte: UInt8) -> UInt32 { (hash ^ UInt32(byte)) &* 0x0100_0193 }

  static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var result = hashSeed
    for byte in bytes { result = hash(result, byte) }
    return result
  }

  @inline(__always)
  private static func slot(_ parent: Int32, _ hash: UInt32) -> Int {
    var mixed = hash ^ (UInt32(bitPattern: parent) &* 0x9E37_79B9)
    mixed ^= mixed >> 15
    mixed = mixed &* 0x85EB_CA6B
    return Int(mixed ^ (mixed >> 13))
  }
}
