/// Turns one frame after another into the bytes that change the screen from one to the next.
///
/// It knows where the cursor is relative to the frame's first row, and moves by CR, LF, `CSI A/B/C`
/// and `CSI K/J` alone: no absolute positions, no terminal description. What it draws waits in
/// `pending` until somebody takes it, and where nothing has changed, that is empty.
struct Painter {
  /// Bytes that are not on the terminal yet.
  private(set) var pending: [UInt8] = []
  /// What the terminal shows once `pending` is written.
  private(set) var shown: Frame
  private(set) var row = 0
  private(set) var column = 0
  private var rowsThatExist = 1
  private var style = Style.plain
  let colour: Bool

  init(columns: Int, colour: Bool) {
    shown = .blank(columns: columns)
    self.colour = colour
    pending.reserveCapacity(4096)
  }

  /// Hands over the bytes, once.
  mutating func take() -> [UInt8] {
    defer { pending.removeAll(keepingCapacity: true) }
    return pending
  }

  mutating func draw(_ frame: Frame) {
    for index in 0..<max(frame.rows.count, shown.rows.count) {
      let old = index < shown.rows.count ? shown.rows[index] : []
      let new = index < frame.rows.count ? frame.rows[index] : []
      drawRow(index, from: old, to: new, in: frame)
    }
    select(.plain)
    if continuesAtMargin(frame.cursorRow, start: frame.cursorColumn, in: frame),
      frame.rows[frame.cursorRow].isEmpty
    {
      // Only a character makes the terminal note that this row goes on in the next one.
      write(" \r")
      enter(row: frame.cursorRow)
    }
    move(toRow: frame.cursorRow, column: frame.cursorColumn)
    shown = frame
  }

  /// The cursor is in the first column of a row that nothing is known of.
  mutating func forget(columns: Int) {
    shown = .blank(columns: columns)
    row = 0
    column = 0
    rowsThatExist = 1
  }

  /// Takes the frame off the screen; the cursor stays in its first row.
  mutating func erase() {
    move(toRow: 0, column: 0)
    eraseBelow()
    shown = .blank(columns: shown.columns)
  }

  /// Takes everything below off the screen, from a row that lies `rows` above the cursor.
  mutating func erase(fromRowsAbove rows: Int, columns: Int) {
    if rows > 0 { control(rows, "A") }
    write("\r")
    eraseBelow()
    forget(columns: columns)
  }

  mutating func clearScreen(columns: Int) {
    select(.plain)
    write("\u{1B}[H\u{1B}[2J")
    forget(columns: columns)
  }

  mutating func write(_ text: StaticString) {
    pending.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Text of others in rows of its own: a newline ends a row, other control characters show as `^X`.
  mutating func writeLines(_ text: String, _ style: Style = .plain) {
    select(style)
    defer { select(.plain) }
    for byte in text.utf8 {
      switch byte {
      case 0x0A: write("\r\n")
      case 0x09: pending.append(byte)
      case 0..<0x20, 0x7F: pending += [0x5E, byte ^ 0x40]
      default: pending.append(byte)
      }
    }
    if !text.utf8.isEmpty, text.utf8.last != 0x0A { write("\r\n") }
  }

  private mutating func drawRow(_ index: Int, from old: [Cell], to new: [Cell], in frame: Frame) {
    var start = 0
    while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
    if start == old.count, start == new.count { return }
    // Half of a wide scalar cannot be drawn.
    while start > 0,
      (start < new.count && new[start].width == 0)
        || (start < old.count && old[start].width == 0)
    { start -= 1 }
    let end = Self.lastDifference(old, new, after: start)
    if continuesAtMargin(index, start: start, in: frame), !new.isEmpty {
      enter(row: index)
    } else {
      move(toRow: index, column: start)
    }
    for cell in new[start..<max(start, end)] where cell.width > 0 { append(cell) }
    if end > start { column = end }
    if new.count < old.count {
      select(.plain)
      write("\u{1B}[K")
    }
  }

  /// Where cells stop to differ in rows of one length; otherwise the end of the new row.
  private static func lastDifference(_ old: [Cell], _ new: [Cell], after start: Int) -> Int {
    var end = new.count
    guard old.count == new.count else { return end }
    while end > start, old[end - 1] == new[end - 1] { end -= 1 }
    while end < new.count, new[end].width == 0 { end += 1 }
    return end < new.count && old[end].width == 0 ? new.count : end
  }

  /// Whether the terminal itself goes to this row with the next character: then copying from the
  /// screen joins the rows again, and they are wrapped anew as one where it does that.
  private func continuesAtMargin(_ index: Int, start: Int, in frame: Frame) -> Bool {
    index > 0 && index == row + 1 && column >= frame.columns && start == 0
      && frame.continues[index - 1]
  }

  /// The terminal has gone to the start of this row by itself.
  private mutating func enter(row index: Int) {
    (row, column) = (index, 0)
    rowsThatExist = max(rowsThatExist, index + 1)
  }

  private mutating func append(_ cell: Cell) {
    select(cell.style)
    append(cell.scalar)
    for slot in 0..<8 {
      guard cell.marks[slot] != 0 else { return }
      append(cell.marks[slot])
    }
  }

  private mutating func append(_ scalar: UInt32) {
    if scalar < 0x80 {
      pending.append(UInt8(scalar))
    } else if let scalar = Unicode.Scalar(scalar) {
      pending.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }

  private mutating func select(_ new: Style) {
    guard colour, new != style else { return }
    write(new.escape)
    style = new
  }

  private mutating func eraseBelow() {
    select(.plain)
    write("\u{1B}[J")
  }

  private mutating func move(toRow target: Int, column wanted: Int) {
    if row < target {
      let down = min(target, rowsThatExist - 1) - row
      if down > 0 {
        control(down, "B")
        row += down
      }
      while row < target {
        write("\r\n")
        row += 1
        column = 0
        rowsThatExist = max(rowsThatExist, row + 1)
      }
    } else if row > target {
      control(row - target, "A")
      row = target
    }
    guard column != wanted else { return }
    // In the last column a terminal may stand on it or behind it: only CR is sure there.
    let isSure = column < shown.columns
    if isSure, wanted < column, column - wanted <= 4 {
      for _ in wanted..<column { pending.append(0x08) }
    } else if isSure, wanted > column {
      control(wanted - column, "C")
    } else {
      write("\r")
      if wanted > 0 { control(wanted, "C") }
    }
    column = wanted
  }

  private mutating func control(_ count: Int, _ final: StaticString) {
    write("\u{1B}[")
    if count != 1 { pending.append(contentsOf: String(count).utf8) }
    write(final)
  }
}
