internal import Diagnostics

extension TOMLParser {
  /// Reads the value at the position and appends it to a table or array.
  mutating func readValue(key: TOMLKey?, into parent: Int32) throws(ReleaseError) {
    let start = position
    let kind: TOMLKind
    switch peek {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      kind = .string
      if peek(1) == peek, peek(2) == peek {
        try readMultiLineString()
      } else {
        _ = try readOneLineString()
      }
    case UInt8(ascii: "["):
      try readArray(key: key, into: parent)
      return
    case UInt8(ascii: "{"):
      try readInlineTable(key: key, into: parent)
      return
    default: kind = try readScalar()
    }
    _ = tree.append(TOMLNode(kind, .written, range: start..<position, key: key, parent: parent))
  }

  private mutating func readArray(key: TOMLKey?, into parent: Int32) throws(ReleaseError) {
    let start = position
    let array = tree.append(
      TOMLNode(.array, .written, range: start..<(start + 1), key: key, parent: parent))
    try enter()
    position += 1
    try skipLines()
    while peek != UInt8(ascii: "]") {
      guard position < bytes.count else { throw unended("an array", from: start, "]") }
      try readValue(key: nil, into: array)
      guard try readSeparator(of: "an array", from: start, end: UInt8(ascii: "]")) else { break }
    }
    position += 1
    depth -= 1
    tree.setEnd(array, position)
  }

  private mutating func readInlineTable(key: TOMLKey?, into parent: Int32) throws(ReleaseError) {
    let start = position
    let table = tree.append(
      TOMLNode(.table, .written, range: start..<(start + 1), key: key, parent: parent))
    try enter()
    position += 1
    try skipLines()
    while peek != UInt8(ascii: "}") {
      guard position < bytes.count else { throw unended("an inline table", from: start, "}") }
      try readKeyValue(into: table)
      guard try readSeparator(of: "an inline table", from: start, end: UInt8(ascii: "}")) else {
        break
      }
    }
    position += 1
    depth -= 1
    tree.setEnd(table, position)
  }

  /// Reads up to the next value or the closing bracket, where it stands then; whether a comma was there.
  private mutating func readSeparator(of what: String, from start: Int, end: UInt8)
    throws(ReleaseError) -> Bool
  {
    try skipLines()
    if peek == UInt8(ascii: ",") {
      position += 1
      try skipLines()
      return true
    }
    guard peek != end else { return false }
    guard position < bytes.count else {
      throw unended(what, from: start, Unicode.Scalar(end))
    }
    throw fail("a comma or \(Unicode.Scalar(end)) is expected in \(what)", at: wordRange)
  }

  private func unended(_ what: String, from start: Int, _ end: Unicode.Scalar) -> ReleaseError {
    fail("\(what) ends with \(end)", at: start..<(start + 1))
  }

  private mutating func enter() throws(ReleaseError) {
    depth += 1
    guard depth <= Self.depthLimit else {
      throw fail(
        "values are nested at most \(Self.depthLimit) deep", at: position..<(position + 1))
    }
  }

  /// Reads a number, boolean, date or time.
  private mutating func readScalar() throws(ReleaseError) -> TOMLKind {
    let start = position
    while position < bytes.count, Self.isScalarByte(bytes[position]) { position += 1 }
    // A date and its time may be parted by one blank.
    if position - start == 10, bytes[start + 4] == UInt8(ascii: "-"), peek == UInt8(ascii: " "),
      TOMLScalar.isDigit(peek(1))
    {
      position += 1
      while position < bytes.count, Self.isScalarByte(bytes[position]) { position += 1 }
    }
    switch TOMLScalar.kind(of: bytes[start..<position]) {
    case .success(let kind): return kind
    case .failure(let broken):
      let end = position
      position = start
      throw fail(broken.rule, at: end > start ? start..<end : wordRange)
    }
  }

  @inline(__always)
  private static func isScalarByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: ":"):
      true
    default: false
    }
  }
}
