import CommandLanguage
import Diagnostics
import ReleaseWorld
import ReleaseModel
import ReleaseTools

/// A shell at work: the one owner of the session, the world it acts on and what is known of it.
final class Shell {
  /// How lines get here.
  enum Entry: Sendable {
    /// A person types them.
    case prompt
    /// `relsh COMMAND ...`.
    case oneShot
    /// `relsh -c '...'`.
    case commandText
    /// A file or a pipe.
    case script

    /// Whether selection and target are shared with the next shell (design, section 5).
    var sharesSession: Bool { self == .prompt || self == .oneShot }
  }

  let entry: Entry
  let registry: CommandRegistry
  private(set) var world: World
  /// The folder that relative paths begin at: where the person is.
  private(set) var directory: String
  /// The world that a dry run looks at; kept while `dry-run on` holds.
  private var shownWorld: World?
  var session = Session()
  var output: Output
  /// Asks a person; `nil` where nothing can be asked.
  var asker: Asker?
  var log: SessionLog
  /// What was confirmed from outside (`--yes-to`), for the whole run.
  var confirmedOutside: Set<String> = []
  /// The tokens that were typed here, with `token set`.
  var heldTokens: HeldTokens {
    get { world.held }
    set {
      world.held = newValue
      shownWorld?.held = newValue
      // A view looks with the world that it was made of.
      (viewKnown, lastView) = (nil, nil)
    }
  }
  /// The last error, for `explain` without a word.
  var lastError: ReleaseError?
  /// What the last line itself proposes to type next, before the plan does.
  var proposal: String?
  /// What a remote would have after the lines of a dry run, by `REMOTE REFERENCE`.
  private(set) var believed: [String: String] = [:]
  /// Ends the prompt's loop.
  var isLeaving = false
  /// Opens a repository's world; tests lay kill points over it.
  let openWorld: @Sendable (_ directory: String) throws(Failure) -> World
  private var viewKnown: RepositoryView?
  /// The view before this one, until it is renewed.
  private var lastView: RepositoryView?
  /// What the running line confirmed and recorded.
  private(set) var running = RunningLine()
  /// The line that is running.
  var runningLine: ParsedLine? { running.line }
  /// What was agreed to for a release that failed.
  var agreement: Agreement?
  /// What the lines so far needed, or would need, a confirmation of.
  private(set) var needed: Set<String> = []

  /// What happens while one line runs.
  struct RunningLine {
    var line: ParsedLine?
    var confirmed: [String] = []
    /// What its effects are bound to.
    var needed: Set<String> = []
    var recorded: [String] = []
    /// The commands that stand for the line in the transcript, where it ran others.
    var stands: [TranscriptEntry]?
    var isDryRun = false
    var hasChanged = false
    /// Whether the outcomes were shown as they came.
    var hasTold = false
  }

  init(
    entry: Entry, world: World, directory: String, registry: CommandRegistry = .standard,
    output: Output,
    asker: Asker? = nil, log: SessionLog = SessionLog(file: nil),
    openWorld: @escaping @Sendable (String) throws(Failure) -> World
  ) {
    self.entry = entry
    self.world = world.waitingForServers(output)
    self.directory = directory
    self.registry = registry
    self.output = output
    self.asker = asker
    self.log = log
    self.openWorld = openWorld
  }

  /// Whether there is a repository.
  var hasRepository: Bool { !world.git.directory.isEmpty }

  /// The world that the running line acts on: a dry run's, or the real one.
  var activeWorld: World {
    running.isDryRun || session.isDryRun ? (shownWorld ?? world) : world
  }

  /// What is known of the repository now.
  var view: RepositoryView {
    if let viewKnown { return viewKnown }
    let view = lastView.map { RepositoryView(renewing: $0) } ?? RepositoryView(activeWorld)
    lastView = nil
    viewKnown = view
    return view
  }

  /// The names by which packages can be selected, where they are known already.
  var knownSelectors: Set<String>? {
    guard let viewKnown else { return nil }
    return viewKnown.selectors
  }

  /// Takes a view that was read elsewhere, if there is none yet.
  func adopt(_ view: RepositoryView) {
    if viewKnown == nil, !session.isDryRun { viewKnown = view }
  }

  /// Forgets what is known of the repository, since it may have been changed: only what is proven to be as
  /// it was is used again.
  func forget() {
    if let viewKnown { lastView = viewKnown.world.onlyShows ? nil : viewKnown }
    viewKnown = nil
    // A dry run has a world of its own.
    if activeWorld.onlyShows { lastView = nil }
  }

