/// A thing with a version that gets published: a crate of Cargo's or a distribution of Python's.
package struct Package: Hashable, Sendable {
  /// A crate or a distribution.
  package var kind: PackageKind
  /// The name under which it is published.
  package var name: String
  /// The version that its main manifest states; `nil` where none is stated or it cannot be read.
  package var version: Version?
  /// The version as that manifest spells it.
  package var statedVersion: String?
  /// The file that makes it a package, relative to the repository: its `Cargo.toml`,
  /// `pyproject.toml`, `setup.cfg` or `setup.py`.
  package var manifest: String
  /// The folder of the manifest; empty for the repository's own.
  package var directory: String
  /// Every place that states the version, the main one first; they may disagree.
  package var statements: [Statement]
  /// The version group: packages that inherit one version from their workspace.
  package var group: String?
  /// The index of its Cargo workspace; `nil` for distributions, and where cargo finds none.
  package var workspace: Int?
  /// Why it cannot be published, in one phrase; `nil` where it can.
  package var unpublishable: String?
  /// What it asks of the repository's other packages, in the order of its manifest.
  package var dependencies: [Dependency]
  /// The crate that a distribution takes its version from.
  package var versionFrom: Int?

  /// Whether only a tag gives its version: a distribution that no file states the version of (setuptools_scm
  /// and its like).
  package var isVersionedByTag: Bool {
    kind == .distribution && statements.isEmpty && version == nil && versionFrom == nil
  }

  /// Whether nothing in its manifest forbids to publish it.
  package var isPublishable: Bool { unpublishable == nil }
}

/// One place in one file that states a version or a requirement.
package struct Statement: Hashable, Sendable {
  /// Relative to the repository.
  package var file: String
  /// Counted from 1.
  package var line: Int
  /// The bytes of the text, without quotes.
  package var range: Range<Int>
  /// The version or requirement as it is spelled there.
  package var text: String

  /// A statement at its place.
  package init(file: String, line: Int, range: Range<Int>, text: String) {
    self.file = file
    self.line = line
    self.range = range
    self.text = text
  }

  /// `FILE:LINE`.
  package var place: String { "\(file):\(line)" }
}

/// What a package asks of another package of the repository.
package struct Dependency: Hashable, Sendable {
  /// When a dependency is needed: for the library itself, to build it, to test it.
  package enum Kind: String, Hashable, Sendable {
    case normal, build, dev
  }

  /// The index of the package that is needed.
  package var package: Int
  /// When it is needed.
  package var kind: Kind
  /// The name that the manifest gives it, the package's own unless it is renamed.
  package var alias: String
  /// Where the requirement stands and how it is spelled; `nil` where a path is all there is.
  ///
  /// Of an inherited dependency this is the place in `[workspace.dependencies]`.
  package var requirement: Statement?
  /// Whether it is taken from `[workspace.dependencies]`.
  package var isInherited: Bool
}

/// A Cargo workspace: the packages that are built together and share a lock file.
package struct Workspace: Hashable, Sendable {
  /// The manifest with `[workspace]`, or that of a crate which stands alone.
  package var manifest: String
  /// The folder of the manifest; empty for the repository's own.
  package var directory: String
  /// The indices of its crates.
  package var members: [Int]
  /// The version that members may inherit.
  package var version: Statement?
  /// What `[workspace.dependencies]` asks of the repository's packages.
  package var dependencies: [Dependency]
  /// Whether the manifest has a `[workspace]` table.
  package var isDeclared: Bool
}

/// Something about the repository that a person may want to know and that stops nothing.
package struct RepositoryNote: Hashable, Sendable {
  /// Relative to the repository.
  package var file: String
  /// One phrase.
  package var text: String
}
