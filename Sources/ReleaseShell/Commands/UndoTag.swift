import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// `undo-tag`: takes a tag back, here and on the remote.
struct UndoTagCommand: ShellCommand {
  private static let tag = Argument("tag", .tag, .optional, "instead of the target's")

  let signature = Signature(
    "undo-tag", in: .release, effect: .pushes, "delete a tag everywhere",
    takes: [tag], flags: [CommonFlags.selection, CommonFlags.confirm] + CommonFlags.changing,
    examples: [
      Example(
        "undo-tag --confirm llmcc-core-v0.2.0", given: "tagged",
        outcome: "untagged llmcc-core-v0.2.0"),
      Example(
        "undo-tag llmcc-core-v0.2.0 --confirm llmcc-core-v0.2.0", given: "pushed",
        outcome: "untagged llmcc-core-v0.2.0"),
      Example("undo-tag v9.9.9", given: "demo", fails: .unknownTag),
      Example("undo-tag", given: "pushed", fails: .unconfirmed),
    ],
    details: [
      "The remote tag is deleted only while it is the one that was seen here. A version that a registry"
        + " has cannot be taken back by this: yank it there, or release a new patch."
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let step = UndoTagStep(try tag(line, in: shell))
    if try shell.view.tag(step.tag) == nil, case .done = try step.state(in: shell.view),
      try !step.isOfPackage(in: shell.view)
    {
      throw .unknownTag(step.tag, near: nil)
    }
    return try shell.converge([step])
  }

  private func tag(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> String {
    if let tag = line[Self.tag] { return tag }
    let targets = try shell.targets(line[CommonFlags.selection])
    // What the manifests state was released before: nobody who names nothing means that.
    guard shell.session.target != nil else { throw .noTagNamed(targets) }
    guard targets.byTag.count == 1, let target = targets.first else {
      let known = Set(try shell.view.tags().map(\.name))
      throw ReleaseError(
        .oneAtATime, "one tag is taken back at a time",
        why: ["\(targets.count) are selected; name the tag, or one package by `-p`"],
        fix: targets.filter { known.contains($0.tag) }.prefix(1).map {
          ShellLine("undo-tag \($0.tag)")
        })
    }
    return target.tag
  }

  func objects(of line: ParsedLine, in forecast: Forecast) throws(ReleaseError) -> [String] {
    if let tag = line[Self.tag] { return [tag] }
    return try forecast.targets(line)?.map(\.tag) ?? []
  }
}

extension ReleaseError {
  /// Without a target there is no tag that is being released.
  static func noTagNamed(_ targets: [ReleaseTarget]) -> Self {
    Self(
      .usage, "`undo-tag` needs the tag to take back",
      why: ["without a target it is not known which one is meant; Tab lists the tags"],
      fix: targets.byTag.compactMap(\.first?.tag).prefix(1).map { ShellLine("undo-tag \($0)") })
  }
}
