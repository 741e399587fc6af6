import Diagnostics

/// A version, kept as SemVer 2.0 whatever its spelling was.
///
/// Python's post releases have no SemVer twin; they are the optional ``post``, which only
/// distributions take. The order is SemVer's precedence (a post release after its release), then
/// the build metadata, so that `==` and `<` agree.
///
/// - SeeAlso: semver.org, 2.0.0; PEP 440.
package struct Version: Hashable, Sendable {
  /// The first number.
  package var major: UInt64
  /// The second number.
  package var minor: UInt64
  /// The third number.
  package var patch: UInt64
  /// What most versions have not, apart: a repository may have 10,000 of them in its tags.
  private var rest: Rest?

  private final class Rest: Hashable, Sendable {
    let prerelease: String
    let build: String
    let post: UInt64?

    init?(_ prerelease: String, _ build: String, _ post: UInt64?) {
      if prerelease.isEmpty, build.isEmpty, post == nil { return nil }
      self.prerelease = prerelease
      self.build = build
      self.post = post
    }

    static func == (one: Rest, other: Rest) -> Bool {
      one.prerelease == other.prerelease && one.build == other.build && one.post == other.post
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(prerelease)
      hasher.combine(build)
      hasher.combine(post)
    }
  }

  /// The identifiers after `-`, with their dots; empty for a release.
  package var prerelease: String {
    get { rest?.prerelease ?? "" }
    set { rest = Rest(newValue, build, post) }
  }

  /// The identifiers after `+`, with their dots; empty where there are none.
  package var build: String {
    get { rest?.build ?? "" }
    set { rest = Rest(prerelease, newValue, post) }
  }

  /// The number of a Python post release (`0.8.0.post1`); crates have none.
  package var post: UInt64? {
    get { rest?.post }
    set { rest = Rest(prerelease, build, newValue) }
  }

  /// A version of its parts, which are not looked at.
  package init(
    _ major: UInt64, _ minor: UInt64, _ patch: UInt64, prerelease: String = "",
    build: String = "", post: UInt64? = nil
  ) {
    self.major = major
    self.minor = minor
    self.patch = patch
    rest = Rest(prerelease, build, post)
  }

  /// Whether there are prerelease identifiers.
  package var isPrerelease: Bool { !prerelease.isEmpty }

  /// The version without prerelease, build metadata and post number.
  package var release: Version { Version(major, minor, patch) }
}

extension Version: CustomStringConvertible {
  /// SemVer's spelling, with `.postN` where there is a post number.
  package var description: String {
    var text = "\(major).\(minor).\(patch)"
    if !prerelease.isEmpty { text += "-" + prerelease }
    if let post { text += ".post\(post)" }
    if !build.isEmpty { text += "+" + build }
    return text
  }
}

extension Version: Comparable {
  /// SemVer's precedence, then the post number, then the build metadata.
  package static func < (left: Version, right: Version) -> Bool {
    if left.major != right.major { return left.major < right.major }
    if left.minor != right.minor { return left.minor < right.minor }
    if left.patch != right.patch { return left.patch < right.patch }
    if left.prerelease != right.prerelease {
      if left.prerelease.isEmpty { return false }
      if right.prerelease.isEmpty { return true }
      return identifiers(left.prerelease, precede: right.prerelease)
    }
    if left.post != right.post {
      guard let leftPost = left.post else { return true }
      guard let rightPost = right.post else { return false }
      return leftPost < rightPost
    }
    return left.build != right.build && identifiers(left.build, precede: right.build)
  }

  /// SemVer, rule 11.4: numbers by value and below words, words by their bytes, more above fewer.
  private static func identifiers(_ left: String, precede right: String) -> Bool {
    let lefts = left.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let rights = right.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    for (one, other) in zip(lefts, rights) where !one.elementsEqual(other) {
      let oneIsNumber = one.allSatisfy(\.isDigit)
      let otherIsNumber = other.allSatisfy(\.isDigit)
      guard oneIsNumber, otherIsNumber else {
        return oneIsNumber == otherIsNumber ? one.lexicographicallyPrecedes(other) : oneIsNumber
      }
      // Without leading zeros the longer number is the greater one, however long it is.
      return one.count == other.count
        ? one.lexicographicallyPrecedes(other) : one.count < other.count
    }
    return lefts.count < rights.count
  }
}

extension UInt8 {
  /// An ASCII digit.
  package var isDigit: Bool { self >= 0x30 && self <= 0x39 }

  /// An ASCII letter, a digit or `-`: what SemVer's identifiers are made of.
  package var isIdentifier: Bool {
    isDigit || self == 0x2D || (self >= 0x41 && self <= 0x5A) || (self >= 0x61 && self <= 0x7A)
  }
}
