/// What Tab comes to.
enum TabResult: Equatable {
  /// There is no candidate.
  case nothing
  /// There is nothing to add that all candidates have in common.
  case list
  /// The line with what they have in common, or with the only candidate, whole.
  case line(UndoStack.State)

  init(_ completion: Completion, in state: UndoStack.State) {
    guard var text = completion.commonText else {
      self = .nothing
      return
    }
    let lower = min(max(0, completion.range.lowerBound), state.line.count)
    let upper = min(max(lower, completion.range.upperBound), state.line.count)
    let (word, rest) = (state.line[lower..<upper], state.line[upper...])
    let isOnly = completion.candidates.count == 1
    if isOnly, completion.candidates[0].closes, rest.first != 0x20 { text.append(0x20) }
    // A shorter text that differs still counts: it may be the word as it is really spelled.
    let isNew = text.count > word.count || !word.starts(with: text)
    guard isOnly || isNew else {
      self = .list
      return
    }
    self = .line(
      UndoStack.State(line: state.line[..<lower] + text + rest, cursor: lower + text.count))
  }
}

extension Completion {
  /// What all candidates begin with, as scalars; `nil` where there is none.
  var commonText: [UInt32]? {
    guard let first = candidates.first else { return nil }
    var common = first.text.unicodeScalars.map(\.value)
    for candidate in candidates.dropFirst() {
      let scalars = candidate.text.unicodeScalars.lazy.map(\.value)
      common.removeLast(common.count - zip(common, scalars).prefix { $0 == $1 }.count)
    }
    return common
  }
}
