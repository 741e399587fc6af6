import CLibEdit

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the editor itself does at a key.
extension LineEditor {
  func bindKeys() {
    for command in EditorCommand.allCases {
      edit.add(function: command.name, Self.function(for: command))
    }
    for binding in Keymap.bindings { edit.bind(binding.key, to: binding.function) }
  }

  private static func function(for command: EditorCommand) -> EditLine.Function {
    switch command {
    case .accept: { handle, _ in LineEditor.result(handle) { $0.accept() } }
    case .complete: { handle, _ in LineEditor.result(handle) { $0.complete() } }
    case .paste: { handle, _ in LineEditor.result(handle) { $0.paste() } }
    case .clear: { handle, _ in LineEditor.result(handle) { $0.clear() } }
    case .older: { handle, _ in LineEditor.result(handle) { $0.recall(.older) } }
    case .newer: { handle, _ in LineEditor.result(handle) { $0.recall(.newer) } }
    case .undo: { handle, _ in LineEditor.result(handle) { $0.undo() } }
    }
  }

  private static func result(_ handle: OpaquePointer?, _ body: (LineEditor) -> Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: owner(of: handle).map(body) ?? CC_ERROR)
  }

  private func accept() -> Int32 {
    guard isEnterPressed else { return CC_ERROR }
    isEnterPressed = false
    if isBurst {
      if room > 0 { edit.insert([isAsking ? 0x20 : 0x0A]) }
      return CC_REFRESH
    }
    // Control characters of Latin-1 can only be keys that were quoted.
    var scalars = edit.state.line.filter { $0 != 0 && !(0x80..<0xA0).contains($0) }
    if scalars.last == 0x0A { scalars.removeLast() }
    outcome = .line(Self.text(scalars))
    return CC_NEWLINE
  }

  private func clear() -> Int32 {
    painter.clearScreen(columns: size.columns)
    return CC_NORM
  }

  private func recall(_ direction: HistoryWalk.Direction) -> Int32 {
    let state = edit.state
    let found = walk.step(
      direction, line: Self.text(state.line), head: Self.text(state.line[..<state.cursor]),
      in: history.entries)
    guard let found else { return CC_NORM }
    edit.setLine(found.unicodeScalars.prefix(longestLine).map(\.value))
    return CC_REFRESH
  }

  private func undo() -> Int32 {
    guard let state = undoStack.undo() else { return CC_NORM }
    edit.setLine(state.line)
    edit.moveCursor(to: state.cursor)
    return CC_REFRESH
  }

  private func paste() -> Int32 {
    var scalars = input.pastedText(limit: room)
    if isAsking { scalars = scalars.map { $0 == 0x0A ? 0x20 : $0 } }
    edit.insert(scalars)
    return CC_REFRESH
  }

  /// Completes what all candidates have in common; lists them where that is nothing more.
  ///
  /// Each row of a paste is a line for itself here, too.
  private func complete() -> Int32 {
    let state = edit.state
    guard !Self.isSearch(state.line) else { return CC_NORM }
    let start = state.line[..<state.cursor].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let end = state.line[state.cursor...].firstIndex(of: 0x0A) ?? state.line.count
    let row = UndoStack.State(line: Array(state.line[start..<end]), cursor: state.cursor - start)
    let completion = policy.completion(Self.text(row.line), row.cursor)
    let next = menu?.next(completion.candidates) ?? Menu(candidates: completion.candidates)
    menu = nil
    switch TabResult(completion, in: row) {
    case .line(let new) where new.line.count - row.line.count <= room:
      edit.setLine(state.line[..<start] + new.line + state.line[end...])
      edit.moveCursor(to: start + new.cursor)
      return CC_REFRESH
    case .nothing: ring()
    case .list, .line: menu = next
    }
    return CC_NORM
  }
}
