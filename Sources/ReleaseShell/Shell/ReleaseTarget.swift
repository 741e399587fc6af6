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

  /// The message of a tag that is its own, as the guide words it.
  var tagMessage: String {
    package.kind == .crate ? "Release \(package.name) \(spelled)" : "Release \(spelled)"
  }
}

extension [ReleaseTarget] {
  /// The packages by the tag that they have or share, each tag where its first package stands.
  var byTag: [[ReleaseTarget]] {
    var places: [String: Int] = [:]
    var groups: [[ReleaseTarget]] = []
    for target in self {
      if let place = places[target.tag] {
        groups[place].append(target)
      } else {
        places[target.tag] = groups.count
        groups.append([target])
      }
    }
    return groups
  }
}
