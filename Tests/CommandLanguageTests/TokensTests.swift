import CommandLanguage
import Diagnostics
import Testing

@Suite struct TokensTests {
  @Test(arguments: [
    ("a  b\tc", ["a", "b", "c"]), ("'a b'\"c d\"e", ["a bc de"]), ("a\\ b", ["a b"]),
    ("'a\\'b", ["a\\b"]), ("\"\\\"\\\\\\x\\n\\u{e9}\\u{}\"", ["\"\\x\néu{}"]), ("''", [""]),
    ("a#b #c", ["a#b"]), ("'#a'", ["#a"]), ("a!b", ["a!b"]), ("a !b", ["a", "!b"]),
    ("a\r\nb", ["a", "b"]), ("\"\\u{110000}\\u{123456789}\\u{41", ["u{110000}u{123456789}u{41"]),
  ])
  func `words are what is between blanks`(_ line: String, _ words: [String]) {
    #expect(Tokens(line).words.map(\.text) == words)
  }

  @Test(arguments: [
    ("use a; bump minor", ["use a", "bump minor"]), (";; a ;", ["a "]),
    ("use 'a;b' ; commit \"c\\\";\" \\; d", ["use 'a;b' ", "commit \"c\\\";\" \\; d"]),
    ("status; !a; b; c", ["status", "!a; b; c"]),
    ("a # x; y\nb;!c;d\ne", ["a # x; y", "b", "!c;d", "e"]),
    ("a#b;c", ["a#b", "c"]), ("", []),
  ])
  func `a text for -c is taken apart at semicolons`(_ text: String, _ expected: [String]) {
    #expect(lines(ofCommandText: text) == expected)
  }

  @Test(arguments: [
    (["bump", "minor", "-p", "crate:a"], "bump minor -p crate:a"),
    (["commit", "a b", "#c", ""], "commit 'a b' '#c' ''"),
    (["push", "--confirm=a b", "--", "-x"], "push --confirm='a b' -- '-x'"),
    (["!ls", "-l"], "!ls -l"), (["use", "--a b"], "use '--a b'"), ([], ""),
  ])
  func `a program's arguments are one line`(_ arguments: [String], _ expected: String) {
    #expect(line(fromArguments: arguments) == expected)
  }

  @Test(
    arguments: [
      ("stauts", ["status", "stage", "commit"], "status"),
      ("comit", ["commit", "count"], "commit"),
      ("tga", ["tag", "target"], "tag"), ("zzz", ["tag", "use"], nil), ("", ["a"], nil),
      ("aac", ["aab", "aad"], nil),
    ] as [(String, [String], String?)])
  func `a mistyped word has a nearest one`(_ word: String, _ words: [String], _ found: String?) {
    #expect(clearlyNearest(word, in: words) == found)
  }

  /// One of many texts: pieces that mean something, in a random order.
  static func text(_ random: inout SplitMix) -> String {
    let pieces = [
      " ", "  ", "'", "\"", "\\", "#", "!", ";", "-", "--", "=", ",", "${", "}", "$${", "${v}",
      "bump",
      "tr", "transcript", "save", "use", "release", "commit", "copy", "minor", "0.2.0", "-p",
      "--confirm",
      "--dry-run", "é", "漢", "e\u{301}", "👨‍👩‍👧", "\u{0}", "\u{7F}", "\u{2028}", "\n", "\r\n", "\t",
      "param v = 1", "#= a", "#> b", "\\u{41}", "$", "{", "x",
    ]
    return (0..<Int.random(in: 0...9, using: &random))
      .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
  }

  /// What a candidate that ends its word makes of the line can still be taken apart.
  private func expectCandidatesAreKept(_ found: LineCompletion, in line: String) {
    let scalars = Array(line.unicodeScalars)
    let before = String(String.UnicodeScalarView(scalars[..<found.range.lowerBound]))
    for candidate in found.candidates
    where candidate.closes && found.range.upperBound == scalars.count {
      let tokens = Tokens(before + candidate.text)
      #expect(tokens.fault == nil, "\(line) -> \(candidate.text)")
    }
  }

  @Test func `no text breaks the language`() throws {
    var random = SplitMix(state: 0x2026_1124)
    var parsed = 0
    for _ in 0..<4000 {
      let value = Self.text(&random)
      let word = Tokens("x " + quoted(value) + " y")
      #expect(word.words.map(\.text) == ["x", value, "y"])
      #expect(word.words[1].isFlag == false && word.fault == nil)
      #expect(lines(ofCommandText: quoted(value) + ";y").count == 2)
      for abbreviations in [true, false] {
        let command: ParsedCommand
        do throws(ReleaseError) {
          command = try Sample.parser.parse(value, abbreviations: abbreviations)
        } catch {
          let column = try #require(error.at).column
          #expect((1...(value.unicodeScalars.count + 1)).contains(column))
          continue
        }
        parsed += 1
        let full = canonical(command) ?? ""
        #expect(try Sample.parser.parse(full, abbreviations: false) == command, "\(value)")
      }
      let count = value.unicodeScalars.count
      let spans = highlight(value, Sample.signatures) { _, _, _ in false }
      #expect(spans.allSatisfy { !$0.0.isEmpty && $0.0.upperBound <= count })
      #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.0.upperBound <= $1.0.lowerBound })
      let cursor = Int.random(in: 0...count, using: &random)
      let found = complete(
        line: value, cursor: cursor, signatures: Sample.signatures,
        candidates: CompletionTests.session)
      #expect(
        found.range.lowerBound <= cursor && found.range.upperBound >= cursor, "\(value)|\(cursor)")
      #expect(found.range.lowerBound >= 0 && found.range.upperBound <= count)
      expectCandidatesAreKept(found, in: value)
      _ = try? Script.parse(value, file: "x", settings: [:], parser: Sample.parser)
    }
    #expect(parsed > 200)
  }
}

/// Random numbers that are the same in each run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
