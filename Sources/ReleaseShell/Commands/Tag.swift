import CommandLanguage
import Diagnostics

/// `tag`: the annotated tag of each selected package, at HEAD.
struct TagCommand: ShellCommand {
  let signature = Signature(
    "tag", in: .release, effect: .commits, "make the annotated tag",
    flags: [CommonFlags.selection] + CommonFlags.changing,
    examples: [
      Example("tag", given: "committed", outcome: "tagged llmcc-core-v0.2.0"),
      Example("tag", given: "tagged", outcome: "tagged llmcc-core-v0.2.0"),
      Example(
        "tag -p crate:llmcc-core", given: "demo", outcome: "tagged llmcc-core-v0.1.0",
        note: "without a target: what the manifest states, which is tagged already"),
      Example("tag", given: "bumped", fails: .headDisagrees),
    ],
    details: [
      "The format is the repository's own, else `{crate}-v{version}` and `v{version}`; signed if git is"
        + " set up so. A tag that stands elsewhere, here or on the remote, is never moved."
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let targets = try shell.targets(line[CommonFlags.selection])
    return [try shell.converge(targets.byTag.map(TagStep.init(sharing:))).joined(.tagged)]
  }
}

extension [Outcome] {
  /// Outcomes of one verb as one.
  func joined(_ verb: Outcome.Verb) -> Outcome {
    var seen: Set<String> = []
    return Outcome(
      verb, flatMap(\.objects).filter { seen.insert($0).inserted },
      to: compactMap(\.destination).first,
      already: allSatisfy(\.already))
  }
}
