import CommandLanguage
import Diagnostics
import ReleaseModel

/// `release`: `use`, `target` and `go all` in one, asked once.
struct ReleaseCommand: ShellCommand {
  private static let selector = Argument(
    "selector", .selector, .optional, "what to release; else the selection")
  private static let version = Argument(
    "version", .levelOrVersion, .optional, words: Level.allCases.map(\.rawValue),
    "a level or a version; else the target")

  let signature = Signature(
    "release", in: .release, effect: .publishes, "the whole release, in one",
    takes: [selector, version],
    flags: [CommonFlags.confirm] + Publishing.flags + CommonFlags.changing,
    examples: [
      Example(
        "release llmcc-core minor --confirm llmcc-core-v0.2.0", given: "demo",
        outcome: "bumped crate:llmcc-core@0.2.0", "committed crate:llmcc-core@0.2.0",
        "tagged llmcc-core-v0.2.0", "pushed main llmcc-core-v0.2.0 to origin"),
      Example(
        "release --confirm llmcc-core-v0.2.0", given: "tagged",
        outcome: "bumped crate:llmcc-core@0.2.0", "committed crate:llmcc-core@0.2.0",
        "tagged llmcc-core-v0.2.0", "pushed main llmcc-core-v0.2.0 to origin",
        note: "goes on where it was"),
      Example(
        "release python 0.2.0 --dry-run", given: "demo", outcome: "would bump py:llmcc@0.2.0",
        "would commit py:llmcc@0.2.0", "would tag v0.2.0", "would push main v0.2.0 to origin"),
      Example("release llmcc-core", given: "demo", fails: .noTarget),
      Example("release llmcc-core minor", given: "demo", fails: .unconfirmed),
    ],
    details: [
      "Typed again while under way, it goes on with the same versions. What is missing it asks for;"
        + " where nothing can be asked, what is missing is an error."
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    try choose(line, in: shell)
    let targets = try shell.statedTargets(nil)
    let publishing = try shell.publishing(line)
    shell.session.publishing = publishing
    let steps = try ReleaseOrder.steps(for: targets, publishing, in: shell.view)
    let plan = try ReleasePlan(steps, in: shell.view)
    for line in plan.lines(shell.output, isDetailed: true) { shell.output.line(line) }
    // What is known to fail is told before anything is changed.
    for case .blocked(let error) in plan.items.map(\.state) { throw error }
    let objects = plan.objects
    var isChecked = objects.isEmpty
    if !objects.isEmpty {
      if !plan.isStoppedHere { isChecked = try shell.preflight(steps, in: plan.view) }
      shell.output.line(plan.summary, .strong)
      try shell.confirm(
        objects, for: "release", question: Self.question(targets.map(\.object), objects))
    }
    return try shell.go(
      steps, onlyNext: false, confirmed: Set(objects), isShown: true, isChecked: isChecked)
  }

  /// What is asked: every object by its name, and what cannot be taken back.
  private static func question(_ targets: [String], _ objects: [String]) -> String {
    let published = objects.filter(targets.contains)
    // What is published needs no second naming.
    let released = targets.filter { !published.contains($0) }
    let words =
      (["release"] + (released.isEmpty ? [] : [released.joined(separator: ", ")]))
      .joined(separator: " ") + (released.isEmpty ? ":" : ",")
    return "\(words) \(published.isEmpty ? "and " : "")\(leaving(objects, targets))?"
  }

  /// What leaves, in the words of a question; `published` are the objects of uploads, the others tags.
  static func leaving(_ objects: [String], _ published: [String]) -> String {
    let uploads = objects.filter(published.contains)
    let pushed = objects.filter { !published.contains($0) }
    let push = "push \(pushed.joined(separator: ", "))"
    guard !uploads.isEmpty else { return push }
    let publish = "publish \(uploads.joined(separator: ", ")), which cannot be taken back"
    return pushed.isEmpty ? publish : "\(push), and \(publish)"
  }

  private func choose(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) {
    let before = shell.session
    if let selector = line[Self.selector] {
      try shell.select(try shell.resolve(selector), spelled: selector)
    } else if shell.session.selection.isEmpty {
      try askForSelection(shell)
    }
    let packages = try shell.selection(nil)
    if shell.session.selection.isEmpty { try shell.select(packages, spelled: "") }
    guard let text = line[Self.version] else {
      if shell.session.target == nil { try askForTarget(packages, shell) }
      return
    }
    // A level that was typed before for the same packages is under way: it means what it meant then.
    if let target = before.target, target.spelled == text,
      before.selection == shell.session.selection,
      try isUnderWay(target, shell)
    {
      shell.session.target = target
    } else {
      try shell.setTarget(text, for: packages)
    }
  }

  /// Whether something of a target was done, and not all of it.
  private func isUnderWay(
    _ target: SessionTarget, _ shell: Shell
  ) throws(ReleaseError) -> Bool {
    shell.session.target = target
    let plan = try ReleasePlan(
      ReleaseOrder.steps(
        for: try shell.statedTargets(nil), shell.session.publishing, in: shell.view),
      in: shell.view)
    return plan.items.contains(where: \.isDone) && !plan.items.allSatisfy(\.isDone)
  }

  private func askForSelection(_ shell: Shell) throws(ReleaseError) {
    if try shell.view.released().count == 1 { return }
    let repository = try shell.view.repository()
    let suggestion = try shell.suggestedSelector()
    guard let asker = shell.asker else { throw .nothingSelected(suggestion) }
    for index in try shell.view.released() {
      shell.output.line(
        "  \(repository.selector(of: index))  \(repository.packages[index].statedVersion ?? "")")
    }
    let answer = asker.ask("release which package? [\(suggestion ?? "all")] ")
    guard let answer else { throw .nothingSelected(suggestion) }
    let selector = answer.isEmpty ? suggestion ?? "all" : answer
    try shell.select(try shell.resolve(selector), spelled: selector)
  }

  private func askForTarget(_ packages: [Int], _ shell: Shell) throws(ReleaseError) {
    guard let asker = shell.asker else { throw .noTarget }
    for level in Level.allCases {
      guard let versions = try? shell.versions(level.rawValue, for: packages) else { continue }
      let words = Set(versions.values.map { "\($0)" }).sorted().joined(separator: ", ")
      shell.output.line("  \(level.rawValue) -> \(words)")
    }
    guard let answer = asker.ask("release as which level or version? "), !answer.isEmpty else {
      throw .noTarget
    }
    try shell.setTarget(answer, for: packages)
  }

  func objects(of line: ParsedLine, in forecast: Forecast) throws(ReleaseError) -> [String] {
    var after = forecast
    after.follow(line)
    return try after.objects(ofReleasing: line)
  }
}
