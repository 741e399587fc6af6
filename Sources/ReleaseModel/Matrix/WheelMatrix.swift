package import Diagnostics

/// The wheels that one release of a distribution consists of: Python versions x platforms.
package struct WheelMatrix: Hashable, Sendable {
  package let rows: [MatrixRow]
  package let platforms: [String]
  /// Row by row.
  package let cells: [MatrixCell]
  /// Where the rows are from, in a phrase: `the classifiers`.
  package let origin: String

  /// The column of a wheel that is for every platform.
  package static let anyPlatform = "any"
  /// The platforms of a repository that names none.
  package static let usualPlatforms = [
    "linux-x86_64", "linux-aarch64", "macos-x86_64", "macos-arm64", "windows-x86_64",
  ]
  /// The minor versions of Python 3 that a release can be built for today.
  static let knownMinors = 8...14

  /// The matrix of a distribution; what `settings` name wins over what is inferred.
  ///
  /// - Throws: `.badManifest` where `requires-python` excludes a version that `relsh.toml` names, or all.
  package init(
    of source: DistributionSource, _ settings: MatrixSettings = MatrixSettings()
  ) throws(ReleaseError) {
    let versions = try Self.versions(of: source, settings)
    switch source.shape {
    case .eachPython:
      rows = versions.list.map(MatrixRow.python)
      origin = versions.origin
    case .stable(let minor):
      rows = [.stable(minor: minor)]
      origin = source.evidence
    case .eachPlatform, .pure:
      rows = [.any]
      origin = source.evidence
    }
    let named = settings.platforms ?? Self.usualPlatforms
    platforms = source.shape == .pure ? [Self.anyPlatform] : named
    var cells: [MatrixCell] = []
    for row in rows {
      for platform in platforms {
        cells.append(
          MatrixCell(row: row, platform: platform, exists: Self.exists(row, on: platform)))
      }
    }
    self.cells = cells
  }

  /// The cells that can exist.
  package var counted: [MatrixCell] { cells.filter(\.exists) }

  /// How many wheels there are where one architecture of each system is enough.
  package var countOfSystems: Int {
    Set(counted.map { "\($0.row) \($0.platform.prefix { $0 != "-" })" }).count
  }

  /// What the matrix asks for: both counts of wheels where they differ, and the sdist.
  package var countText: String {
    let all = counted.count
    let wheels = all == 1 ? "1 wheel" : "\(all) wheels"
    guard countOfSystems != all else { return "\(wheels) and an sdist" }
    let systems = Set(platforms.map { $0.prefix { $0 != "-" } }).count
    let product = rows.count > 1 ? "\(rows.count) x \(systems) = " : ""
    return "\(product)\(countOfSystems) wheels on \(systems) systems, \(all) with all"
      + " \(platforms.count) platforms, and an sdist"
  }

  /// What stands in the grid and is not counted, in a sentence; `nil` where all can exist.
  package var exclusion: String? {
    let missing = cells.filter { !$0.exists }
    guard !missing.isEmpty else { return nil }
    let names = missing.map { "\($0.row) on \($0.platform)" }.joined(separator: ", ")
    return "not counted, since no runner has that Python: \(names)"
  }

  /// CPython 3.8 and what is older is not to be had for the runners of macOS on arm64.
  private static func exists(_ row: MatrixRow, on platform: String) -> Bool {
    guard case .python(let text) = row, platform == "macos-arm64",
      let minor = text.split(separator: ".").last.flatMap({ Int($0) })
    else { return true }
    return minor >= 9
  }

  private static func versions(
    of source: DistributionSource, _ settings: MatrixSettings
  ) throws(ReleaseError) -> (list: [String], origin: String) {
    if let named = settings.python {
      if let version = named.first(where: { !source.accepts($0.text) }) {
        throw ReleaseError(
          .badManifest, "Python \(version.text) is in the matrix, and the distribution excludes it",
          at: version.place,
          why: ["requires-python says \(source.requiresPython ?? "nothing")"])
      }
      return (named.map(\.text), MatrixSettings.file)
    }
    let classified = source.classified.filter(source.accepts)
    if !classified.isEmpty { return (classified, "the classifiers") }
    let known = knownMinors.map { "3.\($0)" }.filter(source.accepts)
    guard !known.isEmpty else {
      throw ReleaseError(
        .badManifest, "requires-python leaves no Python to build for",
        at: Place(file: source.manifest, line: 1, column: 1),
        why: [
          "it says \(source.requiresPython ?? "nothing"), and the versions known are 3.\(knownMinors.lowerBound)"
            + " to 3.\(knownMinors.upperBound)"
        ])
    }
    return (known, source.requiresPython == nil ? "no requires-python" : "requires-python")
  }
}
