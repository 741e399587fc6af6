/// The logins in a `.pypirc`, by section: each section is an index of its own.
///
/// - SeeAlso: packaging.python.org, "The .pypirc file"; Python's `configparser`, without
///   interpolation.
struct PypircFile {
  /// What one section holds.
  struct Login {
    var section: String
    /// The address of the uploads; of `pypi` and `testpypi` the known one where none is written.
    var repository: String
    var user: String?
    var password: String
  }

  /// The addresses of the sections that need not say theirs.
  static let known = [
    "pypi": "https://upload.pypi.org/legacy/", "testpypi": "https://test.pypi.org/legacy/",
  ]

  /// In the order of the file.
  private var sections: [(name: String, values: [String: String])] = []

  init(_ bytes: [UInt8]) {
    for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      let text = Self.trimmed(line)
      guard let first = text.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else {
        continue
      }
      if first == UInt8(ascii: "["), let end = text.firstIndex(of: UInt8(ascii: "]")) {
        let name = String(decoding: text[(text.startIndex + 1)..<end], as: UTF8.self)
        sections.append((name, [:]))
      } else if let sign = text.firstIndex(where: {
        $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":")
      }) {
        let key = String(decoding: Self.trimmed(text[..<sign]), as: UTF8.self).lowercased()
        if sections.isEmpty { sections.append(("", [:])) }
        sections[sections.count - 1].values[key] =
          String(decoding: Self.trimmed(text[(sign + 1)...]), as: UTF8.self)
      }
    }
  }

  /// The sections with a password and an address.
  var logins: [Login] {
    sections.compactMap { name, values in
      guard let password = value("password", of: values), !password.isEmpty,
        let repository = value("repository", of: values) ?? Self.known[name]
      else { return nil }
      return Login(
        section: name, repository: repository, user: value("username", of: values),
        password: password)
    }
  }

  func password(of section: String) -> String? { value("password", of: section) }

  /// Where the uploads of a section go, as it is written.
  func repository(of section: String) -> String? { value("repository", of: section) }

  var passwords: [String] { sections.compactMap { $0.values["password"] } }

  private func value(_ key: String, of section: String) -> String? {
    sections.last { $0.name == section && $0.values[key] != nil }?.values[key]
  }

  /// What a section leaves out, `DEFAULT` may say for all.
  private func value(_ key: String, of values: [String: String]) -> String? {
    values[key] ?? value(key, of: "DEFAULT")
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    return bytes
  }
}
