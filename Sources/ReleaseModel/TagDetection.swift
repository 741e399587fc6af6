import Diagnostics

/// Finds the tag family of each package.
///
/// A family with the package's own name in it is its own. A family without a name (`v1.2.3`) belongs
/// to the packages whose version it has or is about to have.
struct TagDetection {
  private let packages: [Package]
  private let families: TagFamilies
  private(set) var formats: [TagConvention] = []

  /// What stands between a name and a version, the guide's first.
  private static let separators = ["-v", "-", "@", "/v", "/", "@v", "_v", "_"]
  /// Prefixes without a package's name that are one kind's alone, then those for either.
  private static func bare(_ kind: PackageKind) -> [String] {
    switch kind {
    case .crate: ["rs-", "rust-", "rs-v", "rust-v", "r", "v", "", "release-"]
    case .distribution: ["py-", "python-", "py-v", "python-v", "v", "", "release-"]
    }
  }

  init(_ packages: [Package], _ families: TagFamilies) {
    self.packages = packages
    self.families = families
  }

  mutating func detect() {
    let crates = Set(packages.filter { $0.kind == .crate }.map(\.name))
    let own = packages.map {
      named($0, isShared: $0.kind == .distribution && crates.contains($0.name))
    }
    let cratesAreNamed = packages.indices.contains {
      packages[$0].kind == .crate && own[$0] != nil
    }
    let hasDistribution = packages.contains { $0.kind == .distribution && $0.isPublishable }
    let leaders = leaders()
    formats = packages.indices.map { index in
      if let own = own[index] { return own }
      let package = packages[index]
      // Where crates' tags have their names, a bare one beside a distribution is that one's.
      let isForeign = package.kind == .crate && cratesAreNamed && hasDistribution
      let prefixes = Self.bare(package.kind).filter {
        !isForeign || !["v", "", "release-"].contains($0)
      }
      for prefix in prefixes {
        let tags = families.tags(prefix: prefix)
        guard !tags.isEmpty, let leader = leaders[prefix], match(package, tags) == leader,
          let format = try? TagFormat(prefix: prefix)
        else { continue }
        return TagConvention(format: format, count: tags.count, total: tags.count)
      }
      return TagConvention(format: .guide(package.kind), count: 0, total: 0)
    }
    for (index, package) in packages.enumerated() {
      guard let crate = package.versionFrom, own[crate] == nil, formats[index].count > 0
      else { continue }
      formats[crate] = formats[index]
    }
  }

  /// The place in each bare family that the packages nearest to its top have.
  ///
  /// Low versions are in every family by chance; a family belongs to those that lead it.
  private func leaders() -> [String: Int] {
    var leaders: [String: Int] = [:]
    for prefix in Set(Self.bare(.crate) + Self.bare(.distribution)) {
      let tags = families.tags(prefix: prefix)
      guard !tags.isEmpty else { continue }
      leaders[prefix] =
        packages.compactMap { package in
          guard package.isPublishable, Self.bare(package.kind).contains(prefix) else { return nil }
          return match(package, tags)
        }.min()
    }
    return leaders
  }

  /// The family with the package's own name; none where a crate has that name too (`isShared`).
  private func named(_ package: Package, isShared: Bool) -> TagConvention? {
    if isShared { return nil }
    var counts: [(separator: String, count: Int)] = []
    for separator in Self.separators {
      let count = families.tags(prefix: package.name + separator).count
      if count > 0 { counts.append((separator, count)) }
    }
    let most = counts.map(\.count).max() ?? 0
    // Of families of one size the guide's form comes first.
    guard let best = counts.first(where: { $0.count == most }),
      let format = try? TagFormat(
        "{\(package.kind == .crate ? "crate" : "package")}\(best.separator){version}")
    else { return nil }
    return TagConvention(
      format: format, count: best.count, total: counts.reduce(0) { $0 + $1.count })
  }

  /// Whether the family has the package's version, or one from which a level leads to it.
  ///
  /// Gives its place among the tags. A distribution whose version only its tags know has the first.
  private func match(_ package: Package, _ tags: [TagFamilies.Entry]) -> Int? {
    guard let version = package.version else { return package.kind == .distribution ? 0 : nil }
    var (low, high) = (0, tags.count)
    while low < high {
      let middle = (low + high) / 2
      if tags[middle].version > version { low = middle + 1 } else { high = middle }
    }
    guard low < tags.count else { return nil }
    let below = tags[low].version
    if below == version || below.release == version.release { return low }
    let next = version.release
    let isNext =
      next == Version(below.major, below.minor, below.patch &+ 1)
      || next == Version(below.major, below.minor &+ 1, 0)
      || next == Version(below.major &+ 1, 0, 0)
    return isNext ? low : nil
  }
}
