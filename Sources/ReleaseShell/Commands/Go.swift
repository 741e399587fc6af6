import CommandLanguage
import ReleaseWorld
import Diagnostics

/// `go`: the next step of the plan, or all of them.
struct GoCommand: ShellCommand {
  private static let all = Argument(
    "all", .text, .optional, words: ["all"], onlyWords: true,
    "go on until done, failed or a confirmation is missing")
  private static let skip = Flag(
    "--skip", .text, "STEP", repeats: true, "leave out a step by its name")

  let signature = Signature(
    "go", in: .release, effect: .publishes, "do the next step, or all",
    takes: [all],
    flags: [CommonFlags.selection, skip, CommonFlags.confirm] + Publishing.flags
      + CommonFlags.changing,
    examples: [
      Example("go", given: "targeted", outcome: "bumped crate:llmcc-core@0.2.0"),
      Example("go", given: "committed", outcome: "tagged llmcc-core-v0.2.0"),
      Example(
        "go all --confirm llmcc-core-v0.2.0", given: "bumped",
        outcome: "bumped crate:llmcc-core@0.2.0", "committed crate:llmcc-core@0.2.0",
        "tagged llmcc-core-v0.2.0",
        "pushed main llmcc-core-v0.2.0 to origin"),
      Example("go", given: "selected", fails: .noTarget),
      Example("go", given: "tagged", fails: .unconfirmed, note: "where nothing can be asked"),
    ],
    details: [
      "After a failure: mend what it names, and `go` goes on from there. What was confirmed for a release"
        + " that failed holds in the same shell; else `go all` asks once for all that is left."
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let targets = try shell.statedTargets(line[CommonFlags.selection])
    let skipped = try names(line)
    let publishing = try shell.publishing(line)
    shell.session.publishing = publishing
    let steps = try ReleaseOrder.steps(for: targets, publishing, in: shell.view).filter {
      !skipped.contains($0.name)
    }
    for name in skipped { shell.record("skipped \(name)", .warning) }
    let isAll = line[Self.all] != nil
    var isChecked = false
    if isAll, steps.contains(where: { $0.effect == .publishes }) {
      // Before local work too: what is known to fail later is not begun.
      let plan = try ReleasePlan(steps, in: shell.view)
      if !plan.isStoppedHere { isChecked = try shell.preflight(steps, in: plan.view) }
    }
    return try shell.go(steps, onlyNext: !isAll, confirmed: [], isChecked: isChecked)
  }

  private func names(_ line: ParsedLine) throws(ReleaseError) -> [String] {
    let skipped = line.all(Self.skip)
    for name in skipped where !ReleaseOrder.names.contains(name) {
      let near = nearest(name, in: ReleaseOrder.names)
      throw ReleaseError(
        .usage, "there is no step `\(name)` to skip",
        why: ["the steps are \(ReleaseOrder.names.joined(separator: ", "))"],
        fix: near.prefix(1).map { ShellLine("go --skip \($0)") })
    }
    return skipped
  }

  func objects(of line: ParsedLine, in forecast: Forecast) throws(ReleaseError) -> [String] {
    guard line[Self.all] != nil else { return [] }
    return try forecast.objects(ofReleasing: line)
  }
}

extension Shell {
  /// Runs the steps that are not done, each standing in the transcript as its own command.
  ///
  /// `isShown` says that the person has seen the whole plan already, with every edit; `isChecked` that all
  /// of its preflight was found in order.
  func go(
    _ steps: [any ReleaseStep], onlyNext: Bool, confirmed: Set<String>, isShown: Bool = false,
    isChecked: Bool = false
  ) throws(ReleaseError) -> [Outcome] {
    var outcomes: [Outcome] = []
    // A process that is killed on the way leaves what `go` goes on with.
    if !activeWorld.onlyShows { try saveSession() }
    standForNothing()
    let before = agreed(to: steps)
    var agreed = confirmed.union(before)
    var (isShown, isAsked) = (isShown, onlyNext)
    // A confirmation for a later step is no mistake.
    for step in steps where step.effect >= .pushes { noteNeeded(step.objects) }
    var isChecked = isChecked
    for step in steps {
      if onlyNext, case .done = try step.state(in: view) { continue }
      let count = recordedCount
      output.line("\(step.name) \(step.subject)", .strong)
      var outcome: Outcome
      do throws(ReleaseError) {
        if !isShown { try lookForPublished(before: step, among: steps) }
        if step.effect >= .pushes, !isChecked {
          try preflight(steps)
          isChecked = true
        }
        if step.effect >= .pushes, !isAsked {
          isAsked = true
          let asked = try agreement(to: steps, beside: agreed)
          agreed.formUnion(asked)
          if !asked.isEmpty { isShown = true }
        }
        if !step.objects.isEmpty, before.isSuperset(of: step.objects) {
          output.line("confirmed for the release that failed", .dim)
        }
        outcome = try converge(step, agreed, isShown: isShown)
      } catch {
        keepAgreement(to: agreed, steps, after: error)
        var entry = TranscriptEntry(step.command, effect: step.effect)
        entry.failed = error.code
        standFor(entry)
        throw error
      }
      outcome.isShown = activeWorld.onlyShows
      var entry = TranscriptEntry(step.command, effect: step.effect, reached: [outcome])
      entry.recorded = recorded(since: count)
      standFor(entry)
      tellNow(outcome)
      outcomes.append(outcome)
      if onlyNext { return outcomes }
    }
    if onlyNext { output.line("nothing is left to do", .good) }
    return outcomes
  }
}
