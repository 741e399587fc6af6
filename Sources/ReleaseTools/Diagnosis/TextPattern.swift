/// A text that occurs in a tool's words, with holes that are captured.
///
/// `{name}` is a word, `{name...}` anything up to what follows it, both of at most 300 bytes. White space
/// counts as one space wherever it stands, since tools wrap their lines.
struct TextPattern: Hashable, Sendable {
  private enum Part: Hashable {
    case literal([UInt8])
    case hole(String, isWord: Bool)
  }

  private let parts: [Part]
  private static let longest = 300

  init(_ text: String) {
    var parts: [Part] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { parts.append(.literal(Array(rest[..<open].utf8))) }
      let name = rest[rest.index(after: open)..<close]
      let isWord = !name.hasSuffix("...")
      parts.append(.hole(String(isWord ? name : name.dropLast(3)), isWord: isWord))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.literal(Array(rest.utf8))) }
    self.parts = parts
  }

  /// What the holes hold at the first place where it fits; `nil` where it does not occur.
  func match(_ text: [UInt8]) -> [String: String]? {
    guard case .literal(let first)? = parts.first else { return nil }
    var start = text.startIndex
    while let found = text.range(of: first, from: start) {
      if let captured = rest(text, from: found.upperBound) { return captured }
      start = found.lowerBound + 1
    }
    return nil
  }

  /// What the holes hold at the last place where it fits.
  func lastMatch(_ text: [UInt8]) -> [String: String]? {
    guard case .literal(let first)? = parts.first else { return nil }
    var last: [String: String]?
    var start = text.startIndex
    while let found = text.range(of: first, from: start) {
      last = rest(text, from: found.upperBound) ?? last
      start = found.lowerBound + 1
    }
    return last
  }

  private func rest(_ text: [UInt8], from start: Int) -> [String: String]? {
    var captured: [String: String] = [:]
    var place = start
    var hole: (name: String, isWord: Bool)?
    for part in parts.dropFirst() {
      switch part {
      case .hole(let name, let isWord): hole = (name, isWord)
      case .literal(let literal):
        guard let open = hole else { return nil }
        let end = min(text.endIndex, place + Self.longest + literal.count)
        guard let found = text.range(of: literal, from: place, to: end),
          found.lowerBound > place
        else { return nil }
        let value = text[place..<found.lowerBound]
        if open.isWord, value.contains(0x20) { return nil }
        captured[open.name] = String(decoding: value, as: UTF8.self)
        place = found.upperBound
        hole = nil
      }
    }
    if let hole {
      let word = text[place...].prefix(Self.longest).prefix { $0 != 0x20 }
      let value = String(decoding: word, as: UTF8.self)
      let trimmed = value.reversed().drop { ".,;:)'\"`".contains($0) }.reversed()
      guard !trimmed.isEmpty else { return nil }
      captured[hole.name] = String(trimmed)
    }
    return captured
  }
}

extension [UInt8] {
  /// Where the bytes next occur, whole, between two places.
  func range(of needle: [UInt8], from start: Int, to end: Int? = nil) -> Range<Int>? {
    let last = (end ?? endIndex) - needle.count
    guard let first = needle.first, start <= last else { return nil }
    return withUnsafeBufferPointer { bytes in
      for place in start...last where bytes[place] == first {
        if needle.withUnsafeBufferPointer({ needle in
          (1..<Swift.max(1, needle.count)).allSatisfy { bytes[place + $0] == needle[$0] }
        }) {
          return place..<(place + needle.count)
        }
      }
      return nil
    }
  }
}
