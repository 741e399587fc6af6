import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// The annotated tag of one package, in the local repository.
struct TagStep: ReleaseStep {
  let target: ReleaseTarget

  init(target: ReleaseTarget) { self.target = target }

  var name: String { "tag" }
  var targets: [ReleaseTarget] { [target] }
  var subject: String { target.tag }
  var effect: EffectClass { .commits }
  var objects: [String] { [] }
  var command: String { "tag -p \(target.selector)" }

  func state(in view: RepositoryView) throws(ReleaseError) -> StepState {
    guard let head = try view.head().commit else { throw .noCommit }
    if let local = try view.tag(target.tag) {
      if let error = try fault(of: local.commit, head, in: view) { return .blocked(error) }
      let note = local.isAnnotated ? "" : ", a lightweight one made by hand"
      return .done(outcome, evidence: "\(target.tag) stands at \(local.commit.prefix(7))\(note)")
    }
    if let error = try ambiguity(in: view) { return .blocked(error) }
    var shows: [StepLine] = []
    switch try onRemote(in: view) {
    case .absent: break
    case .silent(let error):
      shows.append(.note("\(error.what): whether the tag is there already, `push` will see"))
    case .there(let remote, let commit):
      guard try view.world.git.commit(commit) != nil else {
        if try view.head().isShallow { return .blocked(.shallow(target.tag)) }
        return .blocked(.tagOnRemoteOnly(target.tag, remote, commit))
      }
      if let error = try fault(of: commit, head, in: view) { return .blocked(error) }
      return .done(outcome, evidence: "\(target.tag) is on \(remote), at \(commit.prefix(7))")
    }
    let atHead = try view.version(of: target.package, at: "HEAD")
    guard target.package.isVersionedByTag || atHead == target.version else {
      let states = try view.headRepository().package(like: target.package)?.statedVersion
      return .blocked(.headDisagrees(target, states: states))
    }
    let call = GitCall(
      ["tag", "--message", target.tagMessage, "--", target.tag],
      .tag(name: target.tag, message: target.tagMessage))
    return .ready([.git(call)], shows: shows)
  }

  private var outcome: Outcome { Outcome(.tagged, [target.tag]) }

  /// Why a tag that is there is not this release's; `nil` where it is.
  private func fault(
    of commit: String, _ head: String, in view: RepositoryView
  ) throws(ReleaseError) -> ReleaseError? {
    let isBelow = try view.world.git.isAncestor(commit, head)
    if isBelow, target.package.isVersionedByTag { return nil }
    if isBelow, try view.version(of: target.package, at: commit) == target.version { return nil }
    return .tagExists(target.tag, at: commit, head: head, isBelow: isBelow, target)
  }

  private func ambiguity(in view: RepositoryView) throws(ReleaseError) -> ReleaseError? {
    guard let reading = try view.conventions().read(target.tag) else { return nil }
    let repository = try view.repository()
    let own = repository.packages.firstIndex { $0 == target.package } ?? target.index
    if reading.packages.contains(own), reading.version == target.version { return nil }
    let others = reading.packages.map { repository.selector(of: $0) }.joined(separator: ", ")
    return ReleaseError(
      .tagAmbiguous, "\(target.tag) would be read as a tag of \(others)",
      why: ["release workflows take the longest package name that fits; rename the tag format"])
  }

  private enum Remote {
    case absent
    case silent(ReleaseError)
    case there(remote: String, commit: String)
  }

  private func onRemote(in view: RepositoryView) throws(ReleaseError) -> Remote {
    guard let remote = try PushStep.remote(in: view) else { return .absent }
    let name = "refs/tags/\(target.tag)"
    do throws(ReleaseError) {
      let there = try view.world.git.remoteReferences(remote, [name])
      guard let commit = there["\(name)^{}"] ?? there[name] else { return .absent }
      return .there(remote: remote, commit: commit)
    } catch {
      guard error.code == .remoteSilent else { throw error }
      return .silent(error)
    }
  }
}

extension ReleaseError {
  /// The tag is there and points elsewhere, or at a commit that states another version.
  static func tagExists(
    _ tag: String, at found: String, head: String, isBelow: Bool, _ target: ReleaseTarget
  ) -> Self {
    let why =
      isBelow
      ? "the manifests there do not state \(target.spelled)"
      : "HEAD is \(head.prefix(7)), which does not descend from it, and a tag that others may have fetched is never moved"
    return Self(
      .tagExists, "\(tag) is already a tag, at \(found.prefix(7))", why: [why],
      fix: [ShellLine("undo-tag \(tag)")])
  }

  static func shallow(_ tag: String) -> Self {
    Self(
      .shallow, "this clone is shallow, and \(tag) stands at a commit that it does not have",
      why: ["in GitHub Actions, `fetch-depth: 0` at actions/checkout brings the whole history"],
      fix: ["!git fetch --unshallow --tags"])
  }

  static func tagOnRemoteOnly(_ tag: String, _ remote: String, _ commit: String) -> Self {
    Self(
      .tagExists, "\(tag) is already on \(remote), at \(commit.prefix(7))",
      why: ["that commit is not in this repository: somebody else made the tag"],
      fix: [ShellLine("undo-tag \(tag)")])
  }

  static func headDisagrees(_ target: ReleaseTarget, states: String?) -> Self {
    Self(
      .headDisagrees, "the manifest at HEAD does not say \(target.spelled)",
      why: ["it says \(states ?? "nothing"), and a tag names what its commit states"],
      fix: [
        ShellLine("bump \(target.version) -p \(target.selector)"),
        ShellLine("commit -p \(target.selector)"),
      ])
  }
}
