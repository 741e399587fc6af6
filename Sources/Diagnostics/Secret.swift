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
    guard bytes.count >= needle.count else { return false }
    var result: [UInt8] = []
    var index = 0
    var found = false
    while index < bytes.count {
      if bytes[index] == needle[0], index + needle.count <= bytes.count,
        bytes[index..<(index + needle.count)].elementsEqual(needle)
      {
        result += mark
        index += needle.count
        found = true
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    if found { bytes = result }
    return found
  }

  /// Prefixes of tokens that the registries and GitHub hand out, and how long what follows must be.
  private static let shapes: [(prefix: [UInt8], least: Int)] = [
    ("pypi-AgE", 40), ("ghp_", 30), ("gho_", 30), ("ghs_", 30), ("ghu_", 30), ("ghr_", 30),
    ("github_pat_", 30), ("cio_tp_", 20), ("cio", 32),
  ].map { (Array($0.0.utf8), $0.1) }

  private static func replaceShapes(in bytes: inout [UInt8]) -> Bool {
    var result: [UInt8] = []
    var index = 0
    var found = false
    outer: while index < bytes.count {
      if index == 0 || !isAlphanumeric(bytes[index - 1]) {
        for shape in shapes where bytes[index...].starts(with: shape.prefix) {
          var end = index + shape.prefix.count
          while end < bytes.count, isTokenByte(bytes[end]) { end += 1 }
          guard end - index - shape.prefix.count >= shape.least else { continue }
          result += mark
          index = end
          found = true
          continue outer
        }
      }
      result.append(bytes[index])
      index += 1
    }
    if found { bytes = result }
    return found
  }

  /// The password in `https://user:password@host`, as RFC 3986, 3.2.1, has it.
  private static func replacePasswords(in bytes: inout [UInt8]) -> Bool {
    let slashes = Array("://".utf8)
    var result: [UInt8] = []
    var index = 0
    while let start = bytes[index...].firstRange(of: slashes)?.upperBound {
      let end = bytes[start...].firstIndex { $0 <= 0x20 || "/?#'\"".utf8.contains($0) }
      let authority = bytes[start..<(end ?? bytes.endIndex)]
      result += bytes[index..<start]
      index = start
      guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
        let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":")), colon + 1 < at
      else { continue }
      result += bytes[start...colon] + mark
      index = at
    }
    guard !result.isEmpty else { return false }
    result += bytes[index...]
    let isChanged = result != bytes
    bytes = result
    return isChanged
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