  /// Performs an effect in the active world.
  func perform(_ effect: Effect) throws(ReleaseError) {
    let before = view
    running.hasChanged = true
    do throws(ReleaseError) {
      try performTelling(effect)
    } catch {
      forget()
      throw error
    }
    if case .git(let call) = effect, case .deleteRemoteTag(let remote, let name) = call.change {
      if activeWorld.onlyShows {
        believed["\(remote) refs/tags/\(name)"] = nil
      } else {
        session.forget("\(remote) refs/tags/\(name)")
      }
    }
    // A tool in a work tree of its own changes nothing of what is known.
    if case .tool(let call) = effect, call.tree != .here {
      viewKnown = before
    } else {
      viewKnown = RepositoryView(after: effect, before)
    }
  }

  /// Remembers that a remote has these tags as they are here.
  ///
  /// What a lasting dry run has only shown is believed by its next line, and forgotten with it.
  func noteSeen(_ names: [String], on remote: String) {
    for name in names {
      if let object = (try? view.tag(name))??.object {
        let reference = "\(remote) refs/tags/\(name)"
        if activeWorld.onlyShows {
          believed[reference] = object
        } else {
          session.note(reference, object)
        }
      } else if activeWorld.onlyShows {
        believed["\(remote) refs/heads/\(name)"] = (try? view.head())?.commit
      }
    }
  }

  /// Goes to another repository.
  func enter(_ directory: String) throws(ReleaseError) {
    let held = world.held
    world = try openWorld(directory).waitingForServers(output)
    world.held = held
    self.directory = world.root
    log = SessionLog.open(for: entry, world: world)
    shownWorld = nil
    session = Session()
    forget()
    // What was seen of the repository before this one says nothing of it.
    lastView = nil
    loadSession()
  }

  /// Notes a line of output that the transcript keeps for its readers, and shows it.
  func record(_ text: String, _ look: Output.Look = .plain) {
    running.recorded.append(text)
    output.line(text, look)
  }

  /// Notes what the running line confirmed.
  func noteConfirmed(_ objects: [String]) {
    for object in objects where !running.confirmed.contains(object) {
      running.confirmed.append(object)
    }
  }

  /// Notes what the running line's effects are bound to, whether they are missing or not.
  func noteNeeded(_ objects: [String]) {
    running.needed.formUnion(objects)
    needed.formUnion(objects)
  }

  /// Names the confirmations of a line that name nothing of it: a typo would go unseen else.
  private func warnOfIdleConfirmations(_ line: ParsedLine) {
    // A confirmation from outside takes the place of one for another version.
    guard confirmedOutside.isEmpty || !confirmedOutside.isSuperset(of: running.needed) else {
      return
    }
    let known = running.needed.union(branchesMoved(by: line))
    let idle = line.all(CommonFlags.confirm).filter { !known.contains($0) }
    guard !idle.isEmpty else { return }
    output.warning(Self.idle(idle, needed: running.needed))
  }

  /// What is said of confirmations that were not asked for.
  static func idle(_ objects: [String], needed: Set<String>) -> String {
    let list = needed.isEmpty ? "nothing" : needed.sorted().joined(separator: ", ")
    return "nothing asked for a confirmation of \(objects.joined(separator: ", ")); "
      + "what can be confirmed is \(list)"
  }

  /// Says which commands the running line stands for in the transcript.
  func standFor(_ entry: TranscriptEntry) { running.stands = (running.stands ?? []) + [entry] }

  /// The running line ran other commands, perhaps none.
  func standForNothing() { running.stands = running.stands ?? [] }

  /// How many lines the running one has recorded.
  var recordedCount: Int { running.recorded.count }

  /// What was recorded after so many lines.
  func recorded(since count: Int) -> [String] { Array(running.recorded.dropFirst(count)) }

  /// Lets the transcript hold a line as something else than it was typed.
  func spell(_ line: ParsedLine) { running.line = line }

  /// Starts or ends a dry run that lasts.
  func setDryRun(_ isOn: Bool) {
    session.isDryRun = isOn
    shownWorld = isOn ? dryWorld() : nil
    believed = [:]
    forget()
  }

  private func dryWorld() -> World { world.dryRun { _ in } }

