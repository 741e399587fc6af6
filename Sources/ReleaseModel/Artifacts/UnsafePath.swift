/// Why a name in an archive is not taken.
package enum UnsafePath: Error, Hashable, Sendable {
  case tooLong, absolute, up, control

  /// To be read behind the name.
  package var reason: String {
    switch self {
    case .tooLong: "has too long a name"
    case .absolute: "is an absolute name"
    case .up: "leads up a folder"
    case .control: "has a control character in its name"
    }
  }

  /// The path in its one form: no empty part, no `.`, no slash at either end; empty for `./`.
  ///
  /// `\` counts as `/` where a path could lead out of its folder, since on Windows it does; on others
  /// it is a letter like any.
  package static func checked(_ path: String, most: Int) throws(UnsafePath) -> String {
    let bytes = Array(path.utf8)
    guard bytes.count <= most else { throw .tooLong }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw .control }
    let slash = UInt8(ascii: "/")
    let backslash = UInt8(ascii: "\\")
    if let first = bytes.first, first == slash || first == backslash { throw .absolute }
    if bytes.count > 1, bytes[1] == UInt8(ascii: ":"), bytes[0].isIdentifier, !bytes[0].isDigit {
      throw .absolute
    }
    let up = Array("..".utf8)
    let isUp = bytes.split(whereSeparator: { $0 == slash || $0 == backslash })
      .contains { $0.elementsEqual(up) }
    guard !isUp else { throw .up }
    let parts = bytes.split(separator: slash).filter { $0 != [UInt8(ascii: ".")] }
    return String(decoding: Array(parts.joined(separator: [slash])), as: UTF8.self)
  }

  /// Where a link at `path` leads, as a path in the archive; `nil` where it leads out of it.
  package static func destination(_ link: String, from path: String) -> String? {
    guard !link.hasPrefix("/"), !link.isEmpty else { return nil }
    var parts = path.split(separator: "/").dropLast().map(String.init)
    for part in link.split(separator: "/") where part != "." {
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }

  /// A text of somebody else's as it can be shown: control characters as `?`, and so many letters at most.
  package static func shown(_ text: String, most: Int = 120) -> String {
    let letters = text.unicodeScalars.prefix(most).map { scalar in
      scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? "?" : Character(scalar)
    }
    return String(letters) + (text.unicodeScalars.count > most ? "..." : "")
  }
}
