/// A list of patterns for names of tags or branches, as `on: push: tags:` has them.
///
/// - SeeAlso: GitHub, "Workflow syntax", "Filter pattern cheat sheet".
struct WorkflowFilter: Hashable, Sendable {
  private let patterns: [(isNegated: Bool, pattern: NamePattern)]
  /// As they are written.
  let texts: [String]

  init(_ texts: [String]) {
    self.texts = texts
    patterns = texts.map {
      let isNegated = $0.utf8.first == UInt8(ascii: "!")
      return (isNegated, NamePattern(isNegated ? String($0.dropFirst()) : $0))
    }
  }

  static func == (left: WorkflowFilter, right: WorkflowFilter) -> Bool { left.texts == right.texts }
  func hash(into hasher: inout Hasher) { hasher.combine(texts) }

  /// Whether a name is let through: the last pattern that fits decides.
  func includes(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    return patterns.last { $0.pattern.matches(bytes) }.map { !$0.isNegated } ?? false
  }
}

/// One pattern, matched against a whole name.
///
/// `*` is anything but `/`, `**` anything, `?` none or one and `+` one or more of what stands before
/// it, `[...]` one of a set. `**/` may also be nothing.
struct NamePattern: Sendable {
  private enum Token {
    case byte(UInt8)
    case set(ArraySlice<UInt8>)
    case inComponent, anything

    func fits(_ byte: UInt8) -> Bool {
      switch self {
      case .byte(let own): own == byte
      case .set(let set): ByteSet.contains(byte, in: set)
      case .inComponent: byte != UInt8(ascii: "/")
      case .anything: true
      }
    }
  }

  /// A token, whether it can be left out, and whether it can come again.
  private struct Step {
    var token: Token
    var isOptional = false
    var repeats = false
    /// How many steps are left out together: `**` and the `/` behind it.
    var skips = 1
  }

  private var steps: [Step] = []

  init(_ text: String) {
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "*"):
        let isDouble = index < bytes.count && bytes[index] == UInt8(ascii: "*")
        while index < bytes.count, bytes[index] == UInt8(ascii: "*") { index += 1 }
        var step = Step(
          token: isDouble ? .anything : .inComponent, isOptional: true, repeats: true)
        // `**/` at the start of a component stands for no folder too, its `/` included.
        if isDouble, index < bytes.count, bytes[index] == UInt8(ascii: "/"),
          steps.last.map({ Self.isSlash($0.token) }) ?? true
        {
          step.skips = 2
        }
        steps.append(step)
      case UInt8(ascii: "?") where !steps.isEmpty: steps[steps.count - 1].isOptional = true
      case UInt8(ascii: "+") where !steps.isEmpty: steps[steps.count - 1].repeats = true
      case UInt8(ascii: "["):
        if let end = bytes[index...].firstIndex(of: UInt8(ascii: "]")) {
          steps.append(Step(token: .set(bytes[index..<end])))
          index = end + 1
        } else {
          steps.append(Step(token: .byte(byte)))
        }
      case UInt8(ascii: "\\") where index < bytes.count:
        steps.append(Step(token: .byte(bytes[index])))
        index += 1
      default: steps.append(Step(token: .byte(byte)))
      }
    }
  }

  private static func isSlash(_ token: Token) -> Bool {
    if case .byte(UInt8(ascii: "/")) = token { return true }
    return false
  }

  /// Whether the whole name fits.
  ///
  /// - Complexity: O(*n* · *m*) in the bytes of name and pattern: all ways are followed at once.
  func matches(_ name: [UInt8]) -> Bool {
    var states = [Bool](repeating: false, count: steps.count + 1)
    states[0] = true
    close(&states)
    for byte in name {
      var next = [Bool](repeating: false, count: steps.count + 1)
      for index in steps.indices where states[index] && steps[index].token.fits(byte) {
        next[index + 1] = true
        if steps[index].repeats { next[index] = true }
      }
      states = next
      close(&states)
    }
    return states[steps.count]
  }

  private func close(_ states: inout [Bool]) {
    for index in steps.indices where states[index] && steps[index].isOptional {
      states[index + 1] = true
      if index + steps[index].skips <= steps.count { states[index + steps[index].skips] = true }
    }
  }
}
