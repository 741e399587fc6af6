/// The lines of a head or of a chunked body: each ends in CR LF and holds no other control character than
/// a tab.
struct HTTPLines {
  /// What is not read yet.
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next line without its end; `nil` where its end is not there.
  ///
  /// - Throws: 400 for a line that ends in LF alone or holds what no line may hold.
  mutating func next() throws(ConnectionEnd) -> ArraySlice<UInt8>? {
    guard let end = rest.firstIndex(of: 0x0A) else { return nil }
    let line = rest[..<end]
    guard line.last == 0x0D else { throw .bareLineFeed }
    let text = line.dropLast()
    guard text.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw .malformed("a line holds a control character")
    }
    rest = rest[(end + 1)...]
    return text
  }
}
