import ReleaseModel

/// The order of a release: the one list (design, section 4).
enum ReleaseOrder {
  /// The steps for packages in publish order: all local work first, package after package; then things
  /// leave.
  static func steps(for targets: [ReleaseTarget]) -> [any ReleaseStep] {
    let local: [any ReleaseStep] = targets.flatMap { target -> [any ReleaseStep] in
      [VersionStep(targets: [target]), CommitStep(targets: [target]), TagStep(target: target)]
    }
    return local + [PushStep(targets: targets)]
  }

  /// The names of the steps, in their order.
  static let names = ["bump", "commit", "tag", "push"]
}
