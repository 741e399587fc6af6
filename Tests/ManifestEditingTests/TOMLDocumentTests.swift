import Diagnostics
import ManifestEditing
import Testing

struct TOMLDocumentTests {
  private func read(_ text: String) throws(ReleaseError) -> TOMLDocument {
    try TOMLDocument(Array(text.utf8), file: "Cargo.toml")
  }

  @Test(arguments: [
    ("a.b.c = '1'", "dotted keys"),
    ("[a.b]\nc = '1'", "a header"),
    ("[a]\nb = { c = '1' }", "an inline table"),
    ("a = { b.c = '1' }", "dotted keys in an inline table"),
    ("\"\\u0061\".'b'.\"c\" = '1'", "quoted keys"),
    ("[a.b.d]\n[a]\n[a.b]\nc = '1'", "headers in any order"),
    ("\u{FEFF}[a] # c\r\n[ a . b ]\r\nc = '1'\r\n", "a byte order mark, CRLF, blanks"),
  ])
  func `a path finds its value however tables are written`(_ text: String, _ how: String) throws {
    let document = try read(text)
    let value = try #require(document.value("a", "b", "c"), "\(how)")
    #expect(value.string == "1")
    #expect(value.source == "'1'")
    #expect(document.root["a"]?["b"]?.table?.contains { $0.key == "c" } == true)
    #expect(document.value("a", "b", "d", "e") == nil)
    #expect(document.value("a", "b", "c", "x") == nil)
  }

  @Test func `kinds, values and the order of keys are those of the file`() throws {
    let document = try read(
      """
      z = 0xFF
      a = [1, 2.5, true]
      d = 1979-05-27 07:32
      [[bin]]
      name = "x"
      [[bin]]
      name = "y"
      """)
    #expect(document.root.table?.map(\.key) == ["z", "a", "d", "bin"])
    #expect(document.value("z")?.integer == 255)
    #expect(document.value("a")?.array?.map(\.kind) == [.integer, .float, .boolean])
    #expect(document.value("a")?.array?[1].float == 2.5)
    #expect(document.value("a")?.array?[2].boolean == true)
    #expect(document.value("a")?.isInline == true)
    #expect(document.value("d")?.kind == .localDateTime)
    #expect(document.value("bin")?.array?.map { $0["name"]?.string } == ["x", "y"])
    #expect(document.value("bin")?.isInline == false)
    #expect(
      document.value("z")?.place
        == Place(file: "Cargo.toml", line: 1, column: 5, length: 4, text: "z = 0xFF"))
    #expect(document.value("z")?.string == nil)
  }

  @Test(arguments: [
    ("a = ", 1, 5, "a value is expected"),
    ("a = \"x", 1, 5, "a string ends with its quote"),
    ("a = 1\na = 2", 2, 1, "defined once"),
    ("[a]\n[b]\n[a]", 3, 2, "defined once"),
    ("a = {}\n[a.b]", 2, 2, "complete"),
    ("a = [1 2]", 1, 8, "a comma or ] is expected in an array"),
    ("a = [1,\n", 1, 5, "an array ends with ]"),
    ("a = { b = 1", 1, 5, "an inline table ends with }"),
    ("[a\n", 1, 3, "] is expected"),
    ("[[a]\n", 1, 4, "]] is expected"),
    ("ä = 1", 1, 1, "a key is expected"),
    ("s = 'äö' x", 1, 10, "the line ends here"),
    ("a 1", 1, 3, "= is expected"),
    ("a = \"\\q\"", 1, 6, "a backslash begins one of"),
    ("a = \"\\ud800\"", 1, 6, "a Unicode scalar"),
    ("a = 012", 1, 5, "needless zero"),
    ("a = 9223372036854775808", 1, 5, "64 bits"),
    ("\r\n\r\na = 2021-02-29", 3, 5, "a day of the calendar"),
    ("a = 1 # \u{7}", 1, 9, "control characters"),
    ("a = '''\n", 1, 5, "three quotes"),
    ("a = 1\rb = 2", 1, 6, "line feed"),
  ])
  func `a broken file is refused at the byte that breaks a rule`(
    _ text: String, _ line: Int, _ column: Int, _ rule: String
  ) {
    do {
      _ = try read(text)
      Issue.record("\(text) is accepted")
    } catch {
      #expect(error.code == .badManifest)
      #expect(error.at?.description == "Cargo.toml:\(line):\(column)")
      #expect(error.what.contains(rule), "\(error.what)")
    }
  }

  @Test func `a duplicate names the line of the first`() {
    #expect {
      try read("[package]\nversion = '1'\n\nversion = '2'")
    } throws: { error in
      (error as? ReleaseError)?.why.first == "version is defined in line 2"
    }
  }

  @Test func `deep nesting is an error and not a crash`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: ReleaseError.self) { try read("a = \(deep)") }
    let fits = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(throws: Never.self) { try read("a = \(fits)") }
  }

  @Test func `a table of many keys is searched in no time`() throws {
    let lines = (0..<50_000).map { "key\($0) = \($0)" }.joined(separator: "\n")
    let start = ContinuousClock.now
    let document = try read(lines)
    for key in stride(from: 0, to: 50_000, by: 7) {
      #expect(document.value("key\(key)")?.integer == Int64(key))
    }
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}
