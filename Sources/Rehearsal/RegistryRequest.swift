/// One request to a registry, apart from how it came.
package struct RegistryRequest: Sendable {
  /// In capitals.
  package var method: String
  /// Path and query as they stood in the request line.
  package var target: String
  package var headers: [HeaderField]
  package var body: [UInt8]

  package init(
    _ method: String, _ target: String, headers: [HeaderField] = [], body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }

  /// The first value of a header, whatever the case of its name.
  package subscript(_ name: String) -> String? { headers[name] }

  /// The path without the query.
  package var path: Substring { target.prefix { $0 != "?" } }

  /// The parts of the path, percent-decoded; `nil` where one of them is no name that a file may have
  /// (`..`, a slash, a backslash or a control character in it, no UTF-8).
  package var segments: [String]? {
    var segments: [String] = []
    for part in path.split(separator: "/") {
      guard let name = PercentCoding.decode(part.utf8), Self.isName(name) else { return nil }
      segments.append(name)
    }
    return segments
  }

  /// The values of the query by name; the first of several with one name.
  package var query: [String: String] {
    guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return [:] }
    var query: [String: String] = [:]
    for pair in target[target.utf8.index(after: mark)...].split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count > 1 ? parts[1].utf8.map { $0 == 0x2B ? 0x20 : $0 } : []
      guard let name = PercentCoding.decode(parts[0].utf8), let text = PercentCoding.decode(value)
      else { continue }
      query[name] = query[name] ?? text
    }
    return query
  }

  /// Whether a text can be one file's name in a directory of ours.
  package static func isName(_ text: String) -> Bool {
    !text.isEmpty && text != "." && text != ".." && text.utf8.count <= 255
      && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0x2F && $0 != 0x5C }
  }
}

/// A header's name and value.
package struct HeaderField: Hashable, Sendable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

extension [HeaderField] {
  /// The first value of a header, whatever the case of its name.
  package subscript(_ name: String) -> String? {
    let name = name.lowercased()
    return first { $0.name.lowercased() == name }?.value
  }
}

/// Percent-encoding (RFC 3986, 2.1).
enum PercentCoding {
  /// The text; `nil` where an escape is none or the bytes are no UTF-8.
  static func decode(_ bytes: some Sequence<UInt8>) -> String? {
    var decoded: [UInt8] = []
    var rest = Array(bytes)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        decoded.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(Hexadecimal.digit),
        let low = rest.popFirst().flatMap(Hexadecimal.digit)
      else { return nil }
      decoded.append(high << 4 | low)
    }
    return String(validating: decoded, as: UTF8.self)
  }
}

/// Hexadecimal digits.
enum Hexadecimal {
  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  /// The bytes in lower-case digits.
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
