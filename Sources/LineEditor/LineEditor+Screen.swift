import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the editor shows, and what happens to the screen under it.
extension LineEditor {
  /// Brings the screen up to date; where it is, nothing is written.
  func paint() {
    painter.draw(frame())
    flush()
  }

  /// Leaves the line on the screen and goes to the row below it.
  func leaveFrame() {
    menu = nil
    var frame = frame()
    frame.placeCursorInLastRow()
    painter.draw(frame)
    painter.write("\r\n")
    markPastes(false)
    flush()
    painter.forget(columns: size.columns)
  }

  /// Lets the terminal mark what is pasted, or not, with the next bytes that are written.
  func markPastes(_ isOn: Bool) {
    SignalState.marksPastes.store(isOn, ordering: .relaxed)
    if isOn { painter.write("\u{1B}[?2004h") } else { painter.write("\u{1B}[?2004l") }
  }

  func handleSignals() {
    if SignalState.continued.exchange(false, ordering: .relaxed) { resume() }
    if SignalState.windowChanged.exchange(false, ordering: .relaxed) { windowChanged() }
  }

  /// ^Z: stops the whole job, as the terminal itself would, and goes on where it was.
  func suspend() {
    leaveFrame()
    edit.prepareTerminal(false)
    kill(0, SIGTSTP)
    _ = SignalState.continued.exchange(false, ordering: .relaxed)
    resume()
  }

  func showNotices() {
    let texts = notices.take()
    guard !texts.isEmpty else { return }
    if !isAsking { prompt = policy.prompt() }
    let lines = texts.flatMap(\.self)
    guard !lines.isEmpty else { return }
    painter.erase()
    for line in lines { painter.writeLines(line.text, line.style) }
    painter.forget(columns: size.columns)
  }

  /// What was posted while no prompt was there.
  func showWaitingNotices() {
    for line in notices.take().joined() { painter.writeLines(line.text, line.style) }
  }

  func ring() { painter.write("\u{07}") }

  private func flush() {
    let bytes = painter.take()
    if !bytes.isEmpty { terminal.write(bytes) }
  }

  private func frame() -> Frame {
    let state = edit.state
    let view = LineView(
      prompt: prompt, line: state.line, cursor: state.cursor, runs: runs(for: state.line),
      menu: menu)
    return view.frame(rows: size.rows, columns: size.columns)
  }

  /// After somebody else had the terminal: nothing is known of the screen, and the row is ours.
  private func resume() {
    // libedit sets no modes that it believes to be set already.
    edit.prepareTerminal(false)
    edit.prepareTerminal(true)
    markPastes(true)
    size = terminal.size
    painter.erase(fromRowsAbove: 0, columns: size.columns)
    paint()
  }

  private func windowChanged() {
    let (frame, row, column) = (painter.shown, painter.row, painter.column)
    size = terminal.size
    let reflow = Reflow(shown: frame, row: row, column: column, columns: size.columns)
    let reported = reflow.isAmbiguous ? askColumn() : nil
    painter.erase(fromRowsAbove: reflow.row(reported: reported), columns: size.columns)
    paint()
  }

  /// Asks the terminal where its cursor is (`CSI 6n`); the column, counted from 0.
  private func askColumn() -> Int? {
    painter.write("\u{1B}[6n")
    flush()
    var read: [UInt8] = []
    defer { input.putBack(read) }
    while read.count < 4096, let byte = input.byte(within: 100) {
      read.append(byte)
      guard byte == 0x52, let escape = read.lastIndex(of: 0x1B),
        let column = Self.reportedColumn(read[escape...])
      else { continue }
      read.removeSubrange(escape...)
      return column
    }
    return nil
  }

  /// The column of `ESC [ row ; column R`, counted from 0.
  static func reportedColumn(_ report: ArraySlice<UInt8>) -> Int? {
    guard report.count >= 6, report[report.startIndex + 1] == 0x5B,
      let semicolon = report.firstIndex(of: 0x3B)
    else { return nil }
    let digits = report[(semicolon + 1)...].dropLast()
    return Int(String(decoding: digits, as: UTF8.self)).map { $0 - 1 }
  }
}
