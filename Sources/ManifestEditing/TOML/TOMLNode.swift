/// What a TOML value is, by the type it has in the specification.
package enum TOMLKind: UInt8, Hashable, Sendable {
  case string, integer, float, boolean
  case offsetDateTime, localDateTime, localDate, localTime
  case array, table
}

/// How a table or an array came to be: it decides who may still add to it.
enum TOMLOrigin: UInt8, Sendable {
  /// Not a table or array, or one written in braces or brackets, which nothing may extend.
  case written
  /// Named only as a part of a longer header; one header of its own may still come.
  case implied
  /// Named by a header of its own, or the document itself.
  case header
  /// Made by the parts of a dotted key before the last.
  case dotted
  /// An array that `[[headers]]` fill.
  case headerArray
}

/// One value of a document, with the place of its key.
///
/// Offsets are 32 bits, so that a node is 44 bytes; a file above 2 GiB is refused.
struct TOMLNode: Sendable {
  var kind: TOMLKind
  var origin: TOMLOrigin
  var keyIsEscaped: Bool
  /// The key as it is written, with its quotes; empty where the value has no key.
  var keyStart: Int32
  var keyEnd: Int32
  var start: Int32
  var end: Int32
  var keyHash: UInt32
  var parent: Int32
  var next: Int32
  var first: Int32
  var last: Int32

  static let none: Int32 = -1

  init(
    _ kind: TOMLKind, _ origin: TOMLOrigin, range: Range<Int>, key: TOMLKey? = nil, parent: Int32
  ) {
    self.kind = kind
    self.origin = origin
    keyIsEscaped = key?.isEscaped ?? false
    keyStart = Int32(truncatingIfNeeded: key?.start ?? 0)
    keyEnd = Int32(truncatingIfNeeded: key?.end ?? 0)
    keyHash = key?.hash ?? 0
    start = Int32(truncatingIfNeeded: range.lowerBound)
    end = Int32(truncatingIfNeeded: range.upperBound)
    self.parent = parent
    next = Self.none
    first = Self.none
    last = Self.none
  }

  var range: Range<Int> { Int(start)..<Int(end) }
  var keyRange: Range<Int> { Int(keyStart)..<Int(keyEnd) }
}

/// One part of a key as the parser meets it.
struct TOMLKey: Sendable {
  /// As it is written, with its quotes.
  var start: Int
  var end: Int
  var isEscaped: Bool
  var hash: UInt32
}
