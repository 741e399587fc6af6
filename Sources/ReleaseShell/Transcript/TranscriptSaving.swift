import CommandLanguage
import Diagnostics
import ReleaseModel

/// What of a transcript converged: the lines that lead to the same end when they are run again.
///
/// Failed tries, looking around, dry runs, and what was taken back or overtaken are left out. A `!` line
/// that succeeded stays, since what it did is not known.
struct TranscriptSaving: Sendable {
  let parser: CommandParser

  /// A line that may stay, with what is known of it.
  private struct Item {
    var entry: ScriptWriter.Entry
    /// `nil` for a `!` line.
    let line: ParsedLine?
    let outcomes: [TranscriptOutcome]
    /// Whether all of it was so before the line.
    var isAlready = false

    var name: String? { line?.signature.name }

    /// The tags that it made, pushed or took back.
    func tags(_ verb: Outcome.Verb) -> [String] {
      outcomes.filter { $0.verb == verb }.flatMap { outcome in
        // The first object of a push is the branch.
        verb == .pushed ? Array(outcome.objects.dropFirst()) : outcome.objects
      }
    }
  }

  /// The lines that stay, in the order in which they were run.
  func converged(_ entries: [TranscriptEntry]) -> [ScriptWriter.Entry] {
    var items = entries.flatMap(items)
    takeBack(&items)
    dropIdlePushes(&items)
    dropRepeats(&items)
    dropOvertaken(&items)
    dropTargetsThatHold(&items)
    dropUnusedChoices(&items)
    return items.map(\.entry)
  }

  /// The lines that an entry is written as; none where it reached nothing.
  private func items(_ entry: TranscriptEntry) -> [Item] {
    guard entry.failed == nil, !entry.isShown, let command = parsed(entry.command) else {
      return []
    }
    let outcomes = entry.outcomes.map(TranscriptOutcome.init)
    guard case .command(let line) = command else {
      guard case .shell = command else { return [] }
      return [Item(entry: written(entry.command, entry, []), line: nil, outcomes: [])]
    }
    guard !line.has(CommonFlags.dryRun) else { return [] }
    switch line.signature.name {
    // What it means is in the tag: the selection and the target.
    case "use" where line.flags["--from-tag"] != nil: return [item(line, entry, outcomes)]
    case "use", "target":
      return outcomes.compactMap { choice($0, entry) }
    // They stand in the log as the commands that they ran.
    case "go", "release": return []
    case "bump": return bumps(line, entry, outcomes)
    case "wait", "verify": return outcomes.isEmpty ? [] : [item(line, entry, outcomes)]
    case _ where line.signature.effect == .reads: return []
    default:
      var spelled = line
      if line.has(CommonFlags.selection), outcomes.allSatisfy({ !$0.selectors.isEmpty }) {
        let selectors = outcomes.flatMap(\.selectors)
        if !selectors.isEmpty {
          spelled.flags[CommonFlags.selection.name] = [selectors.joined(separator: ",")]
        }
      }
      return [item(spelled, entry, outcomes)]
    }
  }

  /// A selection or a target as what it led to, so that it means the same later.
  private func choice(_ outcome: TranscriptOutcome, _ entry: TranscriptEntry) -> Item? {
    let command: String
    switch outcome.verb {
    case .selected: command = "use \(quoted(outcome.objects.joined(separator: ",")))"
    case .target: command = "target \(outcome.objects.joined(separator: " "))"
    default: return nil
    }
    guard case .command(let line)? = parsed(command) else { return nil }
    var only = entry
    only.outcomes = entry.outcomes.filter { TranscriptOutcome($0) == outcome }
    return item(line, only, [outcome])
  }

