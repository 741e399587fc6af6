import Testing

@testable import LineEditor

/// A frame as text: one string a row, empty for the second column of a wide scalar.
func texts(_ frame: Frame) -> [String] {
  frame.rows.map { row in
    var text = String.UnicodeScalarView()
    for cell in row where cell.width > 0 {
      let marks = (0..<8).map { cell.marks[$0] }.filter { $0 != 0 }
      text.append(contentsOf: ([cell.scalar] + marks).compactMap(Unicode.Scalar.init))
    }
    return String(text)
  }
}

struct LayoutCase: Sendable, CustomTestStringConvertible {
  let text: String
  let columns: Int
  let rows: [String]

  var testDescription: String { "\(text.debugDescription) in \(columns) columns" }
}

/// Widths are asked of the C library, which has to be told once.
let usesUnicode: Void = ScalarWidth.useUnicode()

@Test(arguments: [
  LayoutCase(text: "abc", columns: 4, rows: ["abc"]),
  LayoutCase(text: "abcd", columns: 4, rows: ["abcd", ""]),
  LayoutCase(text: "abcdef", columns: 4, rows: ["abcd", "ef"]),
  LayoutCase(text: "abc漢d", columns: 4, rows: ["abc", "漢d"]),
  LayoutCase(text: "ab漢d", columns: 4, rows: ["ab漢", "d"]),
  LayoutCase(text: "e\u{301}\u{323}x", columns: 4, rows: ["e\u{301}\u{323}x"]),
  LayoutCase(text: "abce\u{301}", columns: 4, rows: ["abce\u{301}", ""]),
  LayoutCase(text: "\u{301}a", columns: 4, rows: ["a"]),
  LayoutCase(text: "漢\u{301}", columns: 4, rows: ["漢\u{301}"]),
  LayoutCase(text: "a\u{1}\u{7F}", columns: 9, rows: ["a^A^?"]),
  LayoutCase(text: "a\tb", columns: 12, rows: ["a       b"]),
  LayoutCase(text: "a\nb", columns: 12, rows: ["a", "b"]),
  LayoutCase(text: "\u{FFFF}\u{85}", columns: 12, rows: ["\u{FFFD}\u{FFFD}"]),
])
func `text is broken into rows by us and never by the terminal`(_ layout: LayoutCase) {
  _ = usesUnicode
  var frame = Frame(columns: layout.columns)
  frame.append(layout.text, .plain)
  #expect(texts(frame) == layout.rows)
  for row in frame.rows { #expect(row.count <= layout.columns) }
}

@Test(arguments: [
  (line: "abcdef", cursor: 0, height: 9, place: (0, 2)),
  (line: "abcdef", cursor: 2, height: 9, place: (1, 0)),
  (line: "abcdef", cursor: 6, height: 9, place: (2, 0)),
  (line: "a漢b", cursor: 1, height: 9, place: (1, 0)),
  (line: "a\nb", cursor: 3, height: 9, place: (1, 1)),
  (line: "abcdefghijkl", cursor: 12, height: 2, place: (1, 2)),
  (line: "abcdefghijkl", cursor: 3, height: 2, place: (0, 1)),
])
func `the cursor stands where the next scalar is shown`(
  line: String, cursor: Int, height: Int, place: (row: Int, column: Int)
) {
  _ = usesUnicode
  let view = LineView(
    prompt: [StyledText("> ")], line: line.unicodeScalars.map(\.value), cursor: cursor, runs: [])
  let frame = view.frame(rows: height, columns: 4)
  #expect(frame.cursorRow == place.row)
  #expect(frame.cursorColumn == place.column)
  #expect(frame.rows.count <= height)
}

@Test func `runs style the scalars that they name, and none beyond the line`() {
  _ = usesUnicode
  let view = LineView(
    prompt: [StyledText("> ", .prompt(.name))], line: "tag x".unicodeScalars.map(\.value),
    cursor: 5, runs: [StyleRun(0..<3, .command), StyleRun(4..<9, .invalid)])
  let frame = view.frame(rows: 5, columns: 40)
  let wanted: [Style] = [
    .prompt(.name), .prompt(.name), .command, .command, .command, .plain, .invalid,
  ]
  #expect(frame.rows[0].map(\.style) == wanted)
}

@Test func `the menu has names and descriptions in columns, and Tab shows the rest`() throws {
  let menu = Menu(candidates: [
    Candidate("bump", "set a new version"), Candidate("tag", "name the commit"),
    Candidate("push"),
  ])
  func rows(_ height: Int, of menu: Menu) -> [String] {
    menu.rows(height: height, columns: 40).map { $0.map(\.text).joined() }
  }
  #expect(rows(3, of: menu) == ["bump  set a new version", "tag   name the commit", "push"])
  #expect(rows(2, of: menu) == ["bump  set a new version", "... 2 more: Tab"])
  #expect(rows(1, of: menu) == ["... 3 more: Tab"])
  #expect(rows(0, of: menu) == [])
  let second = try #require(menu.next(menu.candidates))
  #expect(rows(2, of: second) == ["tag  name the commit", "... 1 more: Tab"])
  let third = try #require(second.next(menu.candidates))
  #expect(rows(2, of: third) == ["push", "... the first again: Tab"])
  #expect(third.next(menu.candidates).map { rows(2, of: $0) } == rows(2, of: menu))
  #expect(menu.next([Candidate("tag")]).map { rows(2, of: $0) } == nil)
}

@Test func `a line that needs the whole window leaves no room for the menu`() {
  _ = usesUnicode
  let line = Array(repeating: UInt32(0x78), count: 20)
  let menu = Menu(candidates: [Candidate("one"), Candidate("two")])
  let view = LineView(prompt: [], line: line, cursor: 20, runs: [], menu: menu)
  #expect(texts(view.frame(rows: 3, columns: 8)) == ["xxxxxxxx", "xxxxxxxx", "xxxx"])
  #expect(texts(view.frame(rows: 5, columns: 8)).last == "... 2…")
}
