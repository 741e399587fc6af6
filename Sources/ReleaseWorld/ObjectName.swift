/// The name that git gives an object, in the space of its bytes: a repository may have 10,000 tags.
package struct ObjectName: Hashable, Sendable {
  private enum Form: Hashable, Sendable {
    /// The 20 bytes of a SHA-1.
    case short(UInt64, UInt64, UInt32)
    /// Anything else: a SHA-256, or the name of a commit that is only believed.
    case text(String)
  }

  private let form: Form

  package init(_ text: String) {
    var text = text
    self = text.withUTF8 { ObjectName($0) }
  }

  /// The name as git writes it, in hexadecimal digits.
  package init(_ text: UnsafeBufferPointer<UInt8>) {
    form = Self.short(text) ?? .text(String(decoding: text, as: UTF8.self))
  }

  private static func short(_ text: UnsafeBufferPointer<UInt8>) -> Form? {
    guard text.count == 40, let first = number(text, 0..<16), let second = number(text, 16..<32),
      let third = number(text, 32..<40)
    else { return nil }
    return .short(first, second, UInt32(truncatingIfNeeded: third))
  }

  private static func number(_ text: UnsafeBufferPointer<UInt8>, _ digits: Range<Int>) -> UInt64? {
    var number: UInt64 = 0
    for index in digits {
      guard let digit = digit(text[index]) else { return nil }
      number = number << 4 | digit
    }
    return number
  }

  /// git writes small letters only; what has others stays as it is.
  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 0x30...0x39: UInt64(byte - 0x30)
    case 0x61...0x66: UInt64(byte - 0x61 + 10)
    default: nil
    }
  }

  /// The name in full, as git writes it.
  package var text: String {
    switch form {
    case .text(let text): return text
    case .short(let first, let second, let third):
      return String(unsafeUninitializedCapacity: 40) { digits in
        for index in 0..<40 {
          let digit: UInt64 =
            switch index {
            case ..<16: first >> UInt64(60 - 4 * index) & 15
            case ..<32: second >> UInt64(60 - 4 * (index - 16)) & 15
            default: UInt64(third) >> UInt64(28 - 4 * (index - 32)) & 15
            }
          digits[index] = UInt8(digit) + (digit < 10 ? 0x30 : 0x61 - 10)
        }
        return 40
      }
    }
  }
}

/// A set of commits.
package struct CommitSet: Hashable, Sendable, ExpressibleByArrayLiteral {
  private var names: Set<ObjectName>

  package init(minimumCapacity: Int = 0) { names = Set(minimumCapacity: minimumCapacity) }

  /// Commits by their names in full.
  package init(arrayLiteral elements: String...) { names = Set(elements.map { ObjectName($0) }) }

  package var count: Int { names.count }
  package var isEmpty: Bool { names.isEmpty }

  /// Whether a commit is in it, by its name in full.
  package func contains(_ commit: String) -> Bool { names.contains(ObjectName(commit)) }

  /// Whether the commit that a tag leads to is in it.
  package func contains(commitOf tag: GitTag) -> Bool { names.contains(tag.commitName) }

  package mutating func insert(_ commit: ObjectName) { names.insert(commit) }

  /// These commits and others.
  package func union(_ commits: [String]) -> CommitSet {
    var all = self
    for commit in commits { all.names.insert(ObjectName(commit)) }
    return all
  }
}
