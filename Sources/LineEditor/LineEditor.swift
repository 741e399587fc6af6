import CLibEdit
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A line editor on a terminal: libedit edits, a painter of ours draws.
///
/// libedit asks for the next key only when it is done with the last one; that is when the screen is
/// brought up to date, and only if no further key waits. All of it runs on one thread, in calls of
/// ``read()`` and its siblings; other threads have ``notices``.
package final class LineEditor: LineReader {
  package let notices: NoticePort
  let policy: EditorPolicy
  let terminal = Terminal()
  let edit: EditLine
  var painter: Painter
  var input: TerminalInput
  var history: History
  var walk = HistoryWalk()
  var undoStack = UndoStack()
  var prompt: [StyledText] = []
  var menu: Menu?
  var isAsking = false
  var size: (rows: Int, columns: Int)
  /// Why the current line ended, once it has.
  var outcome: LineInput?
  /// Whether the reader itself has just delivered Enter: a replayed key never accepts a line.
  var isEnterPressed = false
  /// Whether keys have come without a pause since an Enter with more behind it.
  ///
  /// That is a paste which the terminal does not mark, or lines typed ahead: no Enter in it accepts a line.
  var isBurst = false
  private var isFresh = false
  private var isHistoryFresh = false
  private var isSearchable = false
  private var isOpen = true
  /// What libedit gets before the next byte is read: the rest of an Alt key.
  private var queued: wchar_t?
  private var styled: (line: [UInt32], runs: [StyleRun]) = ([], [])
  /// In scalars: libedit must never have to wrap it.
  let longestLine = 2000

  /// An editor on standard input and output; `nil` where they are no terminal, or one that cannot
  /// move its cursor (`TERM` unset or `dumb`).
  ///
  /// Reads nothing of the history before its first key.
  package init?(policy: EditorPolicy, colour: Bool, history: HistoryFile?) {
    guard terminal.isPresent, terminal.canMove, let notices = NoticePort() else { return nil }
    ScalarWidth.useUnicode()
    SignalState.guardTerminal(wakeDescriptor: notices.writeDescriptor)
    guard let edit = EditLine(program: "relsh") else { return nil }
    self.notices = notices
    self.policy = policy
    self.edit = edit
    self.history = History(file: history)
    size = terminal.size
    painter = Painter(columns: size.columns, colour: colour)
    input = TerminalInput(
      descriptor: terminal.input, wakeDescriptor: notices.readDescriptor)
    edit.setOwner(Unmanaged.passUnretained(self).toOpaque())
    edit.setReader { handle, character in
      guard let editor = LineEditor.owner(of: handle), let character else { return 0 }
      return editor.nextCharacter(into: character)
    }
    bindKeys()
  }

  deinit { close() }

  package func read() -> LineInput {
    isAsking = false
    showWaitingNotices()
    prompt = policy.prompt()
    let input = editLine()
    if case .line(let text) = input { history.add(text, if: policy.keeps) }
    return input
  }

  package func ask(_ question: String) -> String? {
    isAsking = true
    prompt = [StyledText(question)]
    guard case .line(let text) = editLine() else { return nil }
    return text
  }

  package func askSecret(_ question: String) -> [UInt8]? {
    SecretInput(terminal: terminal).read(asking: question)
  }

  package func remember(in file: HistoryFile?) {
    history.finish()
    history = History(file: file)
  }

  package func close() {
    guard isOpen else { return }
    isOpen = false
    history.finish()
    SignalState.wakeDescriptor.store(-1, ordering: .relaxed)
    SignalState.restoreTerminal()
  }

  static func owner(of handle: OpaquePointer?) -> LineEditor? {
    EditLine.owner(of: handle).map { Unmanaged.fromOpaque($0).takeUnretainedValue() }
  }

  private func editLine() -> LineInput {
    (outcome, menu, queued, walk, undoStack) = (nil, nil, nil, HistoryWalk(), UndoStack())
    (isFresh, isHistoryFresh, isSearchable, isEnterPressed) = (true, false, false, false)
    isBurst = false
    _ = SignalState.windowChanged.exchange(false, ordering: .relaxed)
    _ = SignalState.continued.exchange(false, ordering: .relaxed)
    _ = SignalHandlers.takeInterrupt()
    size = terminal.size
    painter.forget(columns: size.columns)
    markPastes(true)
    edit.edit()
    leaveFrame()
    return outcome ?? .endOfInput
  }

  /// libedit's reader: hands over one character, or 0 at the end of input, or -1 to give up the line.
  private func nextCharacter(into character: UnsafeMutablePointer<wchar_t>) -> Int32 {
    if isFresh {
      isFresh = false
      edit.useOwnWindow()
    }
    edit.keepCursorInBuffer()
    let state = edit.state
    let isSearching = Self.isSearch(state.line)
    if !isSearching {
      undoStack.record(state)
      if queued == 0x07 { queued = nil }
    }
    while true {
      handleSignals()
      if SignalHandlers.takeInterrupt() { return interrupt() }
      if let next = queued {
        queued = nil
        character.pointee = next
        return 1
      }
      // A long paste comes in pieces.
      if !input.isWaiting(within: isBurst ? 20 : 0) {
        isBurst = false
        paint()
      }
      switch input.wait() {
      case .ended:
        outcome = .endOfInput
        return 0
      case .woken: showNotices()
      case .bytes:
        guard let first = input.byte(within: 0) else { continue }
        let press = input.keyPress(startingWith: first)
        if press == .scalar(0x03) { return interrupt() }
        guard let code = code(for: press) else { continue }
        // The first ^G only takes back what was not found; here it always ends the search.
        if isSearching, code == 0x07 { queued = 0x07 }
        character.pointee = code
        return 1
      }
    }
  }

  /// libedit gives up the line and forgets what it was doing.
  private func interrupt() -> Int32 {
    outcome = .interrupted
    errno = EINTR
    return -1
  }

  /// What libedit gets for a key; `nil` where it gets nothing.
  private func code(for press: KeyPress) -> wchar_t? {
    isEnterPressed = press == .scalar(0x0D) || press == .scalar(0x0A)
    if isEnterPressed {
      if press == .scalar(0x0D), input.isWaiting(), let next = input.byte(within: 0), next != 0x0A {
        input.putBack()
      }
      isBurst = isBurst || input.isWaiting()
    }
    if press != .scalar(0x09) { menu = nil }
    switch press {
    case .unknown: return nil
    case .scalar(0x1A):
      suspend()
      return nil
    case .scalar(let scalar):
      let isTyped = scalar >= 0x20 && scalar != 0x7F || scalar == 0x19
      if isTyped, edit.count >= longestLine { return nil }
      if isAsking, scalar == 0x09 { return nil }
      if scalar == 0x10 || scalar == 0x0E || scalar == 0x12 || scalar == 0x13 {
        guard prepareHistory(forSearch: scalar > 0x10) else { return nil }
      }
      return wchar_t(bitPattern: scalar)
    // libedit's own function for this key would also replace what was killed; ^D does not.
    case .key(.delete): return edit.state.cursor < edit.count ? 0x04 : nil
    case .key(let key):
      if key == .up || key == .down {
        guard prepareHistory(forSearch: false) else { return nil }
      }
      return wchar_t(bitPattern: key.rawValue)
    case .escape: return 0x1B
    case .meta(let byte):
      // Any of these may look into the history.
      _ = prepareHistory(forSearch: false)
      queued = wchar_t(byte)
      return 0x1B
    }
  }

  /// Reads what is new in the history, once a line; `false` where there is none, in a question.
  private func prepareHistory(forSearch: Bool) -> Bool {
    guard !isAsking else { return false }
    if !isHistoryFresh {
      isHistoryFresh = true
      history.synchronize()
    }
    if forSearch, !isSearchable {
      isSearchable = true
      edit.setHistory(history.entries)
    }
    return true
  }

  /// Room for this many more scalars in the line.
  var room: Int { max(0, longestLine - edit.count) }

  /// Whether libedit's own search has put its question into the line, behind a newline.
  static func isSearch(_ line: [UInt32]) -> Bool {
    guard let newline = line.lastIndex(of: 0x0A) else { return false }
    let word = line[(newline + 1)...].prefix(3)
    return word == [0x62, 0x63, 0x6B] || word == [0x66, 0x77, 0x64]  // bck, fwd
  }

  /// The styles of the line; each row of a paste is a line for itself.
  func runs(for line: [UInt32]) -> [StyleRun] {
    if isAsking { return [] }
    if styled.line == line { return styled.runs }
    var runs: [StyleRun] = []
    var start = 0
    for row in line.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if start > 0, Self.isSearch(line), start + row.count == line.count { break }
      runs += policy.styles(Self.text(row)).map {
        StyleRun($0.range.lowerBound + start..<$0.range.upperBound + start, $0.style)
      }
      start += row.count + 1
    }
    styled = (line, runs)
    return runs
  }

  static func text(_ scalars: some Sequence<UInt32>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars.lazy.compactMap(Unicode.Scalar.init))
    return String(text)
  }
}
