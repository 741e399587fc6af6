/// The states of one line, for undo: a word that is typed at one go is one step.
struct UndoStack {
  /// A line and where the cursor stood in it.
  struct State: Equatable {
    var line: [UInt32]
    var cursor: Int
  }

  private var states: [State] = []
  private var isTyping = false
  private let limit = 500

  /// Takes note of the line as it is before a key.
  mutating func record(_ state: State) {
    guard let last = states.last else {
      states.append(state)
      return
    }
    if last.line == state.line {
      if last.cursor != state.cursor { isTyping = false }
      states[states.count - 1] = state
      return
    }
    let isOneMore =
      state.line.count == last.line.count + 1 && state.cursor == last.cursor + 1
    if isOneMore, isTyping, state.line[state.cursor - 1] != 0x20 {
      states[states.count - 1] = state
    } else {
      states.append(state)
      if states.count > limit { states.removeFirst() }
    }
    isTyping = isOneMore
  }

  /// The state before the current one, which is forgotten; `nil` where there is none.
  mutating func undo() -> State? {
    isTyping = false
    guard states.count > 1 else { return nil }
    states.removeLast()
    return states.last
  }
}
