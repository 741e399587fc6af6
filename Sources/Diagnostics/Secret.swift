/// A token or password: printing it, in whatever way, shows only that there is one.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let bytes: [UInt8]

  package init(_ text: String) { bytes = Array(text.utf8) }
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var description: String { "[secret]" }
  package var debugDescription: String { "[secret]" }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// The text itself, for the one place that hands it on.
  package func reveal() -> String { String(decoding: bytes, as: UTF8.self) }
}

/// Takes secrets out of whatever is about to be written.
package struct Redactor: Sendable {
  private var secrets: [[UInt8]]

  /// Secrets shorter than 4 bytes are not looked for: they would blank ordinary text.
  package init(_ secrets: [Secret] = []) {
    self.secrets = []
    for secret in secrets { add(secret) }
  }

  /// Adds one more secret to look for.
  package mutating func add(_ secret: Secret) {
    let bytes = Array(secret.reveal().utf8)
    guard bytes.count >= 4, !secrets.contains(bytes) else { return }
    secrets.append(bytes)
    secrets.sort { $0.count > $1.count }
  }

  /// Whether a text holds what must not be written.
  package func finds(in text: String) -> Bool { redact(text) != text }

  /// The text with each secret, each text that has the shape of a token, and each password in an
  /// address, as `[redacted]`.
  package func redact(_ text: String) -> String {
    guard !text.isEmpty else { return text }
    var bytes = Array(text.utf8)
    var changed = false
    for secret in secrets { changed = Self.replace(secret, in: &bytes) || changed }
    changed = Self.replaceShapes(in: &bytes) || changed
    changed = Self.replacePasswords(in: &bytes) || changed
    return changed ? String(decoding: bytes, as: UTF8.self) : text
  }

  private static let mark = Array("[redacted]".utf8)

  private static func replace(_ needle: [UInt8], in bytes: inout [UInt8]) -> Bool {
    replace(in: &bytes) { text, index in
      guard text[index] == needle[0], index + needle.count <= text.count else { return nil }
      for (offset, byte) in needle.enumerated() where text[index + offset] != byte { return nil }
      return index + needle.count
    }
  }

  /// Replaces what begins at an index and ends before the one that `end` gives; whether there was any.
  ///
  /// All that is written goes through here, a megabyte of `packages --json` too: text without a secret is
  /// looked at and not copied.
  private static func replace(
    in bytes: inout [UInt8], _ end: (UnsafeBufferPointer<UInt8>, Int) -> Int?
  ) -> Bool {
    let result = bytes.withUnsafeBufferPointer { text -> [UInt8]? in
      var result: [UInt8] = []
      var (index, copied) = (0, 0)
      while index < text.count {
        guard let next = end(text, index) else {
          index += 1
          continue
        }
        result += text[copied..<index]
        result += mark
        (index, copied) = (next, next)
      }
      return copied == 0 ? nil : result + text[copied...]
    }
    guard let result else { return false }
    bytes = result
    return true
  }

  /// Prefixes of tokens that the registries and GitHub hand out, and how long what follows must be.
  private static let shapes: [(prefix: [UInt8], least: Int)] = [
    ("pypi-AgE", 40), ("ghp_", 30), ("gho_", 30), ("ghs_", 30), ("ghu_", 30), ("ghr_", 30),
    ("github_pat_", 30), ("cio_tp_", 20), ("cio", 32),
  ].map { (Array($0.0.utf8), $0.1) }

  private static func replaceShapes(in bytes: inout [UInt8]) -> Bool {
    replace(in: &bytes) { text, index in
      switch text[index] {
      case UInt8(ascii: "p"), UInt8(ascii: "g"), UInt8(ascii: "c"): break
      default: return nil
      }
      guard index == 0 || !isAlphanumeric(text[index - 1]) else { return nil }
      for shape in shapes where text[index...].starts(with: shape.prefix) {
        let start = index + shape.prefix.count
        var end = start
        while end < text.count, isTokenByte(text[end]) { end += 1 }
        if end - start >= shape.least { return end }
      }
      return nil
    }
  }

  /// The password in `https://user:password@host`, as RFC 3986, 3.2.1, has it.
  private static func replacePasswords(in bytes: inout [UInt8]) -> Bool {
    let (colon, slash) = (UInt8(ascii: ":"), UInt8(ascii: "/"))
    return replace(in: &bytes) { text, index in
      // Of `USER:PASSWORD` behind `://`: where the password begins.
      guard index > 3, text[index - 1] == colon else { return nil }
      var start = index - 1
      while start > 0, !isAuthorityEnd(text[start - 1]), text[start - 1] != colon { start -= 1 }
      guard start > 2, text[start - 1] == slash, text[start - 2] == slash, text[start - 3] == colon
      else { return nil }
      var (end, at) = (index, Int?.none)
      while end < text.count, !isAuthorityEnd(text[end]) {
        if text[end] == UInt8(ascii: "@") { at = end }
        end += 1
      }
      return at.flatMap { $0 > index ? $0 : nil }
    }
  }

  private static func isAuthorityEnd(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?")
      || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
