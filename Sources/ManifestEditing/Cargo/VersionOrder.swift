/// The precedence of a SemVer version, for the order of a lock file alone.
struct VersionOrder: Comparable {
  private let numbers: [String]
  private let prerelease: [String]
  private let build: String

  init(_ text: String) {
    let parts = text.split(separator: "+", maxSplits: 1)
    build = parts.count > 1 ? String(parts[1]) : ""
    let core = (parts.first ?? "").split(separator: "-", maxSplits: 1)
    numbers = (core.first ?? "").split(separator: ".").map(String.init)
    prerelease = core.count > 1 ? core[1].split(separator: ".").map(String.init) : []
  }

  static func < (one: Self, other: Self) -> Bool {
    if one.numbers != other.numbers { return precedes(one.numbers, other.numbers) }
    if one.prerelease.isEmpty != other.prerelease.isEmpty { return other.prerelease.isEmpty }
    if one.prerelease != other.prerelease { return precedes(one.prerelease, other.prerelease) }
    return one.build < other.build
  }

  /// Numbers by value and before words, words by text, a shorter list first.
  private static func precedes(_ one: [String], _ other: [String]) -> Bool {
    for (left, right) in zip(one, other) where left != right {
      switch (isNumber(left), isNumber(right)) {
      case (true, true): return (left.utf8.count, left) < (right.utf8.count, right)
      case (true, false): return true
      case (false, true): return false
      case (false, false): return left < right
      }
    }
    return one.count < other.count
  }

  private static func isNumber(_ text: String) -> Bool { text.utf8.allSatisfy(TOMLScalar.isDigit) }
}
