import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

extension RepositoryView {
  /// Whether a tag is in the repository; one that a plan only believes is not.
  func isTagged(_ tag: String) throws(ReleaseError) -> Bool {
    guard let found = try self.tag(tag) else { return false }
    return try world.holds(found.object)
  }

  /// What is said before the evidence of something that a registry serves, where a plan only believes its
  /// tag: it is missing here and on the remote.
  func untaggedWords(_ target: ReleaseTarget) throws(ReleaseError) -> String {
    guard try tag(target.tag) != nil, try !isTagged(target.tag) else { return "" }
    return "published, and \(target.tag) is missing: "
  }
}

extension PublishStep {
  /// Why a crate that is not what the tag makes is of this release all the same: it was packed from a
  /// commit of HEAD's history that states the version, where the tag does not stand; `nil` where it was
  /// not.
  func releaseElsewhere(
    _ served: Archive, on registry: String, in view: RepositoryView
  ) throws(ReleaseError) -> ReleaseError? {
    let git = view.world.git
    guard let from = served.commit, try git.commit(from) != nil,
      let head = try view.head().commit, try git.isAncestor(from, head),
      let package = try view.repository(at: from).package(like: target.package),
      package.version == target.version,
      try served.filesUnlike(from, under: package.directory, in: git).isEmpty
    else { return nil }
    return .publishedUntagged(
      target, on: registry, from: from, isTagged: try view.isTagged(target.tag))
  }
}

extension ReleaseError {
  /// The registry has the release, from a commit that has no tag.
  static func publishedUntagged(
    _ target: ReleaseTarget, on registry: String, from commit: String, isTagged: Bool
  ) -> Self {
    let short = commit.prefix(7)
    let made = "git tag --message \(target.tagMessage.shellQuoted) -- \(target.tag) \(commit)"
    return Self(
      .publishedUntagged, "\(registry) serves \(target.object), from \(short), which has no tag",
      why: [
        "the files that it serves are those of \(short), and HEAD's are others",
        isTagged
          ? "\(target.tag) stands at another commit: it is taken back, and made at \(short)"
          : "\(target.tag) belongs at \(short); what came after is released as the next version",
      ],
      fix: (isTagged ? [ShellLine("undo-tag \(target.tag)")] : []) + [ShellLine("!\(made)")])
  }
}

extension Shell {
  /// Looks, before a tag is made at HEAD, whether what it stands for is published already: from the same
  /// source, which is told, or from another one.
  ///
  /// - Throws: `.publishedUntagged`, `.otherContent`, `.mixedBuilds`, `.interrupted`.
  func lookForPublished(
    before step: any ReleaseStep, among steps: [any ReleaseStep]
  ) throws(ReleaseError) {
    guard step is TagStep, case .ready = try step.state(in: view) else { return }
    let publishing = steps.filter { other in
      other.effect == .publishes && other.targets.contains(where: step.targets.contains)
    }
    guard !publishing.isEmpty else { return }
    for item in try ReleasePlan([step] + publishing, in: view, goesOn: true).items {
      switch item.state {
      case .following(let evidence): output.line(evidence, .warning)
      case .blocked(let error):
        let codes: Set<ErrorCode> = [
          .publishedUntagged, .otherContent, .mixedBuilds, .interrupted,
        ]
        if codes.contains(error.code) { throw error }
      default: break
      }
    }
  }
}
