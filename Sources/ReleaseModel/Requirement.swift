package import Diagnostics

/// What one crate asks of another's version.
///
/// - SeeAlso: The Cargo Book, "Specifying Dependencies", "Version requirement syntax".
package struct Requirement: Hashable, Sendable, CustomStringConvertible {
  /// The requirement as the manifest spells it.
  package let text: String
  let comparators: [Comparator]

  /// One condition: an operator and as many of the three numbers as are stated.
  struct Comparator: Hashable, Sendable {
    enum Operator: Hashable, Sendable {
      case caret, tilde, exact, greater, greaterOrEqual, less, lessOrEqual, wildcard
    }
    var sign: Operator
    var major: UInt64?
    var minor: UInt64?
    var patch: UInt64?
    var prerelease = ""
    /// Where the numbers stand in the text, in bytes.
    var range: Range<Int>
  }

  /// Reads a requirement.
  ///
  /// - Throws: `bad-version`, with the place in the text.
  package init(_ text: String) throws(ReleaseError) {
    self.text = text
    do throws(VersionScanner.Flaw) {
      var parser = RequirementParser(bytes: Array(text.utf8))
      comparators = try parser.comparators()
    } catch {
      throw ReleaseError(
        .badVersion, "`\(text)` is not a version requirement",
        at: Place(file: nil, bytes: Array(text.utf8), range: error.range), why: [error.reason])
    }
  }

  /// The requirement as the manifest spells it.
  package var description: String { text }

  /// Whether the version meets every condition.
  ///
  /// A prerelease is accepted only where a condition names a prerelease of the same three numbers.
  package func accepts(_ version: Version) -> Bool {
    guard version.post == nil, comparators.allSatisfy({ $0.accepts(version) }) else { return false }
    if !version.isPrerelease { return true }
    return comparators.contains {
      !$0.prerelease.isEmpty && $0.major == version.major && $0.minor == version.minor
        && $0.patch == version.patch
    }
  }

  /// Whether it accepts no version but one.
  package var isPin: Bool {
    comparators.contains { $0.sign == .exact && $0.patch != nil }
  }

  /// The same requirement for another version: operators, precision and spacing stay.
  ///
  /// `0.1` is `0.2` for 0.2.0, `=0.1.0` is `=0.2.0`, `>=0.1, <0.2` is `>=0.2, <0.3`. A prerelease
  /// needs all its numbers (`0.1` is `0.2.0-rc.1` for 0.2.0-rc.1). The result accepts the version.
  package func moved(to version: Version) -> String {
    var bytes = Array(text.utf8)
    for comparator in comparators.reversed() {
      guard let numbers = comparator.numbers(for: version) else { continue }
      bytes.replaceSubrange(comparator.range, with: Array(numbers.utf8))
    }
    let moved = String(decoding: bytes, as: UTF8.self)
    if let requirement = try? Requirement(moved), requirement.accepts(version) { return moved }
    var bare = version
    bare.build = ""
    return bare.description
  }
}

extension Requirement.Comparator {
  func accepts(_ version: Version) -> Bool {
    guard let major else { return true }
    let found = (version.major, version.minor, version.patch)
    switch sign {
    case .exact, .wildcard:
      return major == found.0 && (minor ?? found.1) == found.1 && (patch ?? found.2) == found.2
        && (patch == nil || prerelease == version.prerelease)
    case .greater: return isAbove(version)
    case .greaterOrEqual: return isAbove(version) || matchesStated(version)
    case .less: return !isAbove(version) && !matchesStated(version)
    case .lessOrEqual: return !isAbove(version)
    case .tilde:
      guard major == found.0, minor == nil || minor == found.1 else { return false }
      return patch == nil || lowest <= bare(version)
    case .caret:
      guard major == found.0 else { return false }
      guard let minor else { return true }
      guard let patch else { return major > 0 ? found.1 >= minor : found.1 == minor }
      if major > 0 { return lowest <= bare(version) }
      if minor > 0 { return found.1 == minor && lowest <= bare(version) }
      return found.1 == 0 && found.2 == patch && lowest <= bare(version)
    }
  }

  private var lowest: Version {
    Version(major ?? 0, minor ?? 0, patch ?? 0, prerelease: prerelease)
  }

  private func bare(_ version: Version) -> Version {
    Version(version.major, version.minor, version.patch, prerelease: version.prerelease)
  }

  /// Whether the version is one that the stated numbers name, as `1.2` names 1.2.0 and 1.2.9.
  private func matchesStated(_ version: Version) -> Bool {
    guard major == version.major, minor == nil || minor == version.minor else { return false }
    return patch == nil || (patch == version.patch && prerelease == version.prerelease)
  }

  /// Whether the version is above all that the stated numbers name.
  private func isAbove(_ version: Version) -> Bool {
    guard let major else { return false }
    if version.major != major { return version.major > major }
    guard let minor else { return false }
    if version.minor != minor { return version.minor > minor }
    guard patch != nil else { return false }
    return bare(version) > lowest
  }

  /// The numbers of the condition for another version; `nil` where they stay.
  func numbers(for version: Version) -> String? {
    guard major != nil else { return version.isPrerelease ? full(version) : nil }
    switch sign {
    case .greater: return nil
    case .less: return upperBound(for: version)
    case .wildcard:
      if version.isPrerelease { return full(version) }
      return minor == nil ? "\(version.major).*" : "\(version.major).\(version.minor).*"
    case .caret, .tilde, .exact, .greaterOrEqual, .lessOrEqual:
      if version.isPrerelease { return full(version) }
      return stated(version.major, version.minor, version.patch)
    }
  }

  private func full(_ version: Version) -> String { bare(version).description }

  private func stated(_ major: UInt64, _ minor: UInt64, _ patch: UInt64) -> String {
    if self.minor == nil { return "\(major)" }
    return self.patch == nil ? "\(major).\(minor)" : "\(major).\(minor).\(patch)"
  }

  /// The first version that is too high, one above in the part that the old bound raises.
  private func upperBound(for version: Version) -> String? {
    if accepts(version) { return nil }
    if (patch ?? 0) > 0 { return stated(version.major, version.minor, version.patch &+ 1) }
    if (minor ?? 0) > 0 { return stated(version.major, version.minor &+ 1, 0) }
    return stated(version.major &+ 1, 0, 0)
  }
}
