/// How many wheels one release of a distribution has.
package enum WheelShape: Hashable, Sendable {
  /// A compiled module for each Python and platform: `cp311-cp311-manylinux_2_17_x86_64`.
  case eachPython
  /// One for each platform, by CPython's stable ABI of 3.`minor`: `cp38-abi3-PLATFORM`.
  case stable(minor: Int)
  /// One for each platform, whatever the Python: `py3-none-PLATFORM`.
  case eachPlatform
  /// One for all: `py3-none-any`.
  case pure
}

/// What a wheel of the matrix is for, platforms apart.
package enum MatrixRow: Hashable, Sendable, CustomStringConvertible {
  /// One interpreter: `3.11`, `pypy3.9`.
  case python(String)
  /// CPython from 3.`minor` on.
  case stable(minor: Int)
  /// Any Python 3.
  case any

  package var description: String {
    switch self {
    case .python(let version): version
    case .stable(let minor): "abi3-3.\(minor)"
    case .any: "py3"
    }
  }
}

/// One wheel of the matrix.
package struct MatrixCell: Hashable, Sendable {
  package let row: MatrixRow
  /// `linux-x86_64`; `any` where the wheel is for every platform.
  package let platform: String
  /// Whether there is an interpreter for it anywhere; what cannot exist is not counted.
  package let exists: Bool

  /// As lines and files name it: `3.11 linux-x86_64`.
  package var name: String { "\(row) \(platform)" }

  /// What the wheel must fit, where one interpreter does: the stable ABI's oldest.
  package func wheelCell(on machine: String) -> WheelCell? {
    let platform = platform == WheelMatrix.anyPlatform ? machine : platform
    return switch row {
    case .python(let version): WheelCell(python: version, platform: platform)
    case .stable(let minor): WheelCell(python: "3.\(minor)", platform: platform)
    case .any: nil
    }
  }

  /// Whether a wheel of this name is one that the cell asks for: of its Python, its ABI and its platform.
  package func takes(_ wheel: WheelName) -> Bool {
    let isForAny = platform == WheelMatrix.anyPlatform
    // A wheel for musl is none for the Linux of most, which the matrix means.
    let tags = wheel.tags.filter { tag in
      (tag.platform == WheelMatrix.anyPlatform) == isForAny && !tag.platform.hasPrefix("musllinux")
    }
    switch row {
    case .python, .stable:
      guard let cell = wheelCell(on: platform) else { return false }
      var wanted = tags
      if case .stable = row { wanted = wanted.filter { $0.abi == "abi3" } }
      return wanted.contains(where: cell.takes)
    case .any:
      let own = tags.filter { $0.abi == "none" && $0.python == "py3" }
      // Any interpreter will do: only the platform is asked for.
      guard !isForAny, let cell = WheelCell(python: "3.99", platform: platform) else {
        return !own.isEmpty
      }
      return own.contains(where: cell.takes)
    }
  }
}
