import CommandLanguage
import Diagnostics
import ReleaseWorld
import ReleaseTools
import Testing

@testable import ReleaseModel
@testable import ReleaseShell

@Test func `the overview of help fits a screen of 80x24, with the prompt and two more commands`() {
  let signatures = CommandRegistry.standard.signatures
  let overview = HelpOverview(signatures).lines
  for line in overview { #expect(line.text.columns <= 80, "\(line.text)") }
  for signature in signatures {
    let word = "  \(signature.words[0]) "
    #expect(
      overview.contains { $0.text.hasPrefix(word) || $0.text.contains(" \(word.dropFirst(2))") },
      "\(signature.name) is in the overview")
    let family = signatures.filter { $0.words[0] == signature.words[0] }
    #expect(overview.contains { $0.text.contains(family[0].summary) }, "\(signature.name)")
  }
  let more = (1...2).map {
    Signature("later\($0)", in: .release, effect: .reads, "a later one", examples: [])
  }
  #expect(HelpOverview(signatures + more).lines.count <= 23)
}

@Test func `in a narrow window the overview of help has one column, and each line fits`() {
  for line in HelpOverview(CommandRegistry.standard.signatures, width: 40).lines {
    #expect(line.text.columns <= 40, "\(line.text)")
  }
}

@Test(arguments: CommandRegistry.standard.signatures)
func `help of a command fits 80 columns, and has at least three examples`(_ signature: Signature) {
  let lines = CommandHelp(signature).lines
  for line in lines { #expect(line.text.columns <= 80, "\(line.text)") }
  #expect(lines.contains { $0.text.hasPrefix("  \(signature.name)") })
  #expect(signature.examples.count >= 3, "\(signature.name)")
}

@Test(arguments: [
  ("bump [LEVEL or VERSION] [-p SELECTOR]", ["bump", "[LEVEL or VERSION]", "[-p SELECTOR]"]),
  ("set NAME [VALUE]...", ["set", "NAME", "[VALUE]..."]),
])
func `a usage line is broken between its options only`(_ usage: String, _ pieces: [String]) {
  #expect(CommandHelp.pieces(of: usage) == pieces)
}

@Test func `where a row of a table is too long its texts stand below each other`() {
  let table = TextTable(rows: [["crate:a", "0.1.0", "", "a-v0.1.0"], ["b", "0.1.0"]])
  #expect(table.blocks(within: 26) == [["crate:a  0.1.0    a-v0.1.0"], ["b        0.1.0"]])
  #expect(table.blocks(within: 25) == [["crate:a", "  0.1.0", "  a-v0.1.0"], ["b", "  0.1.0"]])
}

@Test func `columns stand below each other, and no line ends with a space`() {
  let table = TextTable(rows: [["a", "bb", "c"], ["aaa", "", "c"], ["a", "b", ""]])
  #expect(table.lines == ["a    bb  c", "aaa      c", "a    b"])
}

@Test(arguments: [
  ("one two three", 7, ["one two", "three"]), ("", 5, []), ("longer", 3, ["longer"]),
  ("a b c", 5, ["a b c"]),
])
func `words are wrapped and never cut`(_ text: String, _ width: Int, _ lines: [String]) {
  #expect(text.wrapped(width) == lines)
}

@Test func `one that is not confirmed is told as one, several as several`() {
  #expect(["v1"].notConfirmed == "v1 is not confirmed")
  #expect(["v1", "v2", "v3"].notConfirmed == "v1, v2 and v3 are not confirmed")
}

@Test func `places that state the same version in two spellings agree`() {
  func statement(_ file: String, _ text: String) -> Statement {
    Statement(file: file, line: 3, range: 0..<text.utf8.count, text: text)
  }
  let facts = PackageFacts(
    package: .named(
      "llmcc", .distribution, "1.0.0rc1",
      [
        statement("pyproject.toml", "1.0.0rc1"), statement("setup.py", "1.0.0-rc.1"),
        statement("src/__init__.py", "0.9.0"),
      ]))
  #expect(facts.statements.map(\.version) == ["1.0.0rc1", "0.9.0"])
  #expect(
    facts.statements.map(\.places) == [["pyproject.toml:3", "setup.py:3"], ["src/__init__.py:3"]])
}

@Test func `a package as data has every key, and null for what it has not`() {
  let facts = PackageFacts(package: .named("a", .crate, nil, []))
  let text = String(decoding: facts.json.bytes, as: UTF8.self)
  #expect(
    text == """
      {"dependencies":["b"],"group":null,"kind":"crate","last_tag":null,"name":"a","path":".",\
      "publishable":true,"reason":null,"stated_at":null,"tag_format":"{crate}-v{version}",\
      "version":null}
      """)
}