  /// A bump with the version that its level led to; one for each version where they differ.
  private func bumps(
    _ line: ParsedLine, _ entry: TranscriptEntry, _ outcomes: [TranscriptOutcome]
  ) -> [Item] {
    let versions = outcomes.reduce(into: [String: String]()) { found, outcome in
      found.merge(outcome.versions) { $1 }
    }
    let selectors = outcomes.flatMap(\.selectors)
    var spelled = line
    if line.has(CommonFlags.selection), !selectors.isEmpty {
      spelled.flags[CommonFlags.selection.name] = [selectors.joined(separator: ",")]
    }
    guard line.arguments["version"]?.first != nil, !versions.isEmpty else {
      return [item(spelled, entry, outcomes)]
    }
    var distinct: [String] = []
    for selector in selectors {
      if let version = versions[selector], !distinct.contains(version) { distinct.append(version) }
    }
    guard distinct.count > 1 else {
      spelled.arguments["version"] = distinct
      return [item(spelled, entry, outcomes)]
    }
    return distinct.map { version in
      let own = selectors.filter { versions[$0] == version }
      spelled.arguments["version"] = [version]
      spelled.flags[CommonFlags.selection.name] = [own.joined(separator: ",")]
      var part = entry
      part.outcomes = [Outcome(.bumped, own.map { "\($0)@\(version)" }).text]
      if version != distinct[0] { part.recorded = [] }
      return item(spelled, part, part.outcomes.map(TranscriptOutcome.init))
    }
  }

  private func item(
    _ line: ParsedLine, _ entry: TranscriptEntry, _ outcomes: [TranscriptOutcome]
  ) -> Item {
    Item(
      entry: written(canonical(line), entry, entry.outcomes), line: line, outcomes: outcomes,
      isAlready: entry.isAlready)
  }

  private func written(
    _ command: String, _ entry: TranscriptEntry, _ outcomes: [String]
  ) -> ScriptWriter.Entry {
    ScriptWriter.Entry(command, recorded: entry.recorded, outcomes: outcomes)
  }

  private func parsed(_ command: String) -> ParsedCommand? {
    do throws(ReleaseError) {
      return try parser.parse(command, abbreviations: false)
    } catch {
      return nil
    }
  }

  /// Drops each `undo-tag` together with what it took back, where all of that is in the transcript.
  private func takeBack(_ items: inout [Item]) {
    var index = 0
    while index < items.count {
      let undone = Set(items[index].tags(.untagged))
      let before = items[..<index]
      let touched = before.indices.filter { place in
        !undone.isDisjoint(with: items[place].tags(.tagged) + items[place].tags(.pushed))
      }
      let made = Set(touched.flatMap { items[$0].tags(.tagged) })
      let all = Set(touched.flatMap { items[$0].tags(.tagged) + items[$0].tags(.pushed) })
      guard !undone.isEmpty, undone.isSubset(of: made), all.isSubset(of: undone) else {
        index += 1
        continue
      }
      items.remove(at: index)
      for place in touched.reversed() { items.remove(at: place) }
      index -= touched.count
    }
  }

  /// Drops pushes that moved nothing: those before which nothing was made, and those of which a later one
  /// takes everything along.
  private func dropIdlePushes(_ items: inout [Item]) {
    var hasMade = false
    items = items.filter { item in
      if item.line == nil || ["bump", "commit", "tag"].contains(item.name) { hasMade = true }
      return hasMade || item.name != "push" || !item.isAlready
    }
    var later: Set<[String]> = []
    items = items.reversed().filter { item in
      guard item.name == "push" else { return true }
      let pushed = Set(
        item.outcomes.flatMap { outcome in
          outcome.objects.map { [$0, outcome.destination ?? ""] }
        })
      if item.isAlready, !pushed.isEmpty, pushed.isSubset(of: later) { return false }
      later.formUnion(pushed)
      return true
    }.reversed()
  }

