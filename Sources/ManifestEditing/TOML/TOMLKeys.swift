internal import Diagnostics

extension TOMLParser {
  /// Reads a key, dotted or not, into `parts`, and stands behind it.
  mutating func readKey() throws(ReleaseError) {
    parts.removeAll(keepingCapacity: true)
    while true {
      parts.append(try readKeyPart())
      skipSpace()
      guard peek == UInt8(ascii: ".") else { return }
      position += 1
      skipSpace()
    }
  }

  private mutating func readKeyPart() throws(ReleaseError) -> TOMLKey {
    let start = position
    switch peek {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let quote = peek
      if peek(1) == quote, peek(2) == quote {
        throw fail("a key is not a multi-line string", at: start..<(start + 3))
      }
      let isEscaped = try readOneLineString()
      let hash =
        isEscaped
        ? TOMLTree.hash(TOMLString.decode(bytes, start..<position))
        : TOMLTree.hash(bytes[(start + 1)..<(position - 1)])
      return TOMLKey(start: start, end: position, isEscaped: isEscaped, hash: hash)
    default:
      var hash = TOMLTree.hashSeed
      while position < bytes.count, Self.isBareKeyByte(bytes[position]) {
        hash = TOMLTree.hash(hash, bytes[position])
        position += 1
      }
      guard position > start else {
        throw fail(
          "a key is expected: letters, digits, - and _, or a text in quotes", at: wordRange)
      }
      return TOMLKey(start: start, end: position, isEscaped: false, hash: hash)
    }
  }

  @inline(__always)
  private static func isBareKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Reads `key = value` and puts it into a table, which may be an inline one.
  mutating func readKeyValue(into table: Int32) throws(ReleaseError) {
    try readKey()
    guard peek == UInt8(ascii: "=") else {
      throw fail("= is expected behind a key", at: wordRange)
    }
    var parent = table
    for part in parts.dropLast() { parent = try descend(from: parent, dotted: part) }
    guard let key = parts.last else { return }
    if let other = tree.child(of: parent, key) { throw duplicate(key, of: other) }
    position += 1
    skipSpace()
    try readValue(key: key, into: parent)
  }

  /// The table that a part of a dotted key before the last names.
  private mutating func descend(from parent: Int32, dotted part: TOMLKey) throws(ReleaseError)
    -> Int32
  {
    guard let found = tree.child(of: parent, part) else {
      return tree.append(
        TOMLNode(.table, .dotted, range: part.start..<part.end, key: part, parent: parent))
    }
    switch (tree.nodes[Int(found)].kind, tree.nodes[Int(found)].origin) {
    case (.table, .dotted): return found
    case (.table, .implied):
      tree.define(found, .dotted)
      return found
    default: throw duplicate(part, of: found)
    }
  }

  /// Reads `[table]` or `[[array of tables]]` and makes its table the current one.
  mutating func readHeader() throws(ReleaseError) {
    let start = position
    let isArray = peek(1) == UInt8(ascii: "[")
    position += isArray ? 2 : 1
    skipSpace()
    try readKey()
    guard peek == UInt8(ascii: "]"), !isArray || peek(1) == UInt8(ascii: "]") else {
      throw fail("\(isArray ? "]]" : "]") is expected behind the name of a table", at: wordRange)
    }
    position += isArray ? 2 : 1
    var parent: Int32 = 0
    for part in parts.dropLast() { parent = try descend(from: parent, header: part) }
    guard let key = parts.last else { return }
    current = try define(key, in: parent, isArray: isArray, header: start..<position)
  }

  /// The table that a part of a header before the last names; of an array of tables, the last one.
  private mutating func descend(from parent: Int32, header part: TOMLKey) throws(ReleaseError)
    -> Int32
  {
    guard let found = tree.child(of: parent, part) else {
      return tree.append(
        TOMLNode(.table, .implied, range: part.start..<part.end, key: part, parent: parent))
    }
    let node = tree.nodes[Int(found)]
    switch (node.kind, node.origin) {
    case (.table, .implied), (.table, .header), (.table, .dotted): return found
    case (.array, .headerArray): return node.last
    default: throw duplicate(part, of: found)
    }
  }

  private mutating func define(
    _ key: TOMLKey, in parent: Int32, isArray: Bool, header: Range<Int>
  ) throws(ReleaseError) -> Int32 {
    let found = tree.child(of: parent, key)
    let array: Int32
    switch (found, found.map { tree.nodes[Int($0)].origin }) {
    case (nil, _) where !isArray:
      return tree.append(TOMLNode(.table, .header, range: header, key: key, parent: parent))
    case (let found?, .implied) where !isArray:
      tree.define(found, .header, range: header)
      return found
    case (nil, _):
      array = tree.append(
        TOMLNode(.array, .headerArray, range: header, key: key, parent: parent))
    case (let found?, .headerArray) where isArray: array = found
    case (let found?, _): throw duplicate(key, of: found)
    }
    return tree.append(TOMLNode(.table, .header, range: header, parent: array))
  }

  private func duplicate(_ key: TOMLKey, of other: Int32) -> ReleaseError {
    let node = tree.nodes[Int(other)]
    let first = Place(file: nil, bytes: bytes, range: node.keyRange)
    return fail(
      "a key or table is defined once, and what is in braces or brackets is complete",
      at: key.start..<key.end, why: ["\(tree.keyText(other)) is defined in line \(first.line)"])
  }
}
