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
}
