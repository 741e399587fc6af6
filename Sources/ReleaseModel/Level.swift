package import Diagnostics

/// A step from one version to the next, by the part that it raises.
///
/// - SeeAlso: cargo-release's reference, "Bump level"; `post` is PEP 440's.
package enum Level: String, CaseIterable, Hashable, Sendable {
  case major, minor, patch, release, alpha, beta, rc, post

  /// What the level does, in a few words.
  package var summary: String {
    switch self {
    case .major: "the next major version"
    case .minor: "the next minor version"
    case .patch: "the next patch version, or the release of a prerelease"
    case .release: "the release of this prerelease"
    case .alpha: "the next alpha"
    case .beta: "the next beta"
    case .rc: "the next release candidate"
    case .post: "the next post release, of a distribution"
    }
  }

  /// The version that the level leads to from another.
  ///
  /// Build metadata and the post number of the old version are gone afterwards.
  ///
  /// - Throws: `level-refused` where the level leads nowhere or back.
  package func next(after version: Version, for kind: PackageKind) throws(ReleaseError) -> Version {
    switch self {
    case .major: return Version(try raised(version.major, of: version), 0, 0)
    case .minor: return Version(version.major, try raised(version.minor, of: version), 0)
    case .patch: return version.isPrerelease ? version.release : try nextPatch(version)
    case .release:
      guard version.isPrerelease else {
        throw refused(version, "it is a release already", instead: "patch")
      }
      return version.release
    case .alpha, .beta, .rc: return try nextPrerelease(version)
    case .post:
      guard kind == .distribution else {
        throw refused(version, "a crate has no post releases", instead: "patch")
      }
      guard !version.isPrerelease else {
        throw refused(version, "a post release follows a release", instead: "release")
      }
      var next = version.release
      next.post =
        try version.post.map { post throws(ReleaseError) in
          try raised(post, of: version)
        } ?? 1
      return next
    }
  }

  private func nextPrerelease(_ version: Version) throws(ReleaseError) -> Version {
    var next = version.release
    guard version.isPrerelease else {
      next = try nextPatch(version)
      next.prerelease = rawValue + ".1"
      return next
    }
    let parts = version.prerelease.split(separator: ".", maxSplits: 1)
    if parts.first.map(String.init) == rawValue {
      let count = parts.count == 1 ? 0 : UInt64(parts[1])
      guard let count else {
        throw refused(
          version, "`\(version.prerelease)` is not counted by one number", instead: "release")
      }
      next.prerelease = "\(rawValue).\(try raised(count, of: version))"
    } else {
      next.prerelease = rawValue + ".1"
    }
    guard next > version else {
      throw refused(version, "\(next) would be a step back", instead: "release")
    }
    return next
  }

  private func nextPatch(_ version: Version) throws(ReleaseError) -> Version {
    Version(version.major, version.minor, try raised(version.patch, of: version))
  }

  private func raised(_ number: UInt64, of version: Version) throws(ReleaseError) -> UInt64 {
    let (next, over) = number.addingReportingOverflow(1)
    guard !over else {
      throw refused(version, "its number has no successor", instead: nil)
    }
    return next
  }

  private func refused(_ version: Version, _ reason: String, instead: String?) -> ReleaseError {
    ReleaseError(
      .levelRefused, "`\(rawValue)` leads nowhere from \(version)", why: [reason],
      fix: instead.map { [ShellLine("target \($0)")] } ?? [])
  }
}
