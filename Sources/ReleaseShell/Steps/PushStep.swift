import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// The branch and the tags of packages on the remote, in one push.
struct PushStep: ReleaseStep {
  let targets: [ReleaseTarget]
  /// The branch, where no package of this release has a tag yet.
  let branch: String?
  /// This machine publishes packages of it that others of it need: no workflow is waited for between
  /// their tags.
  let isHere: Bool

  init(targets: [ReleaseTarget], branchAlone branch: String? = nil, isHere: Bool = false) {
    self.targets = targets
    self.branch = branch
    self.isHere = isHere
  }

  var name: String { "push" }
  var subject: String { objects.joined(separator: ", ") }
  var effect: EffectClass { .pushes }
  var objects: [String] { branch.map { [$0] } ?? tagNames }
  var command: String {
    "push -p \(targets.map(\.selector).joined(separator: ","))"
      + (isHere ? " \(Publishing.here.name)" : "") + " --confirm \(objects.joined(separator: ","))"
  }
  private var tags: [String] { branch == nil ? tagNames : [] }
  /// Each tag once, also where several packages share it.
  private var tagNames: [String] { targets.byTag.compactMap(\.first?.tag) }

  func state(in view: RepositoryView) throws(ReleaseError) -> StepState {
    let head = try view.head()
    guard let commit = head.commit else { throw .noCommit }
    guard let remote = try Self.remote(in: view) else { return .blocked(.noRemote) }
    let there: [String: String]
    do throws(ReleaseError) {
      let names = tags.map { "refs/tags/\($0)" }
      let upstream = head.upstream.map { ["refs/heads/\($0.branch)"] } ?? []
      there = try view.world.git.remoteReferences(remote, names + upstream)
    } catch {
      guard error.code == .remoteSilent else { throw error }
      return .unknown(error)
    }
    var missing: [GitTag] = []
    for tag in tags {
      let local = try view.tag(tag)
      switch (local, there["refs/tags/\(tag)"]) {
      case (nil, nil):
        return .blocked(head.branch == nil ? .detachedPush : .notTagged(tag, targets))
      case (let local?, nil): missing.append(local)
      case (let local?, let object?) where local.object == object: continue
      case (let local, let object?):
        let commit = there["refs/tags/\(tag)^{}"] ?? object
        if local == nil || local?.commit == commit { continue }
        return .blocked(.tagElsewhere(tag, remote, commit))
      }
    }
    if head.branch == nil, missing.isEmpty, branch == nil {
      return .done(outcome(head, remote), evidence: "\(remote) has \(tags.joined(separator: ", "))")
    }
    guard let local = head.branch else {
      return .blocked(.detachedPush)
    }
    guard let upstream = head.upstream else { return .blocked(.noUpstream(local, remote)) }
    let place = there["refs/heads/\(upstream.branch)"]
    let progress = try progress(of: place, commit, missing: missing, in: view)
    switch progress {
    case .blocked(let error): return .blocked(error)
    case .there:
      return .done(
        outcome(head, remote),
        evidence: "\(remote) has \(([upstream.branch] + tags).inSentence)")
    case .ahead: break
    }
    return .ready(
      [call(remote, local: local, upstream: upstream.branch, missing: missing)],
      shows: try shows(head, upstream, remote: remote, place: place, missing: missing, in: view))
  }

  private enum Progress {
    case there
    case ahead
    case blocked(ReleaseError)
  }

  private func progress(
    of place: String?, _ commit: String, missing: [GitTag], in view: RepositoryView
  ) throws(ReleaseError) -> Progress {
    guard let place else { return .ahead }
    if place == commit { return missing.isEmpty ? .there : .ahead }
    let isKnown = try view.world.git.commit(place) != nil
    if isKnown, try view.world.git.isAncestor(place, commit) { return .ahead }
    // Behind: what is to be pushed may be there all the same, where others have gone on since.
    if missing.isEmpty, isKnown, try view.world.git.isAncestor(commit, place) { return .there }
    return .blocked(.behind(place))
  }

