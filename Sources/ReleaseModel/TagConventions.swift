package import Diagnostics

/// How the tags of one package are named, with the evidence for it.
package struct TagConvention: Hashable, Sendable {
  /// The format that most of its tags have.
  package var format: TagFormat
  /// How many tags have this format.
  package var count: Int
  /// How many tags name the package in any format.
  package var total: Int

  /// `62 of its 62 tags`, or that the format is the guide's.
  package var evidence: String {
    count == 0 ? "the guide's format; it has no tag yet" : "\(count) of its \(total) tags"
  }
}

/// The tag formats of all packages, read from the repository's tags.
package struct TagConventions: Sendable {
  /// All tags that name a version.
  package let families: TagFamilies
  private let formats: [TagConvention]
  private let names: [String]
  private let spellings: [PackageKind]
  private let byPrefix: [String: [Int]]
  private let guidePrefixes: [String: Int]

  /// What a tag says.
  package struct Reading: Hashable, Sendable {
    /// The packages that have such tags: one, or several that share a version and a tag.
    package var packages: [Int]
    /// The version in the tag.
    package var version: Version
  }

  /// Reads the formats from the repository's tags.
  ///
  /// Tags are names without `refs/tags/`, in any order. Formats that a person has stated win.
  package init(_ repository: Repository, tags: [String], stated: [Int: TagFormat] = [:]) {
    let families = TagFamilies(tags)
    self.families = families
    var detection = TagDetection(repository.packages, families)
    detection.detect()
    let formats = detection.formats.enumerated().map { index, format in
      guard let format = stated[index] else { return format }
      let prefix = format.frame(package: repository.packages[index].name).prefix
      let count = families.tags(prefix: prefix).count
      return TagConvention(format: format, count: count, total: count)
    }
    self.formats = formats
    names = repository.packages.map(\.name)
    spellings = repository.packages.map(\.kind)
    var byPrefix: [String: [Int]] = [:]
    var guidePrefixes: [String: Int] = [:]
    for (index, package) in repository.packages.enumerated() {
      byPrefix[formats[index].format.frame(package: package.name).prefix, default: []].append(index)
      let guide = TagFormat.ofCrates.frame(package: package.name).prefix
      if package.kind == .crate { guidePrefixes[guide] = index }
    }
    self.byPrefix = byPrefix
    self.guidePrefixes = guidePrefixes
  }

  /// How the tags of a package are named.
  package subscript(package: Int) -> TagConvention { formats[package] }

  /// The tag of a version of a package, as the repository names its tags.
  ///
  /// Distributions whose tags spell prereleases as SemVer does get SemVer, others PEP 440.
  ///
  /// - Throws: `version-not-python` or `bad-version` where the version has no such spelling.
  package func tag(of package: Int, _ version: Version) throws(ReleaseError) -> String {
    let kind = spellings[package]
    let spelled = try version.spelling(for: kind)
    let isSemVer = kind == .distribution && version.isPrerelease && tagsSpellSemVer(package)
    return formats[package].format.render(
      package: names[package], version: isSemVer ? version.description : spelled)
  }

  private func tagsSpellSemVer(_ package: Int) -> Bool {
    guard let last = tags(of: package).first(where: { $0.version.isPrerelease }) else {
      return false
    }
    return last.tag.hasSuffix(last.version.description)
  }

  /// The tags of a package's family, the highest version first.
  ///
  /// A family that several packages share has the tags of all of them.
  package func tags(of package: Int) -> [TagFamilies.Entry] {
    let (prefix, suffix) = formats[package].format.frame(package: names[package])
    let family = families.tags(prefix: prefix)
    return suffix.isEmpty ? family : family.filter { $0.tag.hasSuffix(suffix) }
  }

  /// Whether a package has a tag of its own or shares one.
  package func isTagged(_ package: Int) -> Bool { formats[package].count > 0 }

  /// The packages and the version that a tag names; `nil` where it is no package's.
  ///
  /// Of several readings the one with the longest name wins. A crate's tag in the guide's format is
  /// read as well, whatever the repository's own format is.
  package func read(_ tag: String) -> Reading? {
    let bytes = Array(tag.utf8)
    for (start, version) in TagFamilies.splits(bytes).reversed() {
      let prefix = String(decoding: bytes[..<start], as: UTF8.self)
      if let packages = byPrefix[prefix] {
        return Reading(packages: packages, version: version)
      }
      if let package = guidePrefixes[prefix] {
        return Reading(packages: [package], version: version)
      }
    }
    // Formats with a text behind the version are rare enough to be tried one by one.
    let fitting = formats.indices.compactMap { index -> (Int, Version)? in
      guard !formats[index].format.frame(package: names[index]).suffix.isEmpty,
        let version = formats[index].format.version(in: tag, package: names[index])
      else { return nil }
      return (index, version)
    }
    return fitting.max { names[$0.0].utf8.count < names[$1.0].utf8.count }
      .map { Reading(packages: [$0.0], version: $0.1) }
  }
}

extension Repository {
  /// The packages that this repository releases (design, section 2): publishable, and with a tag of
  /// their own or their group's, or named by a publishing workflow; where there is no tag at all,
  /// every publishable one.
  package func released(_ tags: TagConventions, publishedByWorkflow: Set<Int> = []) -> [Int] {
    let publishable = packages.indices.filter { packages[$0].isPublishable }
    let groups = Set(
      packages.indices.filter { tags.isTagged($0) }.compactMap { packages[$0].group })
    let released = publishable.filter { index in
      tags.isTagged(index) || publishedByWorkflow.contains(index)
        || packages[index].group.map(groups.contains) == true
    }
    return released.isEmpty ? publishable : released
  }
}
