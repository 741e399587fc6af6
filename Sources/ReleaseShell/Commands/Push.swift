import CommandLanguage
import ReleaseModel
import ReleaseWorld
import Diagnostics

/// `push`: branch and tag to the upstream, in one push.
struct PushCommand: ShellCommand {
  let signature = Signature(
    "push", in: .release, effect: .pushes, "push the branch and the tag",
    flags: [CommonFlags.selection, CommonFlags.confirm, Publishing.here] + CommonFlags.changing,
    examples: [
      Example(
        "push --confirm llmcc-core-v0.2.0", given: "tagged",
        outcome: "pushed main llmcc-core-v0.2.0 to origin"),
      Example(
        "push --confirm llmcc-core-v0.2.0", given: "pushed",
        outcome: "pushed main llmcc-core-v0.2.0 to origin", note: "nothing is sent twice"),
      Example(
        "push --confirm main", given: "committed", outcome: "pushed main to origin",
        note: "before `tag`: the branch alone"),
      Example("push", given: "tagged", fails: .unconfirmed, note: "where nothing can be asked"),
    ],
    details: [
      "Shows what will move and which workflow the tag will start, then asks. One atomic push to the"
        + " branch's upstream; the tag is created, never moved; other tags stay where they are.",
      "Of several packages, what a workflow publishes is waited for before what needs it is pushed; with"
        + " --here nothing is, since this machine publishes them afterwards.",
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let targets = try shell.targets(line[CommonFlags.selection])
    let publishing = try shell.publishing(line)
    let steps = try steps(targets, publishing, in: shell.view)
    if steps.contains(where: { ($0 as? PushStep)?.isHere ?? false }) {
      // In a file the line stands without what was said before it.
      var spelled = line
      spelled.flags[Publishing.here.name] = [""]
      shell.spell(spelled)
    }
    for target in targets where try isUncommitted(target, in: shell.view) {
      shell.output.line(
        "\(target.object) is bumped and not committed: it stays here until `commit` and `tag`",
        .warning)
    }
    return [try shell.converge(steps).filter { $0.verb == .pushed }.joined(.pushed)]
  }

  private func isUncommitted(
    _ target: ReleaseTarget, in view: RepositoryView
  ) throws(ReleaseError) -> Bool {
    let here = try view.repository().package(like: target.package)?.version
    guard here == target.version, !target.package.isVersionedByTag else { return false }
    return try view.headRepository().package(like: target.package)?.version != here
  }

  /// Of packages that have no tag yet, the branch alone is pushed.
  private func steps(
    _ targets: [ReleaseTarget], _ publishing: Publishing, in view: RepositoryView
  ) throws(ReleaseError) -> [any ReleaseStep] {
    let known = Set(try view.tags().map(\.name))
    let tagged = targets.filter { known.contains($0.tag) }
    if !tagged.isEmpty {
      // What this machine uploads afterwards is another command's.
      return try ReleaseOrder.leaving(tagged, publishing.isHere ? publishing : nil, in: view)
        .filter { $0.effect < .publishes }
    }
    guard let branch = try branchAlone(in: view) else { return [PushStep(targets: targets)] }
    return [PushStep(targets: [], branchAlone: branch)]
  }

  /// The branch that is pushed where there is no tag; `nil` where that is not known.
  private func branchAlone(in view: RepositoryView) throws(ReleaseError) -> String? {
    let head = try view.head()
    return head.isShallow ? nil : head.branch
  }

  func objects(of line: ParsedLine, in forecast: Forecast) throws(ReleaseError) -> [String] {
    guard let tags = try forecast.targets(line)?.byTag.compactMap(\.first?.tag) else { return [] }
    let view = forecast.shell.view
    let known = Set(try view.tags().map(\.name)).subtracting(forecast.undone).union(forecast.made)
    let tagged = tags.filter(known.contains)
    guard let branch = try branchAlone(in: view) else { return tags }
    // A command of the person's own may have made or taken away a tag.
    if forecast.isUncertain, !forecast.confirmed(line).isDisjoint(with: tags + [branch]) {
      return []
    }
    return tagged.isEmpty ? [branch] : tagged
  }
}
