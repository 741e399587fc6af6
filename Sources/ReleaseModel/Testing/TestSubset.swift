/// The cells of a matrix in which the wheels are installed and tested before a release: a few Pythons on each
/// system.
package struct TestSubset: Hashable, Sendable {
  /// One environment that a wheel is installed in.
  package struct Cell: Hashable, Sendable {
    /// `3.11`, `pypy3.9`.
    package let python: String
    /// `linux-x86_64`.
    package let platform: String
    /// The cell of the matrix whose wheel is installed; `nil` where the matrix has none for it.
    package let wheel: MatrixCell?

    package init(python: String, platform: String, wheel: MatrixCell?) {
      self.python = python
      self.platform = platform
      self.wheel = wheel
    }

    /// As lines name it: `3.11 linux-x86_64`.
    package var name: String { "\(python) \(platform)" }
  }

  /// System by system, this machine's first.
  package let cells: [Cell]

  /// What is tested where `relsh.toml` names nothing: the guide's oldest, its usual one and its newest.
  static let usual = ["3.8", "3.11", "3.12"]

  /// The subset of a distribution's matrix, with one platform a system: `host` for its own.
  package init(
    of matrix: WheelMatrix, _ source: DistributionSource, _ settings: MatrixSettings, host: String
  ) {
    let pythons = settings.subset ?? Self.pythons(of: matrix, source)
    let named = settings.platforms ?? WheelMatrix.usualPlatforms
    var systems: [String: String] = [:]
    var order: [String] = []
    for platform in named {
      let system = Self.system(of: platform)
      if systems[system] == nil { order.append(system) }
      if systems[system] == nil || platform == host { systems[system] = platform }
    }
    let own = Self.system(of: host)
    order.sort { left, right in left == own && right != own }
    var cells: [Cell] = []
    for platform in order.compactMap({ systems[$0] }) {
      for python in pythons {
        cells.append(
          Cell(
            python: python, platform: platform,
            wheel: source.accepts(python) ? matrix.cell(for: python, on: platform) : nil))
      }
    }
    self.cells = cells
  }

  /// The usual ones that the distribution takes; its oldest instead of one that it does not take.
  private static func pythons(of matrix: WheelMatrix, _ source: DistributionSource) -> [String] {
    let rows = matrix.rows.compactMap { row -> String? in
      if case .python(let version) = row { version } else { nil }
    }
    let all = rows.isEmpty ? WheelMatrix.knownMinors.map { "3.\($0)" } : rows
    let accepted = all.filter(source.accepts)
    let found = usual.filter(accepted.contains)
    guard let oldest = accepted.first, !found.contains(oldest) else { return found }
    return [oldest] + found
  }

  private static func system(of platform: String) -> String {
    String(platform.prefix { $0 != "-" })
  }
}

extension WheelMatrix {
  /// The cell whose wheel an interpreter installs; `nil` where there is none.
  package func cell(for python: String, on platform: String) -> MatrixCell? {
    cells.first { cell in
      guard cell.exists, [platform, Self.anyPlatform].contains(cell.platform) else { return false }
      return switch cell.row {
      case .python(let version): version == python
      case .stable(let minor):
        WheelCell(python: python, platform: platform)
          .map { $0.implementation == .cpython && $0.minor >= minor } ?? false
      case .any: true
      }
    }
  }
}
