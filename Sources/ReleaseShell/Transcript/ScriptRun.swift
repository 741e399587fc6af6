import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// A run of a transcript: from a file, from a pipe or at the prompt (design, section 6).
struct ScriptRun {
  let text: String
  /// The name that errors give.
  let file: String
  /// The values of parameters that were set from outside.
  let settings: [String: String]
  /// Whether each outcome must be the one that is recorded.
  let verify: Bool
  /// Whether everything is only shown, in one world that believes what was shown before.
  let dryRun: Bool
  /// The objects that were confirmed from outside.
  let confirmed: Set<String>
  /// The line that started it, as it can be typed; `nil` for a pipe.
  let command: String?

  init(
    text: String, file: String, settings: [String: String] = [:], verify: Bool = false,
    dryRun: Bool = false, confirmed: Set<String> = [], command: String? = nil
  ) {
    self.text = text
    self.file = file
    self.settings = settings
    self.verify = verify
    self.dryRun = dryRun
    self.confirmed = confirmed
    self.command = command
  }

  /// How Python spells a version; `nil` where it cannot.
  static let pythonSpelling: @Sendable (String) -> String? = { text in
    (try? Version(text)).flatMap { try? $0.spelling(for: .distribution) }
  }

  /// What is wrong with a level or version in a script, whatever package it is for.
  private static let fault: @Sendable (ParsedLine, Argument, String) -> ReleaseError? = {
    line, argument, word in
    guard argument.shape == .levelOrVersion else { return nil }
    let isEach = line.signature.name == "target"
    let text = word.split(separator: "@").last.flatMap { isEach ? String($0) : nil } ?? word
    do throws(ReleaseError) {
      _ = try Shell.version(text)
      return nil
    } catch {
      return error.mending(line, word: text)
    }
  }

  /// Reads the whole script, checks it, and runs its lines until one fails.
  ///
  /// - Throws: what the first failing line threw, with its place; `.unconfirmed` before the first line
  ///   where a confirmation is missing; `.outcomeDiffers`.
  func run(in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let script = try Script.parse(
      text, file: file, settings: settings, parser: shell.registry.parser,
      pep440: Self.pythonSpelling, fault: Self.fault)
    let inner = innerShell(of: shell)
    defer { handOver(inner.log.entries, to: shell) }
    let levels = try ScriptLevels(script, key: key(in: shell), in: inner)
    try checkConfirmations(of: levels, script, in: inner)
    try sayWhereItWasMade(script, in: inner)
    if !inner.activeWorld.onlyShows { try levels.remember(in: shell.world) }
    var outcomes: [Outcome] = []
    for step in levels.steps {
      do throws(ReleaseError) {
        let reached = try run(step, in: inner)
        outcomes += reached
      } catch {
        throw stopped(at: step.line, error, script, in: shell)
      }
    }
    let idle = confirmed.subtracting(inner.needed).sorted()
    if !idle.isEmpty { shell.output.warning(Shell.idle(idle, needed: inner.needed)) }
    if !inner.activeWorld.onlyShows { try levels.forget(in: shell.world) }
    return outcomes
  }

  /// A shell with a session of its own that nothing is asked in.
  private func innerShell(of shell: Shell) -> Shell {
    let inner = Shell(
      entry: .script, world: shell.world, directory: shell.directory, registry: shell.registry,
      output: shell.output,
      openWorld: shell.openWorld)
    inner.confirmedOutside = shell.confirmedOutside.union(confirmed)
    if dryRun || shell.activeWorld.onlyShows { inner.setDryRun(true) }
    return inner
  }

  private func run(_ step: ScriptLevels.Step, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    shell.output.line("> \(step.line.text)", .strong)
    if case .set(let target)? = step.target {
      shell.session.target = target
      let objects = target.objects(of: target.versions.keys.sorted())
      shell.log.add(
        TranscriptEntry(
          "target \(objects.joined(separator: " "))", effect: .reads,
          outcomes: [Outcome(.target, objects).text]),
        standsFor: nil, redactor: shell.output.redactor)
    }
    let outcomes = try shell.run(step.command, typed: step.line.text)
    guard verify, let expected = step.line.expected else { return outcomes }
    let reached = outcomes.map { outcome in
      var outcome = outcome
      outcome.isShown = false
      return outcome.text
    }
    guard reached == expected else { throw .outcomeDiffers(expected, reached) }
    return outcomes
  }

