/// Candidates as they are listed below the line: a column of names, a column of descriptions.
struct Menu {
  let candidates: [Candidate]
  /// Where there are more than fit: which part is shown, counted on round and round.
  private(set) var page = 0

  init(candidates: [Candidate]) { self.candidates = candidates }

  /// What another Tab shows: the next part, where the candidates are still these.
  func next(_ candidates: [Candidate]) -> Menu? {
    guard candidates == self.candidates else { return nil }
    var menu = self
    menu.page += 1
    return menu
  }

  /// At most `height` rows; where there are more candidates the last one says how many follow.
  func rows(height: Int, columns: Int) -> [[StyledText]] {
    guard height > 0 else { return [] }
    let fits = candidates.count <= height
    let size = fits ? height : height - 1
    let pages = size > 0 ? (candidates.count + size - 1) / size : 1
    let listed = candidates.dropFirst(page % max(1, pages) * size).prefix(size)
    let widest = listed.reduce(0) { max($0, ScalarWidth.of($1.text)) }
    let column = min(widest, columns / 2)
    var rows = listed.map { candidate in
      guard !candidate.description.isEmpty else { return [StyledText(candidate.text)] }
      let padding = max(0, column - ScalarWidth.of(candidate.text)) + 2
      return [
        StyledText(candidate.text),
        StyledText(String(repeating: " ", count: padding) + candidate.description, .dim),
      ]
    }
    if !fits {
      let left = candidates.endIndex - listed.endIndex
      let text = left > 0 ? "\(left) more" : "the first again"
      rows.append([StyledText("... \(text): Tab", .dim)])
    }
    return rows
  }
}
