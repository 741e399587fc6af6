package import Diagnostics
import ManifestEditing

/// What the `pyproject.toml` of a distribution asks of other distributions directly.
package struct StatedRequirements: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    /// As it is written: `requests>=2,<3`.
    package let text: String
    package let requirement: PythonRequirement
    /// `dependencies`, `extra test`, `group dev`, `build`.
    package let origin: String
  }

  /// In the order of the file, each text once.
  package private(set) var lines: [Line] = []
  /// Whether another file gives its dependencies.
  package private(set) var isDynamic = false

  /// Reads a `pyproject.toml`.
  ///
  /// - Throws: `.badManifest`.
  package init(_ bytes: [UInt8], file: String) throws(ReleaseError) {
    let root = try TOMLDocument(bytes, file: file).root
    let project = root["project"]
    isDynamic =
      project == nil
      || project?["dynamic"]?.array?.contains { $0.string == "dependencies" } == true
    add(project?["dependencies"], "dependencies")
    for entry in project?["optional-dependencies"]?.table ?? [] {
      add(entry.value, "extra \(entry.key)")
    }
    for entry in root["dependency-groups"]?.table ?? [] { add(entry.value, "group \(entry.key)") }
    add(root["build-system"]?["requires"], "build")
  }

  private mutating func add(_ list: TOMLValue?, _ origin: String) {
    for text in (list?.array ?? []).compactMap(\.string) {
      guard let requirement = PythonRequirement(text), !lines.contains(where: { $0.text == text })
      else { continue }
      lines.append(Line(text: text, requirement: requirement, origin: origin))
    }
  }
}
