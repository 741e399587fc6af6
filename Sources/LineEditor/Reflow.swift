/// Where the cursor is, counted from the frame's first row, after the window has got another width.
///
/// Some terminals leave rows as they are, others wrap them anew (tmux, VTE, kitty), and none says
/// which it does. Both places are computed; where they differ the column decides, if it can.
struct Reflow: Equatable {
  let stayingRow: Int
  let stayingColumn: Int
  let rewrappedRow: Int
  let rewrappedColumn: Int

  init(shown frame: Frame, row: Int, column: Int, columns: Int) {
    stayingRow = row
    stayingColumn = min(column, columns - 1)
    var rewrapped = 0
    // Cells of the rows that one long line consists of.
    var length = 0
    for index in frame.rows.indices {
      if index == row {
        rewrapped += (length + column) / columns
        break
      }
      length += frame.rows[index].count
      if !frame.continues[index] {
        rewrapped += max(1, (length + columns - 1) / columns)
        length = 0
      }
    }
    rewrappedRow = rewrapped
    rewrappedColumn = (length + column) % columns
  }

  /// Whether the terminal has to be asked for its column, since it makes a difference.
  var isAmbiguous: Bool { stayingRow != rewrappedRow && stayingColumn != rewrappedColumn }

  /// The row, given the column that the terminal reported.
  ///
  /// Where that does not decide, the smaller one: an old copy may stay above, but no output of others
  /// is erased.
  func row(reported column: Int?) -> Int {
    guard isAmbiguous else { return min(stayingRow, rewrappedRow) }
    switch column {
    case rewrappedColumn: return rewrappedRow
    case stayingColumn: return stayingRow
    default: return min(stayingRow, rewrappedRow)
    }
  }
}
