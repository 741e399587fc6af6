/// A pattern for folders as `[workspace] members` has them: `*`, `?` and `[...]` stay inside one
/// component, `**` is any number of components.
struct PathGlob {
  private enum Token: Hashable {
    case any, one
    case byte(UInt8)
    case set(ArraySlice<UInt8>, isNegated: Bool)

    func fits(_ byte: UInt8) -> Bool {
      switch self {
      case .any, .one: true
      case .byte(let own): own == byte
      case .set(let set, let isNegated): ByteSet.contains(byte, in: set) != isNegated
      }
    }
  }

  /// One list of tokens a component; `nil` for `**`.
  private let components: [[Token]?]

  init(_ pattern: String) {
    components = pattern.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }
      .filter { $0 != Array(".".utf8) }.map { $0 == Array("**".utf8) ? nil : Self.tokens($0) }
  }

  /// Whether a pattern is more than a path.
  static func isPattern(_ text: String) -> Bool {
    text.utf8.contains { [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "[")].contains($0) }
  }

  /// Whether the whole path fits.
  func matches(_ path: String) -> Bool {
    let names = path.utf8.split(separator: UInt8(ascii: "/"))
    return Self.match(
      components.count, names.count, isStar: { components[$0] == nil },
      fits: { pattern, name in
        guard let tokens = components[pattern] else { return true }
        let bytes = Array(names[name])
        return Self.match(
          tokens.count, bytes.count, isStar: { tokens[$0] == .any },
          fits: { tokens[$0].fits(bytes[$1]) })
      })
  }

  /// Goes on from the last star only, which is enough, so that no pattern takes more than O(*n* · *m*).
  private static func match(
    _ patterns: Int, _ items: Int, isStar: (Int) -> Bool, fits: (Int, Int) -> Bool
  ) -> Bool {
    var (pattern, item) = (0, 0)
    var star: (pattern: Int, item: Int)?
    while item < items {
      if pattern < patterns, isStar(pattern) {
        star = (pattern, item)
        pattern += 1
      } else if pattern < patterns, fits(pattern, item) {
        pattern += 1
        item += 1
      } else if let last = star {
        star = (last.pattern, last.item + 1)
        pattern = last.pattern + 1
        item = last.item + 1
      } else {
        return false
      }
    }
    while pattern < patterns, isStar(pattern) { pattern += 1 }
    return pattern == patterns
  }

  private static func tokens(_ component: [UInt8]) -> [Token] {
    var tokens: [Token] = []
    var index = 0
    while index < component.count {
      let byte = component[index]
      index += 1
      switch byte {
      case UInt8(ascii: "*"): tokens.append(.any)
      case UInt8(ascii: "?"): tokens.append(.one)
      case UInt8(ascii: "["):
        let first = min(index + 1, component.count)
        guard let end = component[first...].firstIndex(of: UInt8(ascii: "]")) else {
          tokens.append(.byte(byte))
          continue
        }
        let isNegated = component[index] == UInt8(ascii: "!")
        tokens.append(.set(component[(index + (isNegated ? 1 : 0))..<end], isNegated: isNegated))
        index = end + 1
      default: tokens.append(.byte(byte))
      }
    }
    return tokens
  }
}

/// What stands between `[` and `]` of a glob: bytes and ranges of them.
enum ByteSet {
  static func contains(_ byte: UInt8, in set: ArraySlice<UInt8>) -> Bool {
    var index = set.startIndex
    while index < set.endIndex {
      if index + 2 < set.endIndex, set[index + 1] == UInt8(ascii: "-") {
        if byte >= set[index], byte <= set[index + 2] { return true }
        index += 3
      } else {
        if byte == set[index] { return true }
        index += 1
      }
    }
    return false
  }
}
