import CommandLanguage
import Testing

@Suite struct ScriptWriterTests {
  static let version = ScriptWriter.Parameter("version", version: "0.2.0", pep440: "0.2.0")
  static let candidate = ScriptWriter.Parameter(
    "version", version: "1.0.0-rc.1", pep440: "1.0.0rc1")

  @Test(arguments: [
    ("bump 0.2.0 -p crate:llmcc-core", "bump ${version} -p crate:llmcc-core"),
    ("undo-tag llmcc-core-v0.2.0", "undo-tag llmcc-core-v${version}"),
    ("undo-tag v0.2.0", "undo-tag v${version}"), ("undo-tag a-0.2.0", "undo-tag a-${version}"),
    (
      "push --confirm llmcc-core-v0.2.0 -p 'x 0.2.0'",
      "push --confirm llmcc-core-v0.2.0 -p 'x ${version}'"
    ),
    ("push --confirm=a@0.2.0,v0.2.0", "push --confirm=a@0.2.0,v0.2.0"),
    ("commit crate:x@0.2.0 py:y@0.2.0", "commit crate:x@${version} py:y@${version:pep440}"),
    ("commit 10.2.0 0.2.01 0.2.0-rc.1 1.0.2.0", "commit 10.2.0 0.2.01 0.2.0-rc.1 1.0.2.0"),
    (
      "commit 0.2.0.1 0.2.0.post1 0.2.0+b 1.0.0-0.2.0",
      "commit 0.2.0.1 0.2.0.post1 0.2.0+b 1.0.0-0.2.0"
    ),
    ("commit 0.2.0rc1 x0.2.0 1!0.2.0 +0.2.0", "commit 0.2.0rc1 x0.2.0 1!0.2.0 +0.2.0"),
    (
      "commit =0.2.0, 0.2.0. a-0.2.0.tar.gz ^0.2.0",
      "commit =${version}, ${version}. a-${version}.tar.gz ^${version}"
    ),
    ("!echo ${HOME} $0.2.0 0.2.0", "!echo $${HOME} $0.2.0 ${version}"),
  ])
  func `a version becomes a parameter where it stands as a whole`(_ line: String, _ written: String)
  {
    let writer = ScriptWriter(parameters: [Self.version])
    let text = writer.render([ScriptWriter.Entry(line)])
    #expect(text.split(separator: "\n").last.map(String.init) == written)
  }

  @Test func `what is written is read as it was`() throws {
    let entries = [
      ScriptWriter.Entry("use crate:llmcc-core", outcomes: ["selected crate:llmcc-core"]),
      ScriptWriter.Entry(
        "bump 1.0.0-rc.1 -p crate:llmcc-core", recorded: ["a\nb", "", "1.0.0-rc.1"],
        outcomes: ["bumped crate:llmcc-core@1.0.0-rc.1", "bumped py:llmcc@1.0.0rc1"]),
      ScriptWriter.Entry("!echo ${x} $${y} 1.0.0rc1 # 'no"),
      ScriptWriter.Entry("commit \"it's ${z}\" '# 1.0.0rc1' ' '"),
      ScriptWriter.Entry(
        "push --confirm llmcc-core-v1.0.0-rc.1 --confirm ${a}",
        outcomes: ["pushed main llmcc-core-v1.0.0-rc.1 to origin"]),
    ]
    let writer = ScriptWriter(
      header: ["repository llmcc, branch main, commit 3f2c9ab, 2026-11-24T14:00:00Z"],
      parameters: [Self.candidate])
    let text = writer.render(entries)
    #expect(
      text.contains("#= bumped crate:llmcc-core@${version}\n#= bumped py:llmcc@${version:pep440}\n")
    )
    let script = try Script.parse(
      text, file: "x", parser: Sample.parser, pep440: { $0 == "1.0.0-rc.1" ? "1.0.0rc1" : nil })
    #expect(script.lines.compactMap { canonical($0.command) } == entries.map(\.command))
    #expect(script.lines.map { $0.expected ?? [] } == entries.map(\.outcomes))
    #expect(script.lines[1].recorded == ["a", "b", "", "1.0.0-rc.1"])
    #expect(script.commit == "3f2c9ab")
  }
}
