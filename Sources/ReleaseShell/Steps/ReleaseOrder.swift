import Diagnostics
import ReleaseModel

/// The order of a release: the one list (design, section 4).
enum ReleaseOrder {
  /// The steps for packages in publish order: all local work first, package after package; then things
  /// leave, what others need before what needs it.
  static func steps(
    for targets: [ReleaseTarget], in view: RepositoryView
  ) throws(ReleaseError) -> [any ReleaseStep] {
    var steps: [any ReleaseStep] = []
    for unit in try units(targets, in: view) {
      steps.append(VersionStep(targets: unit))
      steps.append(CommitStep(targets: unit))
      steps += unit.byTag.map(TagStep.init(sharing:))
    }
    return steps + (try leaving(targets, in: view))
  }

  /// How the tags of packages leave: in pushes of at most three, since GitHub starts nothing for more; where
  /// a workflow publishes a package, what needs it waits until it is served.
  static func leaving(
    _ targets: [ReleaseTarget], in view: RepositoryView
  ) throws(ReleaseError) -> [any ReleaseStep] {
    let repository = try view.repository()
    var level: [Int: Int] = [:]
    var waits: [Int: [ReleaseTarget]] = [:]
    // Packages that share a tag leave at once.
    for sharing in targets.byTag {
      var own = 0
      for target in sharing {
        let needed = targets.filter { need in
          repository.needs(of: target.index).contains(need.index) && need.tag != target.tag
        }
        for need in needed {
          let below = level[need.index] ?? 0
          guard try isPublishedByWorkflow(need, in: view) else {
            own = max(own, below)
            continue
          }
          own = max(own, below + 1)
          waits[target.index, default: []].append(need)
        }
      }
      for target in sharing { level[target.index] = own }
    }
    var steps: [any ReleaseStep] = []
    for number in Set(level.values).sorted() {
      let group = targets.filter { level[$0.index] == number }
      let needed = Set(group.flatMap { waits[$0.index] ?? [] })
      for need in targets where needed.contains(need) && level[need.index] == number - 1 {
        let dependents = group.filter { waits[$0.index]?.contains(need) ?? false }
        steps.append(WaitStep(target: need, dependents: dependents))
      }
      let tagged = group.byTag
      for start in stride(from: 0, to: tagged.count, by: Workflow.mostTagsAtOnce) {
        let end = min(start + Workflow.mostTagsAtOnce, tagged.count)
        steps.append(PushStep(targets: tagged[start..<end].flatMap(\.self)))
      }
    }
    return steps
  }

  /// The names of the steps, in their order.
  static let names = ["bump", "commit", "tag", "wait", "push"]

  /// Each package for itself, those that share a tag together; several that stand bumped in the tree
  /// already are one commit.
  private static func units(
    _ targets: [ReleaseTarget], in view: RepositoryView
  ) throws(ReleaseError) -> [[ReleaseTarget]] {
    guard targets.count > 1 else { return targets.map { [$0] } }
    let tree = try view.repository()
    let head = try view.headRepository()
    let bumped = targets.filter { target in
      tree.package(like: target.package)?.version == target.version
        && head.package(like: target.package)?.version != target.version
    }
    let groups = targets.byTag
    let begun = groups.filter { group in group.contains(where: bumped.contains) }
    guard begun.count > 1 else { return groups }
    return [begun.flatMap(\.self)] + groups.filter { !begun.contains($0) }
  }

  private static func isPublishedByWorkflow(
    _ target: ReleaseTarget, in view: RepositoryView
  ) throws(ReleaseError) -> Bool {
    let workflows = try view.workflows(at: "HEAD")
    return workflows.started(byTag: target.tag).contains { !workflows.publishing(of: $0).isEmpty }
  }
}
