import CLibEdit

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// libedit as a buffer with keys: it edits the line, and never writes to the terminal.
///
/// Its output goes to the null device. It believes in a window of 24 rows of 4,096 columns, in which
/// no line wraps: it writes past its own memory where a line does not fit.
final class EditLine {
  typealias Function = @convention(c) (OpaquePointer?, wint_t) -> UInt8

  private let handle: OpaquePointer
  private let sink: UnsafeMutablePointer<FILE>
  private let history: OpaquePointer
  /// libedit keeps the pointers that it was given for names of functions.
  private var names: [UnsafeMutablePointer<wchar_t>] = []

  init?(program: String) {
    guard let sink = fopen("/dev/null", "we") else { return nil }
    guard let handle = libedit_init(program, sink, sink), let history = history_winit() else {
      fclose(sink)
      return nil
    }
    self.handle = handle
    self.sink = sink
    self.history = history
    _ = libedit_set_text(handle, EL_EDITOR, Self.wide("emacs"))
    _ = libedit_set_empty_prompt(handle)
    // ^C, ^Z and ^S arrive as characters, in their order, harmless inside a paste; CR and LF stay what they are, so
    // that CRLF in a paste is one newline.
    for change in ["-isig", "-ixon", "-icrnl", "-inlcr"] {
      _ = libedit_set_tty(handle, Self.wide("-d"), Self.wide(change))
    }
    var event = HistEventW()
    _ = libedit_history_int(history, &event, H_SETSIZE, 1000)
    _ = libedit_use_history(handle, history)
  }

  deinit {
    // Otherwise `el_end` throws away what was typed ahead.
    _ = libedit_set_int(handle, EL_EDITMODE, 0)
    el_end(handle)
    history_wend(history)
    fclose(sink)
    for name in names { name.deallocate() }
  }

  /// Whom the functions and the reader find by ``owner(of:)``; must outlive this.
  func setOwner(_ owner: UnsafeMutableRawPointer) {
    _ = libedit_set_owner(handle, owner)
  }

  static func owner(of handle: OpaquePointer?) -> UnsafeMutableRawPointer? {
    libedit_owner(handle)
  }

  func setReader(
    _ reader: @escaping @convention(c) (OpaquePointer?, UnsafeMutablePointer<wchar_t>?) -> Int32
  ) {
    _ = libedit_set_reader(handle, reader)
  }

  func add(function name: String, _ function: @escaping Function) {
    let text = Self.wide(name)
    let kept = UnsafeMutablePointer<wchar_t>.allocate(capacity: text.count)
    kept.initialize(from: text, count: text.count)
    names.append(kept)
    _ = libedit_add_function(handle, kept, kept, function)
  }

  /// Binds a key, written as `bind` of editrc(5) takes it, or as one code.
  func bind(_ key: [UInt32], to function: String) {
    _ = libedit_bind(handle, key.map { wchar_t(bitPattern: $0) } + [0], Self.wide(function))
  }

  /// Edits one line: returns when a function accepted it or the reader gave up.
  func edit() {
    var count: Int32 = 0
    _ = el_wgets(handle, &count)
  }

  /// Has to come at the first key of each line.
  func useOwnWindow() {
    _ = libedit_set_capability(handle, Self.rows, Self.height)
    _ = libedit_set_capability(handle, Self.columns, Self.width)
    _ = libedit_refresh(handle)
  }

  /// vi's `$` on an empty line leaves the cursor one before the buffer, where a key would write.
  func keepCursorInBuffer() {
    guard let line = el_wline(handle)?.pointee, line.cursor < line.buffer else { return }
    el_cursor(handle, Int32(line.buffer - line.cursor))
  }

  /// The line and the offset of the cursor.
  var state: UndoStack.State {
    guard let line = el_wline(handle)?.pointee, let buffer = line.buffer else {
      return UndoStack.State(line: [], cursor: 0)
    }
    let count = line.lastchar - buffer
    let scalars = UnsafeBufferPointer(start: buffer, count: count).map(UInt32.init(bitPattern:))
    return UndoStack.State(line: scalars, cursor: min(max(0, line.cursor - buffer), count))
  }

  var count: Int {
    guard let line = el_wline(handle)?.pointee else { return 0 }
    return line.lastchar - line.buffer
  }

  func insert(_ scalars: [UInt32]) {
    guard !scalars.isEmpty else { return }
    el_winsertstr(handle, scalars.map { wchar_t(bitPattern: $0) } + [0])
  }

  /// Makes `scalars` the whole line, and puts the cursor behind them.
  ///
  /// The line is emptied by its own end marks: `el_deletestr` would also replace what was killed.
  func setLine(_ scalars: [UInt32]) {
    guard let line = UnsafeMutablePointer(mutating: el_wline(handle)) else { return }
    line.pointee.cursor = line.pointee.buffer
    line.pointee.lastchar = line.pointee.buffer
    insert(scalars)
  }

  func moveCursor(to offset: Int) {
    let distance = offset - state.cursor
    if distance != 0 { el_cursor(handle, Int32(distance)) }
  }

  /// Raw modes while a line is edited, the terminal's own otherwise.
  func prepareTerminal(_ isRaw: Bool) {
    _ = libedit_set_int(handle, EL_PREP_TERM, isRaw ? 1 : 0)
  }

  /// What libedit's own search looks in.
  func setHistory(_ entries: [String]) {
    var event = HistEventW()
    _ = libedit_history(history, &event, H_CLEAR)
    for entry in entries { _ = libedit_history_enter(history, &event, Self.wide(entry)) }
  }

  private static let rows = wide("li")
  private static let columns = wide("co")
  private static let height = wide("24")
  private static let width = wide("4096")

  private static func wide(_ text: String) -> [wchar_t] {
    text.unicodeScalars.map { wchar_t(bitPattern: $0.value) } + [0]
  }
}
