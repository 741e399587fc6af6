import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// The order of a release: the one list (design, section 4).
enum ReleaseOrder {
  /// The steps for packages in publish order: all local work first, package after package; then things
  /// leave, what others need before what needs it.
  static func steps(
    for targets: [ReleaseTarget], _ publishing: Publishing, in view: RepositoryView
  ) throws(ReleaseError) -> [any ReleaseStep] {
    var steps: [any ReleaseStep] = []
    for unit in try units(targets, in: view) {
      steps.append(VersionStep(targets: unit))
      steps.append(CommitStep(targets: unit))
      steps += unit.byTag.map(TagStep.init(sharing:))
    }
    let leaving = try leaving(targets, publishing, in: view)
    let waited = leaving.filter { $0 is WaitStep }.flatMap(\.targets)
    return steps + leaving + (try proving(targets, publishing, waited, in: view))
  }

  /// How packages leave: their tags in pushes of at most three, since GitHub starts nothing for more, and
  /// behind them what this machine publishes; where a workflow publishes a package, what needs it waits
  /// until it is served.
  ///
  /// Without `publishing` they are only pushed.
  static func leaving(
    _ targets: [ReleaseTarget], _ publishing: Publishing? = nil, in view: RepositoryView
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
          guard try isPublishedByWorkflow(need, publishing, in: view) else {
            // What a workflow publishes leaves behind what this machine has published for it.
            let isByWorkflow = try isPublishedByWorkflow(target, publishing, in: view)
            let isBehind = publishing != nil && isByWorkflow
            own = max(own, isBehind ? below + 1 : below)
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
        steps.append(
          WaitStep(
            target: need, dependents: dependents,
            choice: publishing?.choice ?? RegistryChoice()))
      }
      let tagged = group.byTag
      for start in stride(from: 0, to: tagged.count, by: Workflow.mostTagsAtOnce) {
        let end = min(start + Workflow.mostTagsAtOnce, tagged.count)
        let leaving = tagged[start..<end].flatMap(\.self)
        let isTogether = leaving.contains { target in
          let needs = repository.needs(of: target.index)
          return leaving.contains { needs.contains($0.index) }
        }
        steps.append(
          PushStep(targets: leaving, isHere: isTogether && publishing?.isHere ?? false))
      }
      guard let publishing else { continue }
      for target in group where try isPublishedHere(target, publishing, in: view) {
        steps.append(publish(target, publishing))
      }
    }
    return steps
  }

  /// What proves that all of it arrived: where a workflow publishes, its registry is waited for.
  ///
  /// Where nothing would start the workflow, as with an origin that is not on GitHub, nothing arrives
  /// either, unless the registry of a rehearsal was chosen.
  private static func proving(
    _ targets: [ReleaseTarget], _ publishing: Publishing, _ waited: [ReleaseTarget],
    in view: RepositoryView
  ) throws(ReleaseError) -> [any ReleaseStep] {
    var waits: [any ReleaseStep] = []
    var proofs: [any ReleaseStep] = []
    for target in targets where target.package.isPublishable {
      if try isPublishedByWorkflow(target, publishing, in: view) {
        guard try isServedSomewhere(target, publishing, in: view) else { continue }
        if !waited.contains(target) {
          waits.append(WaitStep(target: target, choice: publishing.choice))
        }
      } else if try !isPublishedHere(target, publishing, in: view) {
        continue
      }
      proofs.append(VerifyStep(target: target, choice: publishing.choice, others: targets))
    }
    return waits + proofs
  }

  private static func isServedSomewhere(
    _ target: ReleaseTarget, _ publishing: Publishing, in view: RepositoryView
  ) throws(ReleaseError) -> Bool {
    if publishing.choosesRegistry(for: target.package.kind) { return true }
    switch target.package.kind {
    case .crate:
      if let index = try? CrateIndex.chosen(in: view.world), index.name != "crates.io" {
        return true
      }
    case .distribution:
      if let index = try? PackageIndexClient.chosen(in: view.world), index.name != "pypi.org" {
        return true
      }
    }
    guard let remote = try PushStep.remote(in: view) else { return false }
    let address = try view.world.git.configuration("remote.\(remote).url") ?? ""
    return GitHubRepository(address) != nil
  }

  /// The names of the steps, in their order.
  static let names = ["bump", "commit", "tag", "wait", "push", "publish", "verify"]

  /// What uploads a package from this machine.
  static func publish(_ target: ReleaseTarget, _ publishing: Publishing) -> any ReleaseStep {
    switch target.package.kind {
    case .crate: PublishStep(target: target, publishing: publishing)
    case .distribution: DistributionPublishStep(target: target, publishing: publishing)
    }
  }

  /// Whether this machine publishes a package: asked to, or because no workflow does.
  static func isPublishedHere(
    _ target: ReleaseTarget, _ publishing: Publishing, in view: RepositoryView
  ) throws(ReleaseError) -> Bool {
    if publishing.isHere { return true }
    guard target.package.isPublishable else { return false }
    return try !isPublishedByWorkflow(target, publishing, in: view)
  }

  /// The workflows that publish a package once its tag is pushed.
  static func publishers(
    of target: ReleaseTarget, in view: RepositoryView
  ) throws(ReleaseError) -> [Workflow] {
    let workflows = try view.workflows(at: "HEAD")
    return workflows.started(byTag: target.tag).filter { !workflows.publishing(of: $0).isEmpty }
  }

  /// What is told of a package that this machine publishes, and a workflow behind its tag to the same place.
  static func alsoPublished(
    _ target: ReleaseTarget, to registry: String, in view: RepositoryView
  ) throws(ReleaseError) -> [StepLine] {
    guard ["crates.io", "pypi.org"].contains(registry),
      let workflow = try publishers(of: target, in: view).first
    else { return [] }
    return [
      .note("on GitHub the workflow \(workflow.name) publishes it too; the second finds it there")
    ]
  }

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
    _ target: ReleaseTarget, _ publishing: Publishing?, in view: RepositoryView
  ) throws(ReleaseError) -> Bool {
    if publishing?.isHere ?? false { return false }
    return try !publishers(of: target, in: view).isEmpty
  }
}
