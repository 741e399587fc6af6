/// What one distribution asks of another: the name and the version specifiers of a PEP 508 text.
///
/// - SeeAlso: PEP 508; PEP 440, "Version specifiers".
package struct PythonRequirement: Hashable, Sendable {
  /// The name as it is written.
  package let name: String
  /// The specifiers in the text, in bytes; empty where any version will do.
  package let specifierRange: Range<Int>
  let specifiers: [Specifier]

  struct Specifier: Hashable, Sendable {
    var sign: String
    /// Where the version stands in the text, without `.*`.
    var range: Range<Int>
    var text: String
    var isPrefix: Bool
  }

  /// Reads a requirement; `nil` where it has no name, is a link, or has a specifier of no known form.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    var index = 0
    func skipSpace() { while index < bytes.count, bytes[index] <= 0x20 { index += 1 } }
    skipSpace()
    let start = index
    while index < bytes.count,
      bytes[index].isIdentifier || bytes[index] == UInt8(ascii: "_")
        || bytes[index] == UInt8(ascii: ".")
    {
      index += 1
    }
    guard index > start else { return nil }
    name = String(decoding: bytes[start..<index], as: UTF8.self)
    skipSpace()
    if index < bytes.count, bytes[index] == UInt8(ascii: "[") {
      while index < bytes.count, bytes[index] != UInt8(ascii: "]") { index += 1 }
      index += 1
      skipSpace()
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: "@") { return nil }
    if index < bytes.count, bytes[index] == UInt8(ascii: "(") { index += 1 }
    let first = index
    var end = index
    while end < bytes.count, bytes[end] != UInt8(ascii: ";"), bytes[end] != UInt8(ascii: ")") {
      end += 1
    }
    while end > first, bytes[end - 1] <= 0x20 { end -= 1 }
    specifierRange = min(first, end)..<end
    guard let found = Self.specifiers(bytes, in: specifierRange) else { return nil }
    specifiers = found
  }

  /// Two names that differ only in case and in `-`, `_` and `.` are one to Python (PEP 503).
  package static func normalized(_ name: String) -> String {
    var result: [UInt8] = []
    for byte in name.utf8 {
      if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") {
        if result.last != UInt8(ascii: "-") { result.append(UInt8(ascii: "-")) }
      } else {
        result.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let signs = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"]

  private static func specifiers(_ bytes: [UInt8], in range: Range<Int>) -> [Specifier]? {
    var found: [Specifier] = []
    var index = range.lowerBound
    while index < range.upperBound {
      var end = index
      while end < range.upperBound, bytes[end] != UInt8(ascii: ",") { end += 1 }
      var (from, to) = (index, end)
      while from < to, bytes[from] <= 0x20 { from += 1 }
      while to > from, bytes[to - 1] <= 0x20 { to -= 1 }
      index = end + 1
      if from == to { continue }
      guard let sign = signs.first(where: { bytes[from..<to].starts(with: $0.utf8) }) else {
        return nil
      }
      from += sign.utf8.count
      while from < to, bytes[from] <= 0x20 { from += 1 }
      let isPrefix = bytes[from..<to].suffix(2).elementsEqual(".*".utf8)
      if isPrefix { to -= 2 }
      found.append(
        Specifier(
          sign: sign, range: from..<to, text: String(decoding: bytes[from..<to], as: UTF8.self),
          isPrefix: isPrefix))
    }
    return found
  }

  /// Whether the version meets every specifier; a prerelease only where one names a prerelease.
  package func accepts(_ version: Version) -> Bool {
    guard specifiers.allSatisfy({ $0.accepts(version) }) else { return false }
    if !version.isPrerelease || specifiers.isEmpty { return true }
    return specifiers.contains { Version(python: $0.text)?.isPrerelease == true }
  }

  /// Whether it accepts no version but one.
  package var isPin: Bool {
    specifiers.contains { $0.sign.hasPrefix("==") && !$0.isPrefix }
  }

  /// The text with the same specifiers for another version; the result accepts it.
  ///
  /// `text` is what this was read from, `spelling` the version as PEP 440 has it.
  package func moved(_ text: String, to version: Version, spelling: String) -> String {
    var bytes = Array(text.utf8)
    for specifier in specifiers.reversed() {
      guard let number = specifier.moved(to: version, spelling: spelling) else { continue }
      bytes.replaceSubrange(specifier.range, with: Array(number.utf8))
    }
    let moved = String(decoding: bytes, as: UTF8.self)
    if PythonRequirement(moved)?.accepts(version) == true { return moved }
    bytes = Array(text.utf8)
    bytes.replaceSubrange(specifierRange, with: Array("==\(spelling)".utf8))
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension PythonRequirement.Specifier {
  private var numbers: Int { text.utf8.count { $0 == UInt8(ascii: ".") } + 1 }

  func accepts(_ version: Version) -> Bool {
    guard let stated = Version(python: text) else { return false }
    switch sign {
    case "==", "===": return isPrefix ? shares(numbers, stated, version) : stated == version
    case "!=": return isPrefix ? !shares(numbers, stated, version) : stated != version
    case "~=": return version >= stated && shares(max(1, min(numbers, 3) - 1), stated, version)
    case ">=": return version >= stated
    case "<=": return version <= stated
    case ">": return version > stated && (version.post == nil || version.release != stated)
    case "<": return version < stated && (stated.isPrerelease || version.release != stated)
    default: return false
    }
  }

  private func shares(_ count: Int, _ one: Version, _ other: Version) -> Bool {
    one.major == other.major && (count < 2 || one.minor == other.minor)
      && (count < 3 || one.patch == other.patch)
  }

  func moved(to version: Version, spelling: String) -> String? {
    switch sign {
    case "!=", ">": return nil
    case "<":
      if accepts(version) { return nil }
      guard let stated = Version(python: text) else { return nil }
      if stated.patch > 0 { return shortened(version.major, version.minor, version.patch &+ 1) }
      if stated.minor > 0 { return shortened(version.major, version.minor &+ 1, 0) }
      return shortened(version.major &+ 1, 0, 0)
    default:
      if isPrefix || (numbers < 3 && !version.isPrerelease && version.post == nil) {
        return shortened(version.major, version.minor, version.patch)
      }
      return spelling
    }
  }

  private func shortened(_ major: UInt64, _ minor: UInt64, _ patch: UInt64) -> String {
    [major, minor, patch].prefix(max(1, numbers)).map(String.init).joined(separator: ".")
  }
}