@Test func `the rest of a package's needs stands below the first of them`() {
  var facts = PackageFacts(package: .named("a", .crate, "0.1.0", []))
  facts.dependencies = (1...9).map { "needed-\($0)" }
  let lines = PackagesCommand.table([facts])
  #expect(lines.count > 2)
  for line in lines { #expect(line.columns <= 80 && line.last != " ") }
  #expect((1...9).allSatisfy { number in lines.contains { $0.contains("needed-\(number)") } })
}

@Test(arguments: [
  ("  CARGO_REGISTRY_TOKEN: ${{ secrets.RELEASE_KEY }}", TokenService.cratesIO, ["RELEASE_KEY"]),
  ("  password: ${{ secrets.UPLOAD }}", .pyPI, ["UPLOAD"]),
  ("run: cargo publish --token ${{secrets.CRATES_TOKEN}}", .cratesIO, ["CRATES_TOKEN"]),
  ("  # PYPI_API_TOKEN: ${{ secrets.OLD }}", .pyPI, []),
  ("  GH_TOKEN: ${{ secrets.GITHUB_TOKEN }}", .gitHub, []),
])
func `a workflow's secret is known by what it is handed to`(
  _ line: String, _ service: TokenService, _ names: [String]
) {
  var secrets = WorkflowSecrets()
  secrets.read(Array("jobs:\n\(line)\n".utf8), file: "release.yml")
  #expect(secrets.byService[service] ?? [] == names)
  #expect(secrets.byService.values.joined().count == names.count)
}

@Test(arguments: [
  ("[registry]\ntoken = 'cio1'\n", "cio1"), ("[registries.crates-io]\ntoken = 'cio2'\n", "cio2"),
  ("[registries.other]\ntoken = 'x'\n", nil), ("not toml", nil),
])
func `cargo's credentials are read for crates.io alone`(_ file: String, _ token: String?) {
  #expect(TokenSources.tokenOfCratesIO(Array(file.utf8)) == token)
}

@Test func `a topic is a name and a title that stands alone`() {
  for topic in Walkthrough.all {
    #expect(!topic.summary.isEmpty && topic.summary.columns <= 60, "\(topic.name)")
    #expect(topic.text.utf8.last != 0x0A)
  }
}

extension Package {
  fileprivate static func named(
    _ name: String, _ kind: PackageKind, _ version: String?, _ statements: [Statement]
  ) -> Package {
    Package(
      kind: kind, name: name, version: version.flatMap { try? Version($0) }, statedVersion: version,
      manifest: "Cargo.toml", directory: "", statements: statements, dependencies: [])
  }
}

extension PackageFacts {
  fileprivate init(package: Package) {
    self.init(
      package: package, selector: "crate:\(package.name)", lastTag: nil,
      tagFormat: "{crate}-v{version}", dependencies: ["b"])
  }
}

@Test(arguments: [
  ("short enough", ["short enough"]),
  ("  origin/main  is wider than this", ["  origin/main  is", "    wider than this"]),
  ("  $ git tag -m 'a b c d' v1.0.0", ["  $ git tag -m \\", "    'a b c d' \\", "    v1.0.0"]),
  ("it isn't a quote, it's words", ["it isn't a quote,", "  it's words"]),
  (
    "\u{1B}[32mdone\u{1B}[0m    committed before",
    ["\u{1B}[32mdone\u{1B}[0m    committed", "  before"]
  ),
  ("a-word-that-is-longer-than-a-row x", ["a-word-that-is-longer-than-a-row", "  x"]),
])
func `a line breaks between words at the terminal's width`(_ line: String, _ rows: [String]) {
  let wrapped = WrappedText(columns: 20).wrap(line)
  #expect(wrapped == rows.joined(separator: "\n"))
}

@Test func `an interrupted child leaves its error a line of its own at a terminal`() {
  let captured = Captured()
  var output = Output(colour: false) { captured.add($0, $1) }
  output.error(ReleaseError(.interrupted, "git commit was interrupted"))
  output.columns = { 80 }
  output.error(ReleaseError(.interrupted, "git commit was interrupted"))
  let line = "error: git commit was interrupted [interrupted]\n"
  #expect(captured.take().1 == line + "\n" + line)
}

@Test func `a dry run stays on in the repository that is opened, and that is said`() throws {
  let stage = try Stage(given: "demo")
  _ = stage.type("dry-run on")
  #expect(stage.type("open .").output.contains("dry run stays on"))
  #expect(stage.type("dry-run").output.contains("dry run: nothing is changed"))
}
