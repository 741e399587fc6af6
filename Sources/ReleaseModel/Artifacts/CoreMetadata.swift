/// The fields of a METADATA, PKG-INFO or WHEEL file; the text below them is left out.
///
/// - SeeAlso: The core metadata specification; RFC 822, whose header lines these are.
package struct CoreMetadata: Hashable, Sendable {
  private var fields: [(name: String, value: String)] = []

  package init(_ text: String) {
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      guard let first = line.utf8.first else { break }
      if first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") {
        guard !fields.isEmpty else { continue }
        fields[fields.count - 1].value += "\n" + line.drop { $0 == " " || $0 == "\t" }
        continue
      }
      guard let colon = line.firstIndex(of: ":") else { continue }
      var value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      while value.last == " " || value.last == "\t" { value.removeLast() }
      fields.append((line[..<colon].lowercased(), String(value)))
    }
  }

  /// The first value of a field, whatever the case of its name.
  package subscript(name: String) -> String? {
    fields.first { $0.name == name.lowercased() }?.value
  }

  /// Every value of a field that may stand more than once.
  package func all(_ name: String) -> [String] {
    fields.filter { $0.name == name.lowercased() }.map(\.value)
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.fields.elementsEqual(right.fields) { $0 == $1 }
  }

  package func hash(into hasher: inout Hasher) {
    for field in fields {
      hasher.combine(field.name)
      hasher.combine(field.value)
    }
  }

  /// Whether License-File paths stand as they are in the artifact: since 2.4 (PEP 639).
  var hasLicencePaths: Bool {
    let parts = (self["Metadata-Version"] ?? "").split(separator: ".").compactMap { Int($0) }
    return parts.count == 2 && (parts[0], parts[1]) >= (2, 4)
  }
}
