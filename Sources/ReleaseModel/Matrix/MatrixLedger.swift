/// The files that the matrix of a release must give: which are here, and which must come from elsewhere.
package struct MatrixLedger: Hashable, Sendable {
  /// Where the file of a cell is.
  package enum Place: Hashable, Sendable {
    /// It was built and proven here, and is kept.
    case kept
    /// It lies in `dist/`, and another machine built it.
    case laid
    /// The index serves it already.
    case served
    case missing
  }

  /// One file that the matrix must give.
  package struct Line: Hashable, Sendable {
    /// `nil` for the sdist.
    package let cell: MatrixCell?
    /// The file's name, where there is one.
    package let file: String?
    package let place: Place
  }

  /// The cells that can exist, row by row; the sdist last.
  package let lines: [Line]
  private let platforms: [String]

  /// The sdist's name among the cells.
  package static let sdist = "sdist"

  /// `kept` are file names by the names of their cells, `laid` and `served` those of all wheels and sdists
  /// of the version in `dist/` and on the index.
  package init(
    _ matrix: WheelMatrix, kept: [String: String], laid: [String], served: [String] = []
  ) {
    func place(_ cell: MatrixCell?, _ isIts: (String) -> Bool) -> Line {
      if let file = kept[cell?.name ?? Self.sdist] {
        return Line(cell: cell, file: file, place: .kept)
      }
      if let file = laid.first(where: isIts) { return Line(cell: cell, file: file, place: .laid) }
      if let file = served.first(where: isIts) {
        return Line(cell: cell, file: file, place: .served)
      }
      return Line(cell: cell, file: nil, place: .missing)
    }
    platforms = matrix.platforms
    lines =
      matrix.counted.map { cell in
        place(cell) { name in WheelName(name).map(cell.takes) ?? false }
      } + [place(nil) { SdistName($0) != nil }]
  }

  package var missing: [Line] { lines.filter { $0.place == .missing } }

  /// Which files are missing, in a few lines: `3.8, 3.9 for linux-aarch64, windows-x86_64`; `the sdist`.
  package var missingTexts: [String] {
    let cells = missing.compactMap(\.cell)
    // Platforms that lack the same rows stand together.
    var groups: [(rows: [String], platforms: [String])] = []
    for platform in platforms {
      let rows = cells.filter { $0.platform == platform }.map(\.row.description)
      guard !rows.isEmpty else { continue }
      if let place = groups.firstIndex(where: { $0.rows == rows }) {
        groups[place].platforms.append(platform)
      } else {
        groups.append((rows, [platform]))
      }
    }
    let texts = groups.map { group in
      "\(group.rows.joined(separator: ", ")) for \(group.platforms.joined(separator: ", "))"
    }
    return texts + (missing.contains { $0.cell == nil } ? ["the sdist"] : [])
  }

  /// `5 of 25 files`.
  package var countText: String {
    "\(lines.count - missing.count) of \(lines.count) files"
  }
}