  /// Drops lines after which the world was as an earlier line had left it.
  private func dropRepeats(_ items: inout [Item]) {
    var world: [String: String] = [:]
    // What holds for certain: nothing of a person's own came between.
    var certain: Set<String> = []
    items = items.filter { item in
      guard item.line != nil else {
        // Whatever a person's own command did, a line after it may have had something to do.
        certain = []
        return true
      }
      var reached: [String: String] = [:]
      for outcome in item.outcomes {
        switch outcome.verb {
        case .bumped, .committed, .served, .published, .verified:
          for (selector, version) in outcome.versions {
            reached["\(outcome.verb?.rawValue ?? "") \(selector)"] = version
          }
        case .tagged, .pushed:
          for object in outcome.objects {
            reached["\(outcome.verb?.rawValue ?? "") \(object)"] = outcome.destination ?? ""
          }
        case .untagged:
          for tag in outcome.objects { world["tagged \(tag)"] = nil }
          world = world.filter { !$0.key.hasPrefix("pushed ") }
        default: break
        }
      }
      guard !reached.isEmpty else { return true }
      let isSo = reached.allSatisfy { world[$0.key] == $0.value }
      let isCertain = certain.isSuperset(of: reached.keys) && !takesFiles(item)
      if isSo, item.isAlready || isCertain { return false }
      // The branch may have moved since it was pushed.
      if item.name == "commit" { world = world.filter { !$0.key.hasPrefix("pushed ") } }
      world.merge(reached) { $1 }
      certain.formUnion(reached.keys)
      return true
    }
  }

  /// Whether a commit was given files of its own: then the same outcome can be another commit.
  private func takesFiles(_ item: Item) -> Bool {
    item.name == "commit" && item.line?.arguments.values.contains { !$0.isEmpty } ?? false
  }

  /// Drops bumps to a version that another one took the place of before it was committed.
  private func dropOvertaken(_ items: inout [Item]) {
    var laterBumps: Set<String> = []
    var kept: [Item] = []
    for item in items.reversed() {
      let selectors = Set(item.outcomes.flatMap(\.selectors))
      if item.name == "bump", !selectors.isEmpty, selectors.isSubset(of: laterBumps) { continue }
      if item.name == "bump" { laterBumps.formUnion(selectors) }
      if item.name == "commit" { laterBumps.subtract(selectors) }
      kept.append(item)
    }
    items = kept.reversed()
  }

  /// Drops each `target` that says what an earlier line has set already.
  private func dropTargetsThatHold(_ items: inout [Item]) {
    var selection: [String] = []
    var target: [String: String] = [:]
    items = items.filter { item in
      for outcome in item.outcomes where outcome.verb == .selected && outcome.objects != selection {
        (selection, target) = (outcome.objects, [:])
      }
      let versions = item.outcomes.reduce(into: [String: String]()) { found, outcome in
        found.merge(outcome.versions) { $1 }
        for selector in selection { if let version = outcome.version { found[selector] = version } }
      }
      switch item.name {
      case "target"?:
        if !versions.isEmpty, versions == target { return false }
        target = versions
      case "bump"?
      where item.line?.arguments["version"]?.first != nil && Set(versions.keys) == Set(selection):
        target = versions
      default: break
      }
      return true
    }
  }

  /// Drops each `use` and `target` that no line after it relied on.
  private func dropUnusedChoices(_ items: inout [Item]) {
    var (needsSelection, needsTarget) = (false, false)
    var kept: [Item] = []
    for item in items.reversed() {
      switch item.name {
      case "use"?:
        if needsSelection { kept.append(item) }
        (needsSelection, needsTarget) = (false, false)
      case "target"?:
        if needsTarget {
          kept.append(item)
          needsSelection = true
        }
        needsTarget = false
      default:
        kept.append(item)
        guard let line = item.line, line.signature.flags.contains(CommonFlags.selection) else {
          continue
        }
        let isNamed = line.has(CommonFlags.selection)
        let statesVersion = line.arguments["version"]?.first != nil
        if !isNamed { needsSelection = true }
        if line.signature.name == "bump", !statesVersion {
          (needsSelection, needsTarget) = (true, true)
        } else if !isNamed {
          // A bump to a version sets the target itself.
          needsTarget = !statesVersion
        }
      }
    }
    items = kept.reversed()
  }
}
