package import Diagnostics
import ManifestEditing

/// What the tests of a distribution need beside it, as its `pyproject.toml` says.
///
/// - SeeAlso: PEP 735, "Dependency Groups in pyproject.toml".
package struct TestNeeds: Hashable, Sendable {
  /// The extra with which the wheel is installed.
  package private(set) var `extra`: String?
  /// Requirements of the dependency group, with those of the groups that it includes.
  package private(set) var requirements: [String] = []

  private static let names = ["test", "tests", "testing", "dev"]

  /// Nothing but pytest.
  package init() {}

  /// Reads a `pyproject.toml`.
  ///
  /// - Throws: `.badManifest`.
  package init(_ bytes: [UInt8], file: String) throws(ReleaseError) {
    let root = try TOMLDocument(bytes, file: file).root
    let extras = root["project"]?["optional-dependencies"]
    let groups = root["dependency-groups"]
    `extra` = Self.names.first { extras?[$0] != nil }
    guard let group = Self.names.first(where: { groups?[$0] != nil }) else { return }
    var (seen, waiting) = (Set<String>(), [group])
    while let name = waiting.popLast() {
      guard seen.insert(name).inserted else { continue }
      for entry in groups?[name]?.array ?? [] {
        if let text = entry.string { requirements.append(text) }
        if let included = entry["include-group"]?.string { waiting.append(included) }
      }
    }
  }
}
