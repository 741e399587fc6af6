import ReleaseWorld

/// Where the sparse index keeps a crate, and what its lines say.
///
/// - SeeAlso: The Cargo Book, "Registry Index".
enum CrateIndex {
  /// `1/a`, `2/ab`, `3/a/abc`, `ab/cd/abcd`, in lower case.
  static func path(of name: String) -> String {
    let name = name.lowercased()
    let bytes = Array(name.utf8)
    func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    return switch bytes.count {
    case 0...2: "\(bytes.count)/\(name)"
    case 3: "3/\(part(0..<1))/\(name)"
    default: "\(part(0..<2))/\(part(2..<4))/\(name)"
    }
  }

  /// Letters, digits, `-` and `_`, a letter first, at most 64: what crates.io takes as a name.
  static func isName(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, bytes.count <= 64, isLetter(first) else { return false }
    return bytes.allSatisfy {
      isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: "_")
    }
  }

  /// What two names that crates.io takes for one have in common.
  static func canonical(_ name: String) -> String {
    String(name.lowercased().map { $0 == "_" ? "-" : $0 })
  }

  /// The version without its build metadata, which does not tell two apart.
  static func plain(_ version: String) -> Substring { version.prefix { $0 != "+" } }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  /// The lines of an index file.
  static func lines(_ bytes: [UInt8]) -> [JSONValue] {
    bytes.split(separator: 0x0A).compactMap { JSONValue($0) }
  }

  /// The file of these lines.
  static func file(_ lines: [JSONValue]) -> [UInt8] {
    var bytes: [UInt8] = []
    for line in lines {
      bytes += line.bytes
      bytes.append(0x0A)
    }
    return bytes
  }

  /// The line of a crate, from what `cargo publish` sent.
  ///
  /// A dependency's `explicit_name_in_toml` is the line's name and its own name the package then;
  /// features with `dep:` or `?/` stand apart, where an older cargo does not look.
  static func line(_ metadata: JSONValue, checksum: String, time: String) -> JSONValue {
    let dependencies = (metadata["deps"]?.items ?? []).map { dependency in
      var members: [String: JSONValue] = [
        "name": dependency["name"] ?? .null, "req": dependency["version_req"] ?? .null,
        "features": dependency["features"] ?? .array([]),
        "optional": dependency["optional"] ?? .bool(false),
        "default_features": dependency["default_features"] ?? .bool(true),
        "target": dependency["target"] ?? .null, "kind": dependency["kind"] ?? .string("normal"),
      ]
      if let explicit = dependency["explicit_name_in_toml"]?.text {
        members["package"] = members["name"]
        members["name"] = .string(explicit)
      }
      return JSONValue.object(members)
    }
    var (old, new): ([String: JSONValue], [String: JSONValue]) = ([:], [:])
    if case .object(let features)? = metadata["features"] {
      for (name, values) in features {
        let isNew = values.items?.contains { item in
          item.text.map { $0.hasPrefix("dep:") || $0.contains("?/") } ?? false
        }
        if isNew == true { new[name] = values } else { old[name] = values }
      }
    }
    var members: [String: JSONValue] = [
      "name": metadata["name"] ?? .null, "vers": metadata["vers"] ?? .null,
      "deps": .array(dependencies), "cksum": .string(checksum), "features": .object(old),
      "yanked": .bool(false), "links": metadata["links"] ?? .null, "pubtime": .string(time),
    ]
    if let version = metadata["rust_version"]?.text { members["rust_version"] = .string(version) }
    if !new.isEmpty {
      members["features2"] = .object(new)
      members["v"] = .number(2)
    }
    return .object(members)
  }
}
