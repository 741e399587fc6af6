package import Diagnostics

/// What is published: a crate of Cargo's or a distribution of Python's.
package enum PackageKind: String, CaseIterable, Hashable, Sendable {
  case crate, distribution

  /// The word before the colon of a canonical selector.
  package var selector: String { self == .crate ? "crate" : "py" }
}

extension Version {
  /// How a manifest of a package of that kind spells the version.
  ///
  /// - Throws: `version-not-python` for a distribution, `bad-version` for a post release of a crate.
  package func spelling(for kind: PackageKind) throws(ReleaseError) -> String {
    kind == .crate ? try semver() : try pep440()
  }
}
