import ReleaseModel

/// One package and the version that it is to be released as.
struct ReleaseTarget: Hashable, Sendable {
  /// The index in the work tree's model.
  let index: Int
  let package: Package
  /// The canonical selector: `crate:llmcc-core`.
  let selector: String
  let version: Version
  /// The version as the package's own tools spell it.
  let spelled: String
  let tag: String

  /// What effects on it are bound to: `SELECTOR@VERSION`.
  var object: String { "\(selector)@\(version)" }

  /// The message of its tag, as the guide words it.
  var tagMessage: String {
    package.kind == .crate ? "Release \(package.name) \(spelled)" : "Release \(spelled)"
  }
}