  /// Runs one line that was parsed.
  ///
  /// Whatever it does is logged; the session is kept where the entry shares it. The error of a failed
  /// line is thrown on.
  @discardableResult
  func run(_ command: ParsedCommand, typed: String) throws(ReleaseError) -> [Outcome] {
    proposal = nil
    switch command {
    case .empty: return []
    case .shell(let text):
      try runPersonsShell(text)
      return []
    case .command(let line): return try run(line)
    }
  }

  private func run(_ line: ParsedLine) throws(ReleaseError) -> [Outcome] {
    guard let command = registry.command(for: line.signature) else {
      throw ReleaseError(.unknownCommand, "there is no command `\(line.signature.name)`")
    }
    let outer = (running, output.isJSON)
    let before = session
    running = RunningLine()
    running.line = line
    running.isDryRun = line.has(CommonFlags.dryRun)
    if running.isDryRun, shownWorld == nil { shownWorld = dryWorld() }
    if line.has(CommonFlags.json) { output.isJSON = true }
    forget()
    // The prompt after the line says it, so it is asked while the line is at work.
    if entry == .prompt, hasRepository, outer.0.line == nil { view.prefetchPrompt() }
    defer {
      let ended = running
      (running, output.isJSON) = outer
      if ended.isDryRun, !session.isDryRun, entry != .script { shownWorld = nil }
      // What a line only shows leaves no target behind either.
      if ended.isDryRun, !before.isDryRun {
        (session.selection, session.spelledSelection) = (before.selection, before.spelledSelection)
        session.target = before.target
        session.publishing = before.publishing
      }
      if ended.hasChanged || ended.isDryRun { forget() }
      // What is left of it, the next start removes.
      if outer.0.line == nil, hasRepository { try? world.temporaryTree.removeOwn() }
    }
    if line.signature.scripted {
      log.begin(in: self, changes: line.signature.effect > .reads)
    }
    do throws(ReleaseError) {
      var outcomes = try runLocked(command, line)
      // What a dry run of one line chooses is not kept either.
      if activeWorld.onlyShows, line.signature.effect > .reads || running.isDryRun {
        for index in outcomes.indices { outcomes[index].isShown = true }
      }
      if !running.hasTold { for outcome in outcomes { tell(outcome) } }
      session.hasFailed = false
      warnOfIdleConfirmations(line)
      note(line, outcomes, failed: nil)
      try saveSession()
      return outcomes
    } catch {
      let spelled = canonical(running.line ?? line)
      let logged = logged(goingOn(error, line, spelled), of: spelled)
      let error = mended(logged, of: running.line ?? line)
      // What explains an error is none to explain.
      if line.signature.category != .shell { remember(error, of: spelled) }
      session.hasFailed = true
      note(line, [], failed: error.code)
      // What it had chosen when it failed, the next shell goes on with; its own failure is the one to tell.
      do throws(ReleaseError) { try saveSession() } catch {}
      throw error
    }
  }

  /// Shows an outcome as it comes, in a line that has several.
  func tellNow(_ outcome: Outcome) {
    running.hasTold = true
    tell(outcome)
  }

  private func tell(_ outcome: Outcome) {
    if output.isJSON {
      var members: [String: JSONValue] = [
        "outcome": .string(outcome.text), "verb": .string(outcome.verb.rawValue),
        "objects": .array(outcome.objects.map { .string($0) }), "already": .bool(outcome.already),
        "shown": .bool(outcome.isShown),
      ]
      if let destination = outcome.destination { members["to"] = .string(destination) }
      output.data(String(decoding: JSONValue.object(members).bytes, as: UTF8.self))
    } else if outcome.already {
      output.line("already \(outcome.reached)", .good)
    } else {
      output.line(outcome.text, outcome.isShown ? .warning : .good)
    }
  }

  private func note(_ line: ParsedLine, _ outcomes: [Outcome], failed: ErrorCode?) {
    guard line.signature.scripted else { return }
    var spelled = running.line ?? line
    if let named = spelled[CommonFlags.selection], let packages = try? resolve(named),
      let repository = try? view.repository()
    {
      let selectors = packages.map { repository.selector(of: $0) }
      spelled.flags[CommonFlags.selection.name] = [selectors.joined(separator: ",")]
    }
    if !running.confirmed.isEmpty {
      spelled.flags[CommonFlags.confirm.name] = [running.confirmed.joined(separator: ",")]
    }
    var entry = TranscriptEntry(
      canonical(spelled), effect: line.signature.effect, reached: outcomes)
    entry.recorded = running.recorded
    entry.failed = failed
    log.add(entry, standsFor: running.stands, redactor: output.redactor)
  }
}
