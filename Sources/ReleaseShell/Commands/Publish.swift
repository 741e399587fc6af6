import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// `publish`: upload to the registry, from this machine.
struct PublishCommand: ShellCommand {
  let signature = Signature(
    "publish", in: .release, effect: .publishes, "upload to the registry",
    flags: [CommonFlags.selection, CommonFlags.confirm] + Publishing.flags + CommonFlags.changing,
    examples: [
      Example(
        "publish --here --dry-run", given: "unpublished",
        outcome: "would publish crate:llmcc-core@0.2.0 to crates.io"),
      Example(
        "publish", given: "pushed", fails: .publishedByWorkflow,
        note: "where nothing can be asked"),
      Example(
        "publish --here", given: "committed", fails: .notTagged,
        note: "what is uploaded is the tag's commit"),
    ],
    details: [
      "Crates by cargo, from the commit of the tag, each when the registry serves what it needs. Whether a"
        + " version is there already, the registry says: it is compared with what the tag's commit makes,"
        + " and nothing is sent twice.",
      "A distribution from dist/, by uv or twine, whichever is there (`twine check` first where twine is):"
        + " only files that the index lacks, and none beside those of another build.",
      "Where `build matrix` built the tag's commit, what it kept is uploaded, and the matrix must be whole"
        + " before the first file: what other machines built is laid into dist/, or --partial says why it"
        + " goes without.",
      "Where a workflow publishes after the tag, --here says that this machine does it all the same.",
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let targets = try shell.targets(line[CommonFlags.selection])
    var publishing = try shell.publishing(line)
    if !publishing.isHere {
      for target in targets {
        let workflows = try ReleaseOrder.publishers(of: target, in: shell.view)
        guard let first = workflows.first else { continue }
        try askForHere(target, first.name, line, in: shell)
        publishing.isHere = true
        break
      }
    }
    var spelled = line
    let hasFiles = targets.contains { $0.package.kind == .distribution }
    if let reason = publishing.partial, hasFiles {
      spelled.flags[Publishing.partial.name] = [reason]
    }
    if publishing.isHere { spelled.flags[Publishing.here.name] = [""] }
    shell.spell(spelled)
    let steps = targets.map { ReleaseOrder.publish($0, publishing) }
    try shell.preflight(steps)
    let plan = try ReleasePlan(steps, in: shell.view)
    for item in plan.items {
      switch item.state {
      case .blocked(let error), .unknown(let error): throw error
      default: break
      }
    }
    let objects = plan.objects
    if objects.count > 1 {
      for text in plan.lines(shell.output, isDetailed: true) { shell.output.line(text) }
      try shell.confirm(objects, for: "publish")
    }
    let outcomes = try shell.converge(steps, confirmed: objects.count > 1 ? Set(objects) : [])
    return Dictionary(grouping: outcomes, by: { $0.destination }).count == 1
      ? [outcomes.joined(.published)] : outcomes
  }

  /// Asks whether to do here what a workflow would do.
  private func askForHere(
    _ target: ReleaseTarget, _ workflow: String, _ line: ParsedLine, in shell: Shell
  ) throws(ReleaseError) {
    let words = "the workflow \(workflow) publishes \(target.object) after its tag"
    guard let asker = shell.asker, shell.entry != .script, !shell.activeWorld.onlyShows else {
      var here = line
      here.flags[Publishing.here.name] = [""]
      throw ReleaseError(
        .publishedByWorkflow, words,
        why: ["whoever comes second is refused; --here says that this machine publishes"],
        fix: [ShellLine(canonical(here))])
    }
    shell.output.line(words, .warning)
    let answer = asker.ask("publish it from here all the same? [y/N] ")
    guard ["y", "yes"].contains((answer ?? "").lowercased().filter({ $0 != " " })) else {
      throw .notConfirmed("publish", [target.object])
    }
  }

  func objects(of line: ParsedLine, in forecast: Forecast) throws(ReleaseError) -> [String] {
    try forecast.targets(line)?.map(\.object) ?? []
  }
}