  private func call(
    _ remote: String, local: String, upstream: String, missing: [GitTag]
  ) -> Effect {
    let leases = missing.map { "--force-with-lease=refs/tags/\($0.name):" }
    let references =
      ["refs/heads/\(local):refs/heads/\(upstream)"]
      + missing.map { "refs/tags/\($0.name):refs/tags/\($0.name)" }
    return .git(
      GitCall(
        ["push", "--atomic", "--porcelain"] + leases + [remote] + references,
        .push(remote: remote, references: references)))
  }

  private func outcome(_ head: Head, _ remote: String) -> Outcome {
    let branches = [head.upstream?.branch ?? head.branch].compactMap(\.self)
    return Outcome(.pushed, branches + tags, to: remote)
  }

  private func shows(
    _ head: Head, _ upstream: Upstream, remote: String, place: String?, missing: [GitTag],
    in view: RepositoryView
  ) throws(ReleaseError) -> [StepLine] {
    var lines: [StepLine] = []
    // Of a commit that a dry run only believes there is no id to tell.
    func spelled(_ commit: String) -> Substring {
      view.world.onlyShows ? "HEAD" : commit.prefix(7)
    }
    let from =
      try place.map { (commit) throws(ReleaseError) in
        try view.world.holds(commit) ? "\(commit.prefix(7)) -> " : ""
      } ?? "new, "
    lines.append(.plain("\(remote)/\(upstream.branch)  \(from)\(spelled(head.commit ?? ""))"))
    for tag in missing {
      lines.append(.plain("\(tag.name)  new, at \(spelled(tag.commit))"))
    }
    let prediction = try WorkflowPrediction(
      tags: missing, branch: upstream.branch, remote: remote, in: view)
    return lines + prediction.lines.map(StepLine.plain)
  }

  /// The remote that the branch follows, else the only one or `origin`; `nil` where there is none.
  static func remote(in view: RepositoryView) throws(ReleaseError) -> String? {
    if let upstream = try view.head().upstream { return upstream.remote }
    return try view.world.git.configuration("remote.origin.url") == nil ? nil : "origin"
  }
}

extension ReleaseError {
  static let noRemote = Self(
    .noRemote, "this repository has no remote", why: ["a push needs a place to go to"],
    fix: ["!git remote add origin ADDRESS"])

  static let detachedPush = detachedHead("a push moves a branch and its tag together")

  static func noUpstream(_ branch: String, _ remote: String) -> Self {
    let name = branch.shellQuoted
    return Self(
      .noUpstream, "\(branch) follows no branch of \(remote)",
      why: ["where a push goes is read from the branch's upstream"],
      fix: [
        ShellLine("!git config branch.\(name).remote \(remote.shellQuoted)"),
        ShellLine("!git config branch.\(name).merge refs/heads/\(name)"),
      ])
  }

  static func behind(_ place: String) -> Self {
    Self(
      .behind, "the upstream has commits that HEAD has not",
      why: ["it is at \(place.prefix(7)); a push would have to throw them away"],
      fix: ["!git pull --no-rebase --no-edit"])
  }

  static func notTagged(_ tag: String, _ targets: [ReleaseTarget]) -> Self {
    Self(
      .notTagged, "there is no tag \(tag) to push", why: ["the tag is made before it is pushed"],
      fix: [
        ShellLine(TagStep(sharing: targets.filter { $0.tag == tag }).command)
      ])
  }

  static func tagElsewhere(_ tag: String, _ remote: String, _ commit: String) -> Self {
    Self(
      .tagExists, "\(tag) on \(remote) is another tag, at \(commit.prefix(7))",
      why: ["a tag that others may have fetched is never moved"],
      fix: [ShellLine("undo-tag \(tag)")])
  }
}
