package import Diagnostics

/// What a change of versions does to the files of a repository.
package struct Bump: Hashable, Sendable {
  /// A file that changes.
  package struct File: Hashable, Sendable {
    /// Relative to the repository.
    package var path: String
    /// The bytes that the edits were made for.
    package var old: [UInt8]
    /// The bytes afterwards.
    package var new: [UInt8]

    /// A file with its bytes before and after.
    package init(path: String, old: [UInt8], new: [UInt8]) {
      self.path = path
      self.old = old
      self.new = new
    }
  }

  /// One place that changes.
  package struct Change: Hashable, Sendable {
    /// What kind of statement changes.
    package enum Role: Int, Hashable, Sendable {
      /// A manifest's own version.
      case version
      /// What other packages ask of the package.
      case requirement
      /// An entry of a lock file.
      case lock
    }
    /// What kind of statement it is.
    package var role: Role
    /// The package whose version it is.
    package var package: Int
    /// Relative to the repository.
    package var file: String
    /// Counted from 1.
    package var line: Int
    /// The version or requirement as it is spelled before.
    package var old: String
    /// The version or requirement as it is spelled afterwards.
    package var new: String

    /// `crates/llmcc-core/Cargo.toml:3  0.1.0 -> 0.2.0`.
    package var text: String { "\(file):\(line)  \(old) -> \(new)" }
  }

  /// In the order of their paths; empty where everything is as it should be.
  package var files: [File] = []
  /// Versions first, then requirements, then lock files, each in the order of their places.
  package var changes: [Change] = []
  /// Every package whose version becomes another, asked for or not.
  package internal(set) var versions: [Int: Version] = [:]
  /// Packages that get the version because they inherit it.
  package internal(set) var movedAlong: [Int] = []
  /// Packages whose requirements moved though their version stays: they need a release of their own.
  package internal(set) var requirementsMoved: [Int] = []
}

extension Repository {
  /// What must be edited so that packages have other versions.
  ///
  /// Every manifest that states the version follows, requirements that do not accept it, and lock
  /// files. Nothing is edited that is right already, so that a second bump is empty.
  ///
  /// - Parameters:
  ///   - changes: the new versions by package. That they are not below the old is not looked at.
  ///   - contents: the bytes of a file, as they were when this model was read from them.
  /// - Returns: the files with their new bytes, and every place that changes.
  /// - Throws: `no-version-stated` where no manifest states the version, `version-not-python` and
  ///   `bad-version` where the version has no spelling, `file-changed` where a file is another now.
  package func bump(
    _ changes: [Int: Version], contents: (String) -> [UInt8]?
  ) throws(ReleaseError) -> Bump {
    var draft = BumpDraft(repository: self)
    try draft.move(changes)
    try draft.editVersions()
    try draft.editRequirements()
    return try draft.finished(contents: contents)
  }
}
