import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// A tag that is neither here nor on the remote.
struct UndoTagStep: ReleaseStep {
  let tag: String

  init(_ tag: String) { self.tag = tag }

  var name: String { "undo-tag" }
  var targets: [ReleaseTarget] { [] }
  var subject: String { tag }
  var effect: EffectClass { .pushes }
  var objects: [String] { [tag] }
  var command: String { "undo-tag \(tag) --confirm \(tag)" }

  func state(in view: RepositoryView) throws(ReleaseError) -> StepState {
    let local = try view.tag(tag)
    let name = "refs/tags/\(tag)"
    var effects: [Effect] = []
    var shows: [StepLine] = []
    let remote = try PushStep.remote(in: view)
    if let remote {
      let there: [String: String]
      do throws(ReleaseError) {
        there = try view.world.git.remoteReferences(remote, [name])
      } catch {
        guard error.code == .remoteSilent else { throw error }
        return .unknown(error)
      }
      if let object = there[name] {
        let commit = there["\(name)^{}"] ?? object
        shows.append(
          .plain("\(tag) on \(remote) points at \(commit.prefix(7)); it is deleted there"))
        shows += try started(in: view, local?.commit ?? commit)
        shows.append(
          .note(
            "a version that is published already stays so: yank it there, or release a new patch"))
        effects.append(
          .git(
            GitCall(
              [
                "push", "--porcelain", "--force-with-lease=\(name):\(object)", remote, ":\(name)",
              ], .deleteRemoteTag(remote: remote, name: tag))))
      }
    }
    if let local {
      shows.append(.plain("\(tag) here points at \(local.commit.prefix(7)); it is deleted"))
      effects.append(.git(GitCall(["tag", "--delete", "--", tag], .deleteTag(name: tag))))
    }
    guard !effects.isEmpty else {
      return .done(
        Outcome(.untagged, [tag]),
        evidence: "\(tag) is neither here nor on \(remote ?? "a remote")")
    }
    return .ready(effects, shows: shows)
  }

  /// What the tag may have started, and what cannot be taken back.
  private func started(
    in view: RepositoryView, _ commit: String
  ) throws(ReleaseError) -> [StepLine] {
    guard try view.world.git.commit(commit) != nil else { return [] }
    let workflows = try view.workflows(at: commit)
    let started = workflows.started(byTag: tag)
    guard !started.isEmpty else { return [] }
    return [.plain("it may have started: \(started.map(\.name).joined(separator: ", "))")]
  }

  /// Whether the name reads as a release tag of this repository: then its absence is an end, not a typo.
  func isOfPackage(in view: RepositoryView) throws(ReleaseError) -> Bool {
    guard let reading = try view.conventions().read(tag) else { return false }
    let repository = try view.repository()
    for index in reading.packages {
      guard let version = repository.packages[index].version else { continue }
      if !(version < reading.version) { return true }
    }
    return false
  }
}

extension ReleaseError {
  static func unknownTag(_ tag: String, near: String?) -> Self {
    Self(
      .unknownTag, "there is no tag \(tag), neither here nor on the remote",
      why: ["Tab lists the tags"], fix: near.map { [ShellLine("undo-tag \($0)")] } ?? [])
  }
}
