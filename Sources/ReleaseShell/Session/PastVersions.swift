import Diagnostics
import ReleaseModel
import ReleaseWorld

extension RepositoryView {
  /// How far down the history a version is looked for that no tag names.
  private static let depth = 32

  /// Whether a version was reached before the one that HEAD states: an ancestor of HEAD states it.
  ///
  /// The package's tag of that version says where; without one the last commits are looked through.
  func isPast(_ target: ReleaseTarget) throws(ReleaseError) -> Bool {
    guard let current = try headRepository().package(like: target.package)?.version,
      target.version < current
    else { return false }
    if let tag = try tag(target.tag) {
      guard try ancestors().contains(commitOf: tag) else { return false }
      return try version(of: target.package, at: tag.commit) == target.version
    }
    for back in 1...Self.depth {
      guard let commit = try world.git.commit("HEAD~\(back)") else { return false }
      guard let version = try version(of: target.package, at: commit) else { return false }
      if version == target.version { return true }
      // Versions go up, so that nothing further down can be it.
      if version < target.version { return false }
    }
    return false
  }

  /// The targets that HEAD has not passed.
  func notPast(_ targets: [ReleaseTarget]) throws(ReleaseError) -> [ReleaseTarget] {
    var left: [ReleaseTarget] = []
    for target in targets where try !isPast(target) { left.append(target) }
    return left
  }
}

extension [ReleaseTarget] {
  /// The evidence for versions that are past.
  var past: String {
    "later versions stand on \(Set(map(\.spelled)).sorted().joined(separator: ", "))"
  }
}
