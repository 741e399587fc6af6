import CommandLanguage
import Diagnostics
import LineEditor
import ReleaseTools
import ReleaseWorld

/// The prompt's loop: reads lines, runs them, says what comes next.
final class Interactive {
  private let shell: Shell
  private let colour: Bool
  private var prompt: PromptText
  private var reader: (any LineReader)?
  /// What the one task beside the editor has read.
  private let firstLook = FirstLook()
  private var isFirstPrompt = true
  /// The history that lines are kept in now.
  private var historyFile: String?

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
    historyFile = shell.historyFile
    let history = historyFile.map { HistoryFile(path: $0) }
    let term = shell.world.environment["TERM"] ?? ""
    let isPlain = term.isEmpty || term == "dumb"
    let editor: (any LineReader)? =
      isPlain ? nil : LineEditor(policy: policy, colour: colour, history: history)
    guard let reader = editor ?? PlainLineReader(policy: policy) else { return .failed }
    self.reader = reader
    defer { reader.close() }
    shell.asker = Asker(
      ask: { [unowned self] question in
        SignalHandlers.catchInterrupts()
        defer { Interrupts.install() }
        return reader.ask(self.shell.output.redactor.redact(question))
      },
      askSecret: { [unowned self] question in
        reader.askSecret(self.shell.output.redactor.redact(question)).map { Secret($0) }
      })
    look(reader.notices, waits: editor == nil)
    while !shell.isLeaving {
      switch reader.read() {
      case .line(let text):
        // Until the next prompt ^C belongs to what runs: a child, or a wait for a lock.
        Interrupts.install()
        take(text.split(separator: "\n").map(String.init).filter(Self.isLine))
        SignalHandlers.catchInterrupts()
      case .interrupted: continue
      case .endOfInput: shell.isLeaving = true
      }
    }
    if let line = shell.unfinishedLine() { shell.output.line(line, .dim) }
    return .done
  }

  /// Whether there is anything in it but blanks.
  private static func isLine(_ text: String) -> Bool {
    text.utf8.contains { $0 != 0x20 && $0 != 0x09 }
  }

  /// Starts the one task that reads the repository while the first prompt is there already.
  ///
  /// A terminal that cannot repaint waits for it: there the first prompt is the whole one.
  private func look(_ notices: NoticePort, waits: Bool) {
    guard shell.hasRepository else {
      notices.post([
        StyledText("no repository here: `help`, `demo` and `open DIR` work"),
        StyledText("next: demo", .dim),
      ])
      return
    }
    if waits {
      firstLook.look(
        shell.world, shell.session, shell.directory, shell.output.redactor, notices)
    } else {
      firstLook.start(shell, notices)
    }
  }

  private func currentPrompt() -> [StyledText] {
    if isFirstPrompt, let view = firstLook.take() {
      isFirstPrompt = false
      shell.adopt(view)
      prompt = PromptText(shell)
    }
    return prompt.spans
  }

  /// Runs the lines that were accepted at once: one, or those of a paste, which stops where one fails.
  private func take(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    isFirstPrompt = false
    firstLook.comesLate()
    var isChange = false
    for (index, line) in lines.enumerated() {
      if lines.count > 1 { shell.output.line("> \(line)", .dim) }
      let hasSucceeded = take(line, &isChange)
      let left = lines.count - index - 1
      if shell.isLeaving { return }
      if !hasSucceeded, left > 0 {
        shell.output.line(
          "\(left) \(left == 1 ? "line" : "lines") of the paste did not run", .warning)
      }
      if !hasSucceeded { break }
    }
    prompt = shell.hasRepository ? PromptText(shell) : outside
    if shell.historyFile != historyFile {
      historyFile = shell.historyFile
      reader?.remember(in: historyFile.map { HistoryFile(path: $0) })
    }
    if isChange, let next = shell.nextLine() { shell.output.line("next: \(next)", .dim) }
  }

  /// Runs one line as it was typed; whether that went well.
  private func take(_ text: String, _ isChange: inout Bool) -> Bool {
    do throws(ReleaseError) {
      let command: ParsedCommand
      do throws(ReleaseError) {
        command = try parse(text)
      } catch {
        shell.lastError = error
        throw error
      }
      isChange = isChange || Self.isChange(command)
      try shell.run(command, typed: text)
      return true
    } catch {
      shell.session.hasFailed = true
      shell.output.error(error)
      // What mends it comes first, then what the plan says; reading is no step on.
      shell.proposal = error.fix.first { !$0.text.hasPrefix("help") }?.text
      isChange = true
      return false
    }
  }

  /// The line as a command; of one that is none, whether a program or several lines were meant.
  private func parse(_ text: String) throws(ReleaseError) -> ParsedCommand {
    do throws(ReleaseError) {
      return try shell.registry.parser.parse(text, abbreviations: true)
    } catch {
      var error = error
      let words = Tokens(text).words.map(\.text)
      if let index = words.firstIndex(where: { $0.hasSuffix(";") }), index + 1 < words.count {
        error.why.append("`;` separates lines in `relsh -c` only; here each line has its own Enter")
      } else if error.code == .unknownCommand, error.fix.isEmpty || error.fix == ["help"],
        let word = words.first, isProgram(word)
      {
        error.why = ["`\(word)` is a program; `!` before it runs it"]
        error.fix = [ShellLine("!\(text)")]
      }
      throw error
    }
  }

  /// Whether a word names a program that the person's shell finds.
  private func isProgram(_ word: String) -> Bool {
    guard !word.isEmpty, !word.utf8.contains(UInt8(ascii: "/")) else { return false }
    let folders = (shell.world.environment["PATH"] ?? "").split(separator: ":")
    return folders.contains { [.file, .other].contains(shell.world.files.kind("\($0)/\(word)")) }
  }

  private var outside: PromptText {
    PromptText(outside: shell.repositoryName, hasFailed: shell.session.hasFailed)
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
