import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

extension Shell {
  /// Looks, acts and looks again until each step is done: only the world's own answer counts.
  ///
  /// `confirmed` are objects that a person confirmed already, for a plan as a whole.
  func converge(
    _ steps: [any ReleaseStep], confirmed: Set<String> = []
  ) throws(ReleaseError) -> [Outcome] {
    var outcomes: [Outcome] = []
    for step in steps { outcomes.append(try converge(step, confirmed, isShown: false)) }
    return outcomes
  }

  /// One step; a few rounds are enough for every step there is.
  ///
  /// `isShown` says that diffs and predictions were shown before, in a plan.
  func converge(
    _ step: any ReleaseStep, _ confirmed: Set<String>, isShown: Bool
  ) throws(ReleaseError) -> Outcome {
    if step.effect >= .pushes { noteNeeded(step.objects) }
    var patience = RateLimit.Patience()
    var (round, waits) = (0, 0)
    while round < 8 + waits {
      defer { round += 1 }
      switch try step.state(in: view) {
      case .done(var outcome, let evidence):
        // What only looks has nothing to repeat.
        outcome.already = round == 0 && step.effect > .reads
        if round == 0 { output.line(evidence, .dim) }
        if let reference = step.provenByRegistry {
          if !activeWorld.onlyShows { session.note(reference, "seen") }
        } else if let remote = outcome.destination {
          noteSeen(outcome.objects, on: remote)
        }
        // Where it is not so yet, the line needs the confirmation that nobody was asked for here.
        if step.effect >= .pushes, !activeWorld.onlyShows { noteConfirmed(step.objects) }
        return outcome
      case .blocked(let reason), .unknown(let reason):
        noteBehind(step, reason)
        throw reason
      case .pending(let question):
        guard !activeWorld.onlyShows else {
          output.line("would wait until \(question.name) serves \(question.target.object)")
          return Outcome(question.verb, [question.target.object], isShown: true)
        }
        try wait(for: question)
      case .ready(let effects, let shows):
        show(shows, isBrief: isShown)
        for effect in effects where !isShown { showCommand(effect) }
        if round == 0, step.effect >= .pushes, !confirmed.isSuperset(of: step.objects) {
          try confirm(step.objects, for: step.name)
        }
        try waitOut(effects, of: step, &patience)
        do throws(ReleaseError) {
          try perform(effects)
        } catch {
          if let limit = RateLimit(error) {
            noteRefused(effects, of: step, until: limit.until)
            try wait(for: limit, of: step, &patience, error)
            waits += 1
            // Nothing is sent again before the registry was looked at.
            continue
          }
          guard error.remedy == .look, try isSo(step) else { throw error }
        }
        guard step.effect == .publishes else { continue }
        // Whatever the registry has taken is not sent again because its index lags.
        if activeWorld.onlyShows {
          return effects.first?.shown(step.objects) ?? Outcome(.published, step.objects)
        }
        try waitUntilShown(step)
      }
    }
    throw ReleaseError(
      .unproven, "\(step.name) of \(step.subject) was done, and the repository does not show it",
      why: ["something undoes it; `status` shows how things are"])
  }

  /// Remembers where a remote's branch was seen ahead, which no fetch has told the repository yet.
  private func noteBehind(_ step: any ReleaseStep, _ reason: ReleaseError) {
    guard reason.code == .behind, step is PushStep, !activeWorld.onlyShows,
      let upstream = (try? view.head())?.upstream
    else { return }
    let name = "refs/heads/\(upstream.branch)"
    guard let place = try? view.world.git.remoteReferences(upstream.remote, [name])[name] else {
      return
    }
    session.note("\(upstream.remote) \(name)", place)
    // The line fails, and the next one-shot `status` is to know of it.
    do throws(ReleaseError) { try saveSession() } catch {}
  }

  /// Whether a step is done, or comes by itself, although what was to do it failed: an answer was lost, or
  /// somebody else was faster.
  private func isSo(_ step: any ReleaseStep) throws(ReleaseError) -> Bool {
    switch try step.state(in: view) {
    case .done, .pending: true
    case .blocked(let reason): throw reason
    case .ready, .unknown: false
    }
  }