  /// Every object that will be confirmed, as far as versions are known before the first line.
  private func checkConfirmations(
    of levels: ScriptLevels, _ script: Script, in shell: Shell
  ) throws(ReleaseError) {
    guard shell.hasRepository, !shell.activeWorld.onlyShows else { return }
    var forecast = Forecast(shell: shell)
    for step in levels.steps {
      defer { forecast.follow(step.command) }
      guard case .command(let line) = step.command else { continue }
      if case .set(let target)? = step.target {
        for (selector, version) in target.versions { forecast.versions[selector] = version }
      }
      let objects = try shell.registry.command(for: line.signature)?.objects(of: line, in: forecast)
      let given = forecast.confirmed(line)
      let missing = (objects ?? []).filter { !given.contains($0) }
      if !missing.isEmpty, !line.has(CommonFlags.dryRun) {
        throw unconfirmed(missing, line, at: script.place(of: step.line))
      }
    }
  }

  private func unconfirmed(
    _ objects: [String], _ line: ParsedLine, at place: Place
  ) -> ReleaseError {
    var confirmed = line
    confirmed.flags[CommonFlags.confirm.name] = [objects.joined(separator: ",")]
    let list = objects.joined(separator: ",")
    let fix = command.map { "\($0) --yes-to \(list)" } ?? canonical(confirmed)
    return ReleaseError(
      .unconfirmed, "\(objects.notConfirmed), and nothing was run",
      at: place,
      why: [
        "what leaves the machine needs a confirmation that names it",
        command == nil
          ? "a line confirms it by `\(CommonFlags.confirm.name) \(list)`"
          : "the line itself can confirm it: `\(canonical(confirmed))`",
      ], fix: [ShellLine(fix)])
  }

  private func sayWhereItWasMade(_ script: Script, in shell: Shell) throws(ReleaseError) {
    guard let made = script.commit, shell.hasRepository, let now = try shell.view.head().commit,
      !now.hasPrefix(made)
    else { return }
    shell.output.remark("\(file) was made at \(made); HEAD is \(now.prefix(7))")
  }

  /// The error of a line, with its place, and how to go on.
  private func stopped(
    at line: Script.Line, _ error: ReleaseError, _ script: Script, in shell: Shell
  ) -> ReleaseError {
    var error = error
    if error.at == nil { error.at = script.place(of: line) }
    let again = command.map { "`\($0)`" } ?? "the same lines"
    let isOfLine = Self.codesOfTheLine.contains(error.code)
    if isOfLine { error.mendInFile(line.command) }
    shell.output.remark(
      "stopped at \(file):\(line.number); what stands above it is done"
        + (isOfLine ? "; with the line mended," : ", and") + " a second run of \(again)"
        + " goes on from there", .warning)
    return error
  }

  /// What the line itself says wrongly: no second run of the same file gets over it.
  private static let codesOfTheLine: Set<ErrorCode> = [
    .usage, .nothingSelected, .oneAtATime, .unknownPackage, .ambiguousPackage, .noTarget,
    .badVersion, .versionBelow, .versionNotPython, .levelRefused, .nothingSince, .unknownTag,
    .outcomeDiffers,
  ]

  /// The lines that ran stand in the log of the shell that they were run in.
  private func handOver(_ entries: [TranscriptEntry], to shell: Shell) {
    for entry in entries {
      if shell.running.line != nil {
        shell.standFor(entry)
      } else {
        shell.log.add(entry, standsFor: nil, redactor: shell.output.redactor)
      }
    }
  }

  /// What the journal knows this script by.
  private func key(in shell: Shell) -> String {
    command == nil
      ? "\(file) \(Digest.sha256(Array(text.utf8)))" : shell.absolute(file)
  }
}

extension ReleaseError {
  /// Says what to write in the file, instead of a line to type that would not change it.
  fileprivate mutating func mendInFile(_ command: ParsedCommand) {
    guard case .command(let line) = command else { return }
    for fix in fix {
      if fix.text.hasPrefix(line.signature.name + " ") {
        why.append("write `\(fix.text)` there")
      } else if code == .noTarget || code == .nothingSelected {
        why.append("write `\(fix.text)` above it")
      }
    }
    fix = []
  }

  fileprivate static func outcomeDiffers(_ expected: [String], _ reached: [String]) -> Self {
    func list(_ texts: [String]) -> String {
      texts.isEmpty ? "no outcome" : texts.joined(separator: ", ")
    }
    return Self(
      .outcomeDiffers, "the outcome is another than the transcript says",
      why: ["expected  \(list(expected))", "reached   \(list(reached))"])
  }
}
