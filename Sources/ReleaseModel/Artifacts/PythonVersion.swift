/// Any version that Python knows, to be compared for equality with another spelling of it.
///
/// ``Version`` is what relsh releases; file names and metadata of others have more forms than it.
///
/// - SeeAlso: The version specifiers specification (PEP 440), appendix B, whose pattern this is.
package struct PythonVersion: Sendable {
  /// In its normal form: `1.0rc1` of `v1.0-c.1`.
  package let text: String
  /// Without the zeros at the end of the release, which count for nothing.
  private let key: String

  /// `nil` where it is no version.
  package init?(_ text: String) {
    var scanner = PythonVersionScanner(text)
    guard let parts = scanner.parts() else { return nil }
    let release = parts.release.joined(separator: ".")
    var short = parts.release
    while short.count > 1, short.last == "0" { short.removeLast() }
    let epoch = parts.epoch == "0" ? "" : parts.epoch + "!"
    self.text = epoch + release + parts.rest
    key = epoch + short.joined(separator: ".") + parts.rest
  }

  /// Whether it has a part behind `+`, which package indexes refuse.
  package var isLocal: Bool { text.contains("+") }
}

extension PythonVersion: Hashable, CustomStringConvertible {
  package static func == (left: Self, right: Self) -> Bool { left.key == right.key }

  package func hash(into hasher: inout Hasher) { hasher.combine(key) }

  package var description: String { text }
}

private struct PythonVersionScanner {
  private let bytes: [UInt8]
  private var index = 0

  init(_ text: String) {
    var bytes = Array(text.utf8)[...].drop { $0 <= 0x20 }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    self.bytes = bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
  }

  mutating func parts() -> (epoch: String, release: [String], rest: String)? {
    _ = take("v")
    guard var first = number() else { return nil }
    var epoch = "0"
    if take("!") {
      epoch = first
      guard let number = number() else { return nil }
      first = number
    }
    var release = [first]
    while let number = attempt({ $0.take(".") ? $0.number() : nil }) { release.append(number) }
    var rest = ""
    let words = [
      ("alpha", "a"), ("a", "a"), ("beta", "b"), ("b", "b"), ("preview", "rc"), ("pre", "rc"),
      ("c", "rc"), ("rc", "rc"),
    ]
    for (word, short) in words {
      if let count = attempt({ $0.labelled(word) }) {
        rest += short + count
        break
      }
    }
    if let count = attempt({ $0.take("-") ? $0.number() : nil }) {
      rest += ".post" + count
    } else {
      for word in ["post", "rev", "r"] {
        if let count = attempt({ $0.labelled(word) }) {
          rest += ".post" + count
          break
        }
      }
    }
    if let count = attempt({ $0.labelled("dev") }) { rest += ".dev" + count }
    if take("+") {
      guard let local = local() else { return nil }
      rest += "+" + local
    }
    return index == bytes.count ? (epoch, release, rest) : nil
  }

  /// What `body` finds; where it finds nothing, the scanner stays where it was.
  private mutating func attempt(_ body: (inout Self) -> String?) -> String? {
    let start = index
    if let found = body(&self) { return found }
    index = start
    return nil
  }

  /// A word with what may stand around it, and its number, which is 0 where there is none.
  private mutating func labelled(_ word: String) -> String? {
    separator()
    guard take(word) else { return nil }
    // The pattern takes `1.0a.` as well.
    separator()
    return number() ?? "0"
  }

  private mutating func separator() {
    if index < bytes.count, "-_.".utf8.contains(bytes[index]) { index += 1 }
  }

  private mutating func take(_ word: String) -> Bool {
    guard bytes[index...].starts(with: word.utf8) else { return false }
    index += word.utf8.count
    return true
  }

  /// Digits without the zeros at their start.
  private mutating func number() -> String? {
    let digits = bytes[index...].prefix(while: \.isDigit)
    guard !digits.isEmpty else { return nil }
    index = digits.endIndex
    let significant = digits.drop { $0 == UInt8(ascii: "0") }
    return significant.isEmpty ? "0" : String(decoding: significant, as: UTF8.self)
  }

  private mutating func local() -> String? {
    var parts: [String] = []
    repeat {
      let start = index
      let letters = bytes[index...].prefix { $0.isDigit || ($0 >= 0x61 && $0 <= 0x7A) }
      guard !letters.isEmpty else { return nil }
      let isNumber = letters.allSatisfy(\.isDigit)
      index = letters.endIndex
      if isNumber {
        index = start
        parts.append(number() ?? "0")
      } else {
        parts.append(String(decoding: letters, as: UTF8.self))
      }
    } while take("-") || take("_") || take(".")
    return parts.joined(separator: ".")
  }
}
