/// One column of the screen: a scalar with the marks that join it.
struct Cell: Equatable {
  /// 0 in the second column of a wide scalar.
  var scalar: UInt32
  /// Combining marks, 0 where there is none; a ninth on one scalar is not shown.
  var marks = SIMD8<UInt32>(repeating: 0)
  var style = Style.plain
  /// 2 for a wide scalar, 0 for the column that it covers too, otherwise 1.
  var width: UInt8 = 1
}

/// What the editor shows, laid out for one width: rows of cells, and where the cursor is.
///
/// Appending is the only way to make one. We break rows, never the terminal: a wide scalar that does
/// not fit goes to the next row.
struct Frame: Equatable {
  private(set) var rows: [[Cell]] = [[]]
  /// Whether a row goes on in the next one because it was full; parallel to `rows`.
  private(set) var continues = [false]
  private(set) var cursorRow = 0
  private(set) var cursorColumn = 0
  let columns: Int

  init(columns: Int) {
    self.columns = max(2, columns)
    rows[0].reserveCapacity(self.columns)
  }

  /// Nothing at all, not even an empty row: what is on the screen after it was left or cleared.
  static func blank(columns: Int) -> Frame {
    var frame = Frame(columns: columns)
    frame.rows = []
    frame.continues = []
    return frame
  }

  /// The column where the next cell goes.
  var column: Int { rows[rows.count - 1].count }

  mutating func breakRow(full: Bool = false) {
    continues[rows.count - 1] = full
    rows.append([])
    continues.append(false)
  }

  mutating func append(_ text: String, _ style: Style) {
    for scalar in text.unicodeScalars { append(scalar.value, style) }
  }

  /// One scalar as it is shown: `^X` for a control character, spaces for a tab, a newline as a row
  /// break, U+FFFD for what has no width.
  mutating func append(_ scalar: UInt32, _ style: Style) {
    switch scalar {
    case 0x20..<0x7F: put(scalar, width: 1, style)
    case 0x0A: breakRow()
    case 0x09: repeat { put(0x20, width: 1, style) } while column % 8 != 0
    case 0..<0x20, 0x7F:
      put(0x5E, width: 1, style)
      put(scalar ^ 0x40, width: 1, style)
    default:
      switch ScalarWidth.of(scalar) {
      case .some(0): join(scalar)
      case .some(let width): put(scalar, width: width, style)
      case .none: put(0xFFFD, width: 1, style)
      }
    }
  }

  /// Puts the cursor before the scalar that comes next, `nil` at the end.
  mutating func placeCursor(before next: UInt32?) {
    cursorRow = rows.count - 1
    cursorColumn = column
    if let next, next >= 0x80, ScalarWidth.of(next) == 2, column + 2 > columns {
      cursorRow += 1
      cursorColumn = 0
    }
  }

  /// Puts the cursor at the start of the last row, from where the next output follows.
  mutating func placeCursorInLastRow() {
    cursorRow = rows.count - 1
    cursorColumn = 0
  }

  /// Keeps as many rows as fit, with the cursor's among them.
  mutating func clip(to height: Int) {
    guard rows.count > height else { return }
    if rows[rows.count - 1].isEmpty, cursorRow < rows.count - 1 {
      rows.removeLast()
      continues.removeLast()
    }
    let top = max(0, min(cursorRow, rows.count - height))
    rows = Array(rows[top...].prefix(height))
    continues = Array(continues[top...].prefix(height))
    cursorRow -= top
  }

  private mutating func put(_ scalar: UInt32, width: Int, _ style: Style) {
    if column + width > columns { breakRow() }
    let row = rows.count - 1
    rows[row].append(Cell(scalar: scalar, style: style, width: UInt8(width)))
    if width == 2 { rows[row].append(Cell(scalar: 0, style: style, width: 0)) }
    if rows[row].count >= columns { breakRow(full: true) }
  }

  private mutating func join(_ mark: UInt32) {
    var row = rows.count - 1
    if rows[row].isEmpty { row -= 1 }
    guard row >= 0, var cell = rows[row].indices.last else { return }
    while cell > 0, rows[row][cell].width == 0 { cell -= 1 }
    for slot in 0..<8 where rows[row][cell].marks[slot] == 0 {
      rows[row][cell].marks[slot] = mark
      return
    }
  }
}
