package import Diagnostics
package import ReleaseModel
package import ReleaseWorld

/// A wheel or an sdist on this machine.
package struct DistributionFile: Hashable, Sendable {
  /// Without folders.
  package var name: String
  /// Relative to the work tree.
  package var path: String
  /// In lower-case hexadecimal.
  package var sha256: String

  package init(_ name: String, path: String, sha256: String) {
    self.name = name
    self.path = path
    self.sha256 = sha256
  }

  /// What is in it.
  ///
  /// - Throws: `.badArchive` with the lines that build it again, `.fileUnreadable`, `.interrupted`,
  ///   `.noLibrary`.
  package func archive(in world: World) throws(ReleaseError) -> Archive {
    do throws(ReleaseError) {
      return try Archive.read(file: path, in: world.files)
    } catch {
      guard error.code == .badArchive else { throw error }
      var error = error
      error.what = "\(path) cannot be opened"
      error.why.append(
        "it was not written to its end, or something else has its name: nothing was uploaded")
      error.fix = [ShellLine("!rm \(path.shellQuoted)"), DistributionFolder.buildLine()]
      throw error
    }
  }
}
