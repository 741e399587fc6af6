/// The passwords in a `.pypirc`, by section: each section is an index of its own.
///
/// - SeeAlso: packaging.python.org, "The .pypirc file"; Python's `configparser`, without
///   interpolation.
struct PypircFile {
  private let entries: [(section: String, password: String)]

  init(_ bytes: [UInt8]) {
    var entries: [(String, String)] = []
    var section = ""
    for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      let text = Self.trimmed(line)
      guard let first = text.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else {
        continue
      }
      if first == UInt8(ascii: "["), let end = text.firstIndex(of: UInt8(ascii: "]")) {
        section = String(decoding: text[(text.startIndex + 1)..<end], as: UTF8.self)
      } else if let sign = text.firstIndex(where: {
        $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":")
      }) {
        let key = String(decoding: Self.trimmed(text[..<sign]), as: UTF8.self)
        guard key.lowercased() == "password" else { continue }
        entries.append(
          (section, String(decoding: Self.trimmed(text[(sign + 1)...]), as: UTF8.self)))
      }
    }
    self.entries = entries
  }

  func password(of section: String) -> String? {
    entries.last { $0.section == section }?.password
  }

  var passwords: [String] { entries.map(\.password) }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    return bytes
  }
}
