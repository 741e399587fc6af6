import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

extension Shell {
  /// The line to type next, taken from the plan; `nil` where there is nothing to suggest.
  ///
  /// No remote is asked: what it is known to have is what this repository last saw of it.
  func nextLine() -> String? {
    let isOutside = !hasRepository
    if let proposal, !isOutside || ["demo", "open", "!"].contains(where: proposal.hasPrefix) {
      return proposal
    }
    if isOutside { return "demo" }
    do throws(ReleaseError) {
      return try nextStep()
    } catch {
      return error.fix.first?.text
    }
  }

  /// How to go on with a release that is under way; `nil` where there is none.
  func unfinishedLine() -> String? {
    guard hasRepository, session.target != nil, let targets = try? targets(nil),
      let plan = try? ReleasePlan(
        leftToAsk(of: targets), in: view, world: quietWorld()),
      let next = plan.next
    else { return nil }
    let objects = targets.map(\.object).joined(separator: ", ")
    return "\(objects) is under way; the next shell here goes on with \(next.step.name)"
  }

  private func nextStep() throws(ReleaseError) -> String? {
    let repository = try view.repository()
    guard !repository.packages.isEmpty else { throw .noPackage(in: view) }
    if session.selection.isEmpty, try view.released().count != 1 {
      return try suggestedSelector().map { "use \($0)" }
    }
    if let error = try view.head().underWay.map(ReleaseError.underWay) {
      return error.fix.first?.text
    }
    let targets = try targets(nil)
    if session.target == nil {
      // Without a target: what stands in the manifests, where that has no tag yet.
      let known = Set(try view.knownTags().map(\.name))
      guard targets.contains(where: { !known.contains($0.tag) }) else { return "bump minor" }
    }
    let plan = try ReleasePlan(
      leftToAsk(of: targets), in: view, world: quietWorld())
    guard let next = plan.next else { return try afterRelease(of: targets) }
    switch next.state {
    case .blocked(let error): return error.fix.first?.text ?? next.step.name
    default: return targets.count > 1 ? "go" : next.step.name
    }
  }

  /// The steps without those that a registry was seen to prove: it is not asked here.
  private func leftToAsk(of targets: [ReleaseTarget]) throws(ReleaseError) -> [any ReleaseStep] {
    try ReleaseOrder.steps(for: targets, session.publishing, in: view).filter { step in
      step.provenByRegistry.map { session.seen[$0] == nil } ?? true
    }
  }

  /// What comes after a release: another package that has something to release, else the transcript.
  private func afterRelease(of targets: [ReleaseTarget]) throws(ReleaseError) -> String? {
    if let selector = try suggestedSelector(),
      !targets.contains(where: { $0.selector == selector }),
      try hasUnreleased(selector)
    {
      return "use \(selector)"
    }
    return entry == .prompt ? "transcript save release.relsh" : nil
  }

  private func hasUnreleased(_ selector: String) throws(ReleaseError) -> Bool {
    guard let index = try resolve(selector).first else { return false }
    guard let tag = try view.lastTag(of: index) else { return true }
    return try view.commits(since: tag, of: view.repository().packages[index]) ?? 0 > 0
  }

  /// The view's world, in which no remote and no registry is asked: a remote answers as it was last seen.
  private func quietWorld() -> World {
    var world = view.world
    let git = world.git
    let seen = session.seen
    let believed = session.isDryRun ? believed : [:]
    let tags = Set(((try? view.tags()) ?? []).map { "refs/tags/\($0.name) \($0.object)" })
    world.http = .none
    world.git.remoteReferences = { (remote: String, patterns: [String]) throws(Failure) in
      var known: [String: String] = [:]
      for pattern in patterns {
        if let object = believed["\(remote) \(pattern)"] {
          known[pattern] = object
        } else if pattern.hasPrefix("refs/heads/") {
          let branch = pattern.dropFirst("refs/heads/".count)
          if let commit = try git.commit("refs/remotes/\(remote)/\(branch)") {
            known[pattern] = commit
          }
        } else if let object = seen["\(remote) \(pattern)"], tags.contains("\(pattern) \(object)") {
          // Of a tag that is another by now it is not known what the remote has.
          known[pattern] = object
        }
      }
      return known
    }
    return world
  }
}
