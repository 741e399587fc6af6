import Testing

@testable import LineEditor

private func frame(_ line: String, cursor: Int? = nil, columns: Int = 8, _ style: Style = .plain)
  -> Frame
{
  _ = usesUnicode
  let scalars = line.unicodeScalars.map(\.value)
  let view = LineView(
    prompt: [], line: scalars, cursor: cursor ?? scalars.count,
    runs: [StyleRun(0..<scalars.count, style)])
  return view.frame(rows: 24, columns: columns)
}

/// The bytes that lead from one frame to another, with ESC as `<`.
private func bytes(from old: Frame, to new: Frame, colour: Bool = true) -> String {
  var painter = Painter(columns: new.columns, colour: colour)
  painter.draw(old)
  _ = painter.take()
  painter.draw(new)
  return String(decoding: painter.take().map { $0 == 0x1B ? 0x3C : $0 }, as: UTF8.self)
}

struct Change: Sendable, CustomTestStringConvertible {
  let old: String
  let new: String
  var oldCursor: Int?
  var newCursor: Int?
  let bytes: String

  var testDescription: String { "\(old) to \(new)".debugDescription }
}

@Test(arguments: [
  Change(old: "ab", new: "ab", bytes: ""),
  Change(old: "ab", new: "abc", bytes: "c"),
  Change(old: "abc", new: "ab", bytes: "\u{8}<[K"),
  Change(old: "abc", new: "abc", newCursor: 1, bytes: "\u{8}\u{8}"),
  Change(old: "abc", new: "axc", bytes: "\u{8}\u{8}x<[C"),
  Change(old: "漢c", new: "字c", bytes: "\u{8}\u{8}\u{8}字<[C"),
  Change(old: "abcdefg", new: "abcdefgh", bytes: "h \r"),
  Change(old: "abcdefg", new: "abcdefghi", bytes: "hi"),
  Change(old: "abcdefghi", new: "abc", newCursor: 0, bytes: "<[A<[2C<[K<[B\u{8}\u{8}\u{8}<[K<[A"),
  Change(old: "a", new: "a\nb", bytes: "\r\nb"),
])
func `only what differs is written`(_ change: Change) {
  let old = frame(change.old, cursor: change.oldCursor)
  let new = frame(change.new, cursor: change.newCursor)
  #expect(bytes(from: old, to: new) == change.bytes)
}

@Test func `a new style writes the same cells again, and no colour means no sequence`() {
  let (plain, invalid) = (frame("tag"), frame("tag", .invalid))
  #expect(bytes(from: plain, to: invalid) == "\u{8}\u{8}\u{8}<[0;4;31mtag<[0m")
  #expect(!bytes(from: plain, to: invalid, colour: false).contains("m"))
}

@Test func `text of others stands in rows of its own, and no escape of it gets through`() {
  var painter = Painter(columns: 8, colour: true)
  painter.writeLines("one\ntwo\u{1B}[2J\n")
  painter.writeLines("")
  painter.writeLines("three")
  #expect(String(decoding: painter.take(), as: UTF8.self) == "one\r\ntwo^[[2J\r\nthree\r\n")
}

@Test(arguments: [
  // One row of 8 that goes on in a second one: at 4 columns the cursor is two rows further down.
  (columns: 4, column: 3, staying: (1, 3), rewrapped: (2, 3)),
  (columns: 5, column: 3, staying: (1, 3), rewrapped: (2, 1)),
  (columns: 16, column: 3, staying: (1, 3), rewrapped: (0, 11)),
])
func `after a resize the cursor is in one of two places`(
  columns: Int, column: Int, staying: (row: Int, column: Int), rewrapped: (row: Int, column: Int)
) {
  let reflow = Reflow(shown: frame("abcdefghijk"), row: 1, column: column, columns: columns)
  #expect(reflow.stayingRow == staying.row)
  #expect(reflow.stayingColumn == staying.column)
  #expect(reflow.rewrappedRow == rewrapped.row)
  #expect(reflow.rewrappedColumn == rewrapped.column)
  #expect(reflow.isAmbiguous == (rewrapped.column != staying.column))
  #expect(reflow.row(reported: nil) == min(staying.row, rewrapped.row))
  if reflow.isAmbiguous {
    #expect(reflow.row(reported: rewrapped.column) == rewrapped.row)
    #expect(reflow.row(reported: staying.column) == staying.row)
  }
}

@Test(arguments: [
  (report: "\u{1B}[3;17R", column: 16), (report: "\u{1B}[1;1R", column: 0),
  (report: "\u{1B}[17R", column: nil), (report: "\u{1B}Ox;1R", column: nil),
])
func `the terminal's report of its cursor is read`(report: String, column: Int?) {
  #expect(LineEditor.reportedColumn(Array(report.utf8)[...]) == column)
}
