import CommandLanguage
import Testing

@Suite struct CompletionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    /// `|` is the cursor.
    let line: String
    /// What each candidate makes of the line, `|` where the candidate ends.
    let results: [String]
    var testDescription: String { line }
    init(_ line: String, _ results: String...) { (self.line, self.results) = (line, results) }
  }

  static func session(_ request: CompletionRequest) -> [Candidate] {
    switch request.shape {
    case .selector: ["crate:llmcc", "crate:llmcc-core", "py:llmcc", "all"].map { Candidate($0) }
    case .levelOrVersion: [Candidate("0.2.0", "minor"), Candidate("1.0.0", "major")]
    case .object: [Candidate("llmcc-v0.2.0"), Candidate("main")]
    case .tag: [Candidate("v0.1.0")]
    case .file:
      [
        Candidate("my notes", closes: true), Candidate("my dir/", closes: false),
        Candidate("README.md"), Candidate("it's"),
      ]
    case .assignment: [Candidate("version=0.2.0")]
    default: []
    }
  }

  static func complete(_ marked: String) -> [String] {
    let scalars = Array(marked.unicodeScalars)
    let cursor = scalars.firstIndex(of: "|") ?? scalars.count
    let line = scalars[..<cursor] + scalars[cursor...].dropFirst()
    let found = CommandLanguage.complete(
      line: String(String.UnicodeScalarView(line)), cursor: cursor, signatures: Sample.signatures,
      candidates: session)
    return found.candidates.map { candidate in
      String(String.UnicodeScalarView(line[..<found.range.lowerBound])) + candidate.text + "|"
        + String(String.UnicodeScalarView(line[found.range.upperBound...]))
    }
  }

  @Test(arguments: [
    Case("st|", "status|", "stage|"), Case("  stat|", "  status|"), Case("st|tus", "status|"),
    Case("bu|xyz", "bump|xyz"), Case("STAT|", "status|"), Case("umberto|"),
    Case(
      "transcript |", "transcript list|", "transcript save|", "transcript on|", "transcript off|"),
    Case("tr s|", "tr save|"), Case("transcript off |"),
    Case("stage |", "stage list|", "stage clear|"),
    Case("nonsense |"), Case("status |"), Case("packages |", "packages --json|"),
    Case("bump -|", "bump -p|", "bump --dry-run|"), Case("bump --d|", "bump --dry-run|"),
    Case("bump --dry-run -|", "bump --dry-run -p|"),
    Case("bump -| --dry-run", "bump -p| --dry-run"),
    Case("push --confirm x --c|", "push --confirm x --confirm|"),
    Case("commit -- -|"),
    Case("bump m|", "bump major|", "bump minor|"),
    Case("bump |", "bump major|", "bump minor|", "bump patch|", "bump 0.2.0|", "bump 1.0.0|"),
    Case("bump 0|", "bump 0.2.0|"), Case("bump minor |", "bump minor -p|", "bump minor --dry-run|"),
    Case("bump -p py|", "bump -p py:llmcc|"), Case("bump -p=py|", "bump -p=py:llmcc|"),
    Case(
      "bump -p | minor", "bump -p crate:llmcc| minor", "bump -p crate:llmcc-core| minor",
      "bump -p py:llmcc| minor", "bump -p all| minor"),
    Case("use crate:llmcc,p|", "use crate:llmcc,py:llmcc|"),
    Case("use p|,crate:llmcc", "use py:llmcc|,crate:llmcc"),
    Case("use crate:llmcc,crate:|", "use crate:llmcc,crate:llmcc-core|"),
    Case("use 'crate:llmcc,p|", "use 'crate:llmcc,py:llmcc'|"),
    Case("use 'crate:llmcc,p|'", "use 'crate:llmcc,py:llmcc'|"),
    Case("use \"p|\"", "use \"py:llmcc\"|"),
    Case("use core|", "use crate:llmcc-core|"),
    Case("push --confirm=main,l|", "push --confirm=main,llmcc-v0.2.0|"),
    Case("release 1|", "release 1.0.0|"), Case("release all 1|", "release all 1.0.0|"),
    Case("commit my|", "commit 'my notes'|", "commit 'my dir/|"),
    Case("commit my\\ n|", "commit 'my notes'|"), Case("commit 'my n|", "commit 'my notes'|"),
    Case("commit i|", "commit \"it's\"|"), Case("commit 'i|", "commit 'it'\\''s'|"),
    Case("commit README.md m|", "commit README.md 'my notes'|", "commit README.md 'my dir/|"),
    Case("transcript save x --param |", "transcript save x --param version=0.2.0|"),
    Case("dry-run |", "dry-run on|", "dry-run off|"), Case("dry-run on |"),
    Case("use --from-tag |", "use --from-tag v0.1.0|"),
    Case("!git st|"), Case("!my|"), Case("!ls my|", "!ls my\\ notes|", "!ls my\\ dir/|"),
    Case("!ls my\\ n|", "!ls my\\ notes|"), Case("!ls  i|", "!ls  it\\'s|"),
    Case("set |", "set color|", "set log|"), Case("set color |", "set color on|", "set color off|"),
    Case("status # st|"),
  ])
  func `a word is completed where it stands`(_ sample: Case) {
    #expect(Self.complete(sample.line) == sample.results)
  }

  @Test func `the session is told what else stands in the line`() {
    var requests: [CompletionRequest] = []
    _ = CommandLanguage.complete(
      line: "push -p crate:a,py:b,cr --confirm x", cursor: 23, signatures: Sample.signatures
    ) {
      requests.append($0)
      return []
    }
    #expect(requests.map(\.prefix) == ["cr"])
    #expect(requests.map(\.taken) == [["crate:a", "py:b"]])
    #expect(requests.map(\.line.signature.name) == ["push"])
    #expect(requests.map(\.line.flags) == [["--confirm": ["x"]]])
    #expect(requests.map(\.name) == ["-p"])
  }

  @Test(arguments: [
    ("status", ["status: 0..<6 command"]), ("stat", ["stat: 0..<4 command"]),
    ("st", ["st: 0..<2 text"]), ("sx y", ["sx: 0..<2 invalid"]),
    (
      "bump minor x --dry --no -p known,bad # c",
      [
        "bump: 0..<4 command", "minor: 5..<10 argument", "x: 11..<12 invalid",
        "--dry: 13..<18 flag", "--no: 19..<23 invalid", "-p: 24..<26 flag",
        "known,: 27..<33 argument", "bad: 33..<36 invalid", "# c: 37..<40 comment",
      ]
    ),
    ("use 'bad", ["use: 0..<3 command", "'bad: 4..<8 invalid"]),
    ("use all", ["use: 0..<3 command", "all: 4..<7 argument"]),
    ("push -p=bad", ["push: 0..<4 command", "-p: 5..<7 flag", "bad: 8..<11 invalid"]),
    ("dry-run o", ["dry-run: 0..<7 command", "o: 8..<9 argument"]),
    ("dry-run x", ["dry-run: 0..<7 command", "x: 8..<9 invalid"]),
    (
      "transcript sa x",
      ["transcript: 0..<10 command", "sa: 11..<13 command", "x: 14..<15 argument"]
    ),
    ("!ls -l", ["!: 0..<1 command", "ls -l: 1..<6 text"]), (" # all", ["# all: 1..<6 comment"]),
    ("é漢", ["é漢: 0..<2 invalid"]), ("", []),
  ])
  func `a line is coloured by what it means`(_ line: String, _ spans: [String]) {
    let scalars = Array(line.unicodeScalars)
    let found = highlight(line, Sample.signatures) { shape, value, command in
      shape == .selector ? value == "known" : nil
    }
    #expect(
      found.map { "\(String(String.UnicodeScalarView(scalars[$0.0]))): \($0.0) \($0.1)" } == spans)
  }
}