  /// Performs an effect; of one that takes its time a terminal shows how long it has taken.
  func performTelling(_ effect: Effect) throws(ReleaseError) {
    guard case .tool(let call) = effect, !activeWorld.onlyShows, output.colour, !output.isJSON
    else {
      return try activeWorld.perform(effect)
    }
    let time = ElapsedTime(of: call.shellLine, on: output, clock: activeWorld.clock)
    do throws(ReleaseError) {
      try activeWorld.perform(effect)
    } catch {
      time.end()
      throw error
    }
    time.end()
  }

  /// Performs effects; what one of them left behind when a later one failed is taken back.
  private func perform(_ effects: [Effect]) throws(ReleaseError) {
    for (index, effect) in effects.enumerated() {
      do throws(ReleaseError) {
        try perform(effect)
      } catch {
        // The index is to be as before: only the intent to add was noted in it.
        if index > 0, case .git(let first) = effects[0], first.arguments.first == "add" {
          let paths = first.arguments.drop { $0 != "--" }
          let reset = GitCall(["reset", "--quiet"] + paths, .other)
          do throws(ReleaseError) { try perform(.git(reset)) } catch {}
        }
        throw error
      }
    }
  }

  /// Shows what a step is about to do; in brief, only what the transcript keeps and what is doubtful.
  func show(_ lines: [StepLine], isBrief: Bool = false) {
    for line in lines {
      switch line {
      case .recorded(let text): record(text)
      case .note(let text): output.line(text, .warning)
      case .plain(let text): if !isBrief { output.line(text) }
      case .exact(let text): if !isBrief { output.line(coloured(diff: text)) }
      }
    }
  }

  func showCommand(_ effect: Effect) {
    if let line = effect.shellLine { output.line("$ \(line)", .dim) }
  }

  private func coloured(diff: String) -> String {
    var text = diff
    if text.hasSuffix("\n") { text.removeLast() }
    guard output.colour else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      switch line.utf8.first {
      case UInt8(ascii: "+"): output.paint(String(line), .good)
      case UInt8(ascii: "-"): output.paint(String(line), .bad)
      case UInt8(ascii: "@"): output.paint(String(line), .dim)
      default: String(line)
      }
    }.joined(separator: "\n")
  }

  /// Makes sure that a person, or the script that they wrote, meant these very objects.
  ///
  /// - Throws: `unconfirmed` where it was refused, or where nobody can be asked.
  func confirm(
    _ objects: [String], for verb: String, question: String? = nil
  ) throws(ReleaseError) {
    guard !activeWorld.onlyShows else { return }
    let given = Set(running.line?.all(CommonFlags.confirm) ?? []).union(confirmedOutside)
    if given.isSuperset(of: objects) {
      noteConfirmed(objects)
      return
    }
    guard let asker, entry != .script else { throw .unconfirmed(objects, running.line) }
    let words = question ?? "\(verb) \(objects.joined(separator: ", "))?"
    guard let answer = asker.ask(output.wrappedQuestion("\(words) [y/N] ")) else {
      throw .takenBack(verb, objects)
    }
    guard ["y", "yes"].contains(answer.lowercased().filter { $0 != " " }) else {
      throw .notConfirmed(verb, objects)
    }
    noteConfirmed(objects)
  }
}

extension ReleaseError {
  /// Nothing can be asked, and the line does not say it.
  static func unconfirmed(_ objects: [String], _ line: ParsedLine?) -> Self {
    var fix: [ShellLine] = []
    if var line {
      line.flags[CommonFlags.confirm.name] = [objects.joined(separator: ",")]
      fix = [ShellLine(canonical(line))]
    }
    return Self(
      .unconfirmed, objects.notConfirmed,
      why: [
        "what leaves the machine needs a confirmation that names it, and nothing can be asked here"
      ],
      fix: fix)
  }

  /// The question was left by ^C or ^D.
  static func takenBack(_ verb: String, _ objects: [String]) -> Self {
    Self(
      .unconfirmed, "\(verb) of \(objects.joined(separator: ", ")) was interrupted at its question",
      why: ["nobody said y; nothing has left the machine"])
  }

  static func notConfirmed(_ verb: String, _ objects: [String]) -> Self {
    Self(
      .unconfirmed, "\(verb) of \(objects.joined(separator: ", ")) was not confirmed",
      why: ["the answer was not y; nothing has left the machine"])
  }
}
