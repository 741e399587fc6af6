/// Candidates as they are listed below the line: a column of names, a column of descriptions.
struct Menu {
  let candidates: [Candidate]

  /// At most `height` rows; where there are more candidates the last one says how many.
  func rows(height: Int, columns: Int) -> [[StyledText]] {
    guard height > 0 else { return [] }
    let fits = candidates.count <= height
    let listed = candidates.prefix(fits ? height : height - 1)
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
    if !fits { rows.append([StyledText("... \(candidates.count - listed.count) more", .dim)]) }
    return rows
  }
}
