import Diagnostics
import ManifestEditing
import Testing

struct TextEditTests {
  @Test(arguments: [
    ("v = \"0.1.0\" # c\r\n", "v = \"0.2.0\" # c\r\n"),
    ("v  =  '0.1.0'", "v  =  '0.2.0'"),
    ("v = \"\"\"0.1.0\"\"\"\n", "v = \"\"\"0.2.0\"\"\"\n"),
    ("v = \"\"\"\r\n0.1.0\"\"\"\n", "v = \"\"\"\r\n0.2.0\"\"\"\n"),
    ("v = '''\n0.1.0'''", "v = '''\n0.2.0'''"),
    ("v = \"\"", "v = \"0.2.0\""),
    ("v = \"\\u0030.1.0\"", "v = \"0.2.0\""),
    ("\u{FEFF}v = ''", "\u{FEFF}v = '0.2.0'"),
  ])
  func `a string keeps its quotes`(_ before: String, _ after: String) throws {
    let document = try TOMLDocument(Array(before.utf8), file: "x.toml")
    let edit = try #require(document.value("v")?.edit(to: "0.2.0"))
    let edited = try TextEdit.apply([edit], to: document.bytes, file: "x.toml")
    #expect(String(decoding: edited, as: UTF8.self) == after)
  }

  @Test(arguments: ["it's", "a\"b", "a\\b", "a\nb\r\n\tc", "\u{1}\u{7F}é😀", "'''\"\"\""])
  func `a text of any kind reads back as it was put in`(_ text: String) throws {
    for quotes in ["\"", "'", "\"\"\"", "'''"] {
      let document = try TOMLDocument(Array("v = \(quotes)x\(quotes)".utf8), file: "x.toml")
      let edit = try #require(document.value("v")?.edit(to: text))
      let edited = try TextEdit.apply([edit], to: document.bytes, file: "x.toml")
      #expect(try TOMLDocument(edited, file: "x.toml").value("v")?.string == text)
    }
  }

  @Test func `what is no string has no edit`() throws {
    #expect(try TOMLDocument(Array("v = 1".utf8), file: "x").value("v")?.edit(to: "2") == nil)
  }

  @Test func `edits apply in any order`() throws {
    let edits = [
      TextEdit(range: 4..<5, replacement: "E"), TextEdit(range: 0..<2, replacement: ""),
      TextEdit(range: 2..<2, replacement: "++"), TextEdit(range: 6..<6, replacement: "!"),
    ]
    #expect(try TextEdit.apply(edits, to: Array("abcdef".utf8), file: "x") == Array("++cdEf!".utf8))
  }

  @Test(arguments: [[0..<3, 2..<4], [1..<2, 1..<2], [4..<9], [7..<7]])
  func `edits that overlap or lie outside are refused`(_ ranges: [Range<Int>]) {
    let edits = ranges.map { TextEdit(range: $0, replacement: "x") }
    #expect(throws: ReleaseError.self) {
      try TextEdit.apply(edits, to: Array("abcdef".utf8), file: "x")
    }
  }
}
