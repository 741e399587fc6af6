/// The repository's version tags, by what stands before their version.
///
/// - Complexity: made in O(*n*) of the tags' bytes; a family is found by its prefix.
package struct TagFamilies: Sendable {
  /// One tag with the version that it names.
  package struct Entry: Hashable, Sendable {
    /// Its name without `refs/tags/`.
    package let tag: String
    /// The version in it.
    package let version: Version
  }

  private var families: [String: [Entry]] = [:]

  /// - Parameter tags: names without `refs/tags/`; those that name no version are left out.
  package init(_ tags: [String]) {
    for tag in tags {
      let bytes = Array(tag.utf8)
      guard let split = Self.splits(bytes).first else { continue }
      let prefix = String(decoding: bytes[..<split.start], as: UTF8.self)
      families[prefix, default: []].append(Entry(tag: tag, version: split.version))
    }
    // Copies have no room to grow in: with 10,000 tags that is a megabyte.
    families = families.mapValues { $0.sorted { $0.version > $1.version } }
  }

  /// The tags with a prefix, the highest version first.
  package func tags(prefix: String) -> [Entry] { families[prefix] ?? [] }

  /// Every prefix that stands before a version, sorted.
  package var prefixes: [String] { families.keys.sorted() }

  /// Where a version can begin in a tag, the longest version first.
  static func splits(_ tag: [UInt8]) -> [(start: Int, version: Version)] {
    var found: [(start: Int, version: Version)] = []
    for index in tag.indices
    where tag[index].isDigit
      && (index == 0 || !(tag[index - 1].isDigit || tag[index - 1] == UInt8(ascii: ".")))
    {
      if let version = Version(bytes: tag[index...]) { found.append((index, version)) }
    }
    return found
  }
}
