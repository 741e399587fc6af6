import CommandLanguage
import Diagnostics
import LineEditor
import ReleaseTools
import ReleaseWorld
import Synchronization

/// The prompt's loop: reads lines, runs them, says what comes next.
final class Interactive {
  private let shell: Shell
  private let colour: Bool
  private var prompt: PromptText
  private var reader: (any LineReader)?
  /// What the one task beside the editor has read.
  private let firstLook = FirstLook()
  private var isFirstPrompt = true

  init(_ shell: Shell, colour: Bool) {
    self.shell = shell
    self.colour = colour
    prompt =
      shell.hasRepository
      ? PromptText(
        unread: shell.session, name: shell.repositoryName, branch: shell.quickBranch)
      : PromptText(outside: shell.repositoryName, hasFailed: false)
  }

  /// Runs until the person leaves; the exit code of the program.
  func run() -> ExitCode {
    SignalHandlers.install()
    let policy = EditorPolicy(
      prompt: { [unowned self] in self.currentPrompt() },
      styles: { [unowned self] in self.styles($0) },
      completion: { [unowned self] in self.completion($0, $1) },
      keeps: { [unowned self] in !self.shell.output.redactor.finds(in: $0) })
    let history = shell.historyFile.map { HistoryFile(path: $0) }
    let term = shell.world.environment["TERM"] ?? ""
    let isPlain = term.isEmpty || term == "dumb"
    let editor: (any LineReader)? =
      isPlain ? nil : LineEditor(policy: policy, colour: colour, history: history)
    guard let reader = editor ?? PlainLineReader(policy: policy) else { return .failed }
    self.reader = reader
    defer { reader.close() }
    shell.asker = Asker { [redactor = shell.output.redactor] in reader.ask(redactor.redact($0)) }
    look(reader.notices)
    while !shell.isLeaving {
      switch reader.read() {
      case .line(let text): for line in text.split(separator: "\n") { take(String(line)) }
      case .interrupted: continue
      case .endOfInput: return .done
      }
    }
    return .done
  }

  /// Starts the one task that reads the repository while the first prompt is there already.
  private func look(_ notices: NoticePort) {
    guard shell.hasRepository else {
      notices.post("no repository here; next: demo, or open DIR")
      return
    }
    firstLook.start(shell, notices)
  }

  private func currentPrompt() -> [StyledText] {
    if isFirstPrompt, let view = firstLook.take() {
      isFirstPrompt = false
      shell.adopt(view)
      prompt = PromptText(shell)
    }
    return prompt.spans
  }

  /// Runs one line as it was typed.
  private func take(_ text: String) {
    guard text.utf8.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return }
    isFirstPrompt = false
    _ = SignalHandlers.takeInterrupt()
    var isChange = false
    do throws(ReleaseError) {
      let command = try shell.registry.parser.parse(text, abbreviations: true)
      if case .empty = command { return }
      isChange = Self.isChange(command)
      try shell.run(command, typed: text)
    } catch {
      shell.session.hasFailed = true
      shell.lastError = error
      shell.output.error(error)
      isChange = true
    }
    guard !shell.isLeaving else { return }
    prompt =
      shell.hasRepository
      ? PromptText(shell)
      : PromptText(outside: shell.repositoryName, hasFailed: shell.session.hasFailed)
    if isChange, shell.hasRepository, let next = shell.nextLine() {
      shell.output.line("next: \(next)", .dim)
    }
  }

  /// Whether a line may have changed where the release stands.
  private static func isChange(_ command: ParsedCommand) -> Bool {
    switch command {
    case .empty: false
    case .shell: true
    case .command(let line):
      line.signature.effect > .reads
        || ["use", "target", "open", "run", "replay", "dry-run"].contains(line.signature.name)
    }
  }

  private func styles(_ line: String) -> [StyleRun] {
    let names = shell.knownSelectors
    return highlight(line, shell.registry.signatures) { shape, word, _ in
      guard shape == .selector, let names else { return nil }
      return word.hasPrefix("./") || word.hasPrefix("group:") || names.contains(word)
    }.map { range, highlight in
      StyleRun(range, Self.style(highlight))
    }
  }

  private static func style(_ highlight: Highlight) -> Style {
    switch highlight {
    case .command: .command
    case .argument: .argument
    case .flag: .flag
    case .text: .plain
    case .comment: .dim
    case .invalid: .invalid
    }
  }

  private func completion(_ line: String, _ cursor: Int) -> Completion {
    let candidates = Candidates(shell: shell)
    let found = complete(
      line: line, cursor: cursor, signatures: shell.registry.signatures,
      candidates: candidates.candidates)
    return Completion(
      range: found.range,
      candidates: found.candidates.map { .init($0.text, $0.description, closes: $0.closes) })
  }
}

/// The one task beside the editor: reads the repository once and posts one notice.
final class FirstLook: Sendable {
  /// A view on its way from the task to the editor's thread.
  ///
  /// Unchecked, since the compiler cannot see that the task lets go of the view when it hands it over.
  private struct Handover: @unchecked Sendable {
    let view: RepositoryView
  }

  private let found = Mutex<Handover?>(nil)

  /// What was read, once.
  func take() -> RepositoryView? {
    found.withLock { view in
      defer { view = nil }
      return view?.view
    }
  }

  func start(_ shell: Shell, _ notices: NoticePort) {
    let (world, session, directory) = (shell.world, shell.session, shell.directory)
    let redactor = shell.output.redactor
    Task.detached { [self] in
      let output = Output(colour: false) { _, _ in }
      let shell = Shell(
        entry: .prompt, world: world, directory: directory, output: output,
        openWorld: { _ throws(Failure) in world })
      shell.session = session
      do throws(ReleaseError) {
        let summary = try shell.summary()
        _ = try shell.view.changes()
        let next = shell.nextLine().map { "\nnext: \($0)" } ?? ""
        let handover = Handover(view: shell.view)
        found.withLock { $0 = handover }
        notices.post(redactor.redact(summary + next))
      } catch {
        notices.post(redactor.redact(ErrorRenderer(colour: false).render(error)))
      }
    }
  }
}
