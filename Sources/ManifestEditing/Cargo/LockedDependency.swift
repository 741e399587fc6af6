/// What an entry of `dependencies` in a lock file says: `name`, `name version` or `name version (source)`.
struct LockedDependency: Hashable {
  var name: String
  var version: String?
  var source: String?

  init(name: String, version: String? = nil, source: String? = nil) {
    self.name = name
    self.version = version
    self.source = source
  }

  init(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: " "), maxSplits: 2).map(Substring.init)
    name = parts.first.map(String.init) ?? ""
    version = parts.count > 1 ? String(parts[1]) : nil
    source = parts.count > 2 ? String(parts[2].drop { $0 == "(" }.prefix { $0 != ")" }) : nil
  }

  /// The name alone, for the many entries of which no more is asked.
  static func name(of text: String) -> String {
    text.utf8.firstIndex(of: UInt8(ascii: " ")).map { String(text[..<$0]) } ?? text
  }

  var text: String {
    ([name] + [version, source.map { "(\($0))" }].compactMap(\.self)).joined(separator: " ")
  }

  /// Cargo's order: by text, a missing part first.
  static func precedes(_ one: Self, _ other: Self) -> Bool {
    (one.name, one.version ?? "", one.source ?? "")
      < (other.name, other.version ?? "", other.source ?? "")
  }
}

/// How a lock file names packages to each other.
struct LockedNaming {
  /// How many packages have a name and version.
  private var counts: [String: [String: Int]] = [:]
  /// Whether entries are as short as they can be (format 2 and later).
  let isShort: Bool

  init(_ packages: [(name: String, version: String)], isShort: Bool) {
    self.isShort = isShort
    for package in packages { counts[package.name, default: [:]][package.version, default: 0] += 1 }
  }

  /// The entry for a package; git sources stand in entries without their commit.
  func entry(name: String, version: String, source: String?) -> LockedDependency {
    let source = source.map { String($0.prefix { $0 != "#" }) }
    let versions = counts[name] ?? [:]
    guard isShort, versions[version] == 1 else {
      return LockedDependency(name: name, version: version, source: source)
    }
    return LockedDependency(name: name, version: versions.count == 1 ? nil : version)
  }
}
