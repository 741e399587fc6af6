/// All that is on the screen while a line is edited.
struct LineView {
  var prompt: [StyledText]
  var line: [UInt32]
  /// An offset in `line`.
  var cursor: Int
  var runs: [StyleRun]
  var menu: Menu?

  /// Laid out for a window, of which a long line may need all; then the menu gives way first.
  func frame(rows: Int, columns: Int) -> Frame {
    var frame = Frame(columns: columns)
    for span in prompt { frame.append(span.text, span.style) }
    let styles = scalarStyles()
    for (offset, scalar) in line.enumerated() {
      if offset == cursor { frame.placeCursor(before: scalar) }
      frame.append(scalar, styles[offset])
    }
    if cursor >= line.count { frame.placeCursor(before: nil) }
    appendMenu(to: &frame, height: rows - frame.rows.count)
    frame.clip(to: rows)
    return frame
  }

  private func scalarStyles() -> [Style] {
    var styles = [Style](repeating: .plain, count: line.count)
    for run in runs {
      for offset in run.range.clamped(to: 0..<line.count) { styles[offset] = run.style }
    }
    return styles
  }

  /// One row above the line stays visible, so that it is clear what was asked.
  private func appendMenu(to frame: inout Frame, height: Int) {
    guard let menu else { return }
    for row in menu.rows(height: max(0, height - 1), columns: frame.columns) {
      frame.breakRow()
      cells: for span in row {
        for scalar in span.text.unicodeScalars {
          // Two columns of a wide scalar or `^X` must not make the row break.
          guard frame.column + 3 < frame.columns else {
            if frame.column + 1 < frame.columns { frame.append(0x2026, span.style) }
            break cells
          }
          frame.append(scalar.value == 0x0A ? 0x20 : scalar.value, span.style)
        }
      }
    }
  }
}
