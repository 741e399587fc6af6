import CommandLanguage
import Diagnostics
import Testing

@testable import ReleaseShell

/// A log as a text, and what is saved of it.
private struct SavingCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let log: String
  let saved: String

  init(_ description: String, _ log: String, _ saved: String) {
    (testDescription, self.log, self.saved) = (description, log, saved)
  }
}

private let parser = CommandRegistry.standard.parser

private func entries(_ log: String) -> [TranscriptEntry] {
  LoggedTranscript(Array(log.utf8), parser: parser).entries
}

/// Commands and outcomes, without the lines on top.
private func saved(_ entries: [TranscriptEntry]) -> String {
  TranscriptSaving(parser: parser).converged(entries)
    .map { ([$0.command] + $0.outcomes.map { "#= \($0)" }).joined(separator: "\n") }
    .joined(separator: "\n")
}

private let choice = "use crate:a\n#= selected crate:a\ntarget 0.2.0\n#= target 0.2.0\n"
private let bump = "bump\n#= bumped crate:a@0.2.0\n"
private let commit = "commit\n#= committed crate:a@0.2.0\n"
private let tag = "tag\n#= tagged a-v0.2.0\n"
private let push = "push --confirm a-v0.2.0\n#= pushed main a-v0.2.0 to origin\n"
private let undo = "undo-tag a-v0.2.0 --confirm a-v0.2.0\n#= untagged a-v0.2.0\n"
private let release = choice + bump + commit + tag + push

private let cases = [
  SavingCase("a release as it was typed", release, release),
  SavingCase("nothing", "", ""),
  SavingCase("looking around", "status\nplan\nuse crate:a\n#= selected crate:a\n", ""),
  SavingCase(
    "failed tries",
    choice + "tag\n#= failed head-disagrees\n" + bump + "!false\n#= failed tool-failed\n",
    choice + bump),
  SavingCase(
    "a dry run", choice + "bump --dry-run\n#= would bump crate:a@0.2.0\n" + bump, choice + bump),
  SavingCase("a dry run alone", choice + "bump\n#= would bump crate:a@0.2.0\n", ""),
  SavingCase("a command of the person's own", "!echo hello\n" + release, "!echo hello\n" + release),
  SavingCase("a command of the person's own alone", "!make\n", "!make\n"),
  SavingCase(
    "a level of a target",
    "use crate:a\n#= selected crate:a\ntarget minor\n#= target 0.2.0\n" + bump,
    choice + bump),
  SavingCase(
    "a level of a bump",
    "use crate:a\n#= selected crate:a\nbump minor\n#= bumped crate:a@0.2.0\n",
    "use crate:a\n#= selected crate:a\nbump 0.2.0\n#= bumped crate:a@0.2.0\n"),
  SavingCase(
    "a level with several versions",
    "bump minor -p a,b,c\n#= bumped crate:a@0.2.0 crate:b@1.4.0 crate:c@0.2.0\n",
    "bump 0.2.0 -p crate:a,crate:c\n#= bumped crate:a@0.2.0 crate:c@0.2.0\n"
      + "bump 1.4.0 -p crate:b\n#= bumped crate:b@1.4.0\n"),
  SavingCase(
    "a target with several versions",
    "use all\n#= selected crate:a crate:b\ntarget minor\n#= target crate:a@0.2.0 crate:b@1.4.0\n"
      + "bump\n#= bumped crate:a@0.2.0 crate:b@1.4.0\n",
    "use crate:a,crate:b\n#= selected crate:a crate:b\n"
      + "target crate:a@0.2.0 crate:b@1.4.0\n#= target crate:a@0.2.0 crate:b@1.4.0\n"
      + "bump\n#= bumped crate:a@0.2.0 crate:b@1.4.0\n"),
  SavingCase("a tag taken back", choice + bump + commit + tag + undo, choice + bump + commit),
  SavingCase(
    "a tag taken back and made again", choice + bump + commit + tag + push + undo + tag + push,
    release),
  SavingCase(
    "a tag taken back twice", choice + bump + commit + tag + undo + tag + push + undo,
    choice + bump + commit),
  SavingCase("a tag of an earlier shell taken back", undo, undo),
  SavingCase(
    "one of two tags taken back",
    "tag -p a,b\n#= tagged a-v0.2.0 b-v0.2.0\n" + undo,
    "tag -p a,b\n#= tagged a-v0.2.0 b-v0.2.0\n" + undo),
  SavingCase(
    "another version before the commit",
    "use crate:a\n#= selected crate:a\nbump 0.3.0\n#= bumped crate:a@0.3.0\n"
      + "bump 0.2.0\n#= bumped crate:a@0.2.0\n" + commit,
    "use crate:a\n#= selected crate:a\nbump 0.2.0\n#= bumped crate:a@0.2.0\n" + commit),
  SavingCase(
    "there and back again before the commit",
    choice + bump + "bump 0.3.0\n#= bumped crate:a@0.3.0\nbump 0.2.0\n#= bumped crate:a@0.2.0\n",
    "use crate:a\n#= selected crate:a\nbump 0.2.0\n#= bumped crate:a@0.2.0\n"),
  SavingCase(
    "another target before the bump",
    "use crate:a\n#= selected crate:a\ntarget 0.9.0\n#= target 0.9.0\ntarget 0.2.0\n#= target 0.2.0\n"
      + bump, choice + bump),
  SavingCase(
    "a target that a bump has set",
    "use crate:a\n#= selected crate:a\nbump 0.2.0\n#= bumped crate:a@0.2.0\n"
      + "target minor\n#= target 0.2.0\n" + commit,
    "use crate:a\n#= selected crate:a\nbump 0.2.0\n#= bumped crate:a@0.2.0\n" + commit),
  SavingCase(
    "another selection that was not used",
    "use crate:b\n#= selected crate:b\ntarget 0.7.0\n#= target 0.7.0\n" + choice + bump,
    choice + bump),
  SavingCase("repeats", choice + bump + bump + commit + commit + tag + tag + push + push, release),
  SavingCase(
    "two releases of one package",
    release + "bump 0.3.0\n#= bumped crate:a@0.3.0\ncommit\n#= committed crate:a@0.3.0\n",
    release + "bump 0.3.0\n#= bumped crate:a@0.3.0\ncommit\n#= committed crate:a@0.3.0\n"),
  SavingCase(
    "the branch pushed once more",
    "push --confirm main\n#= pushed main to origin\n" + choice + bump + commit
      + "push --confirm main\n#= pushed main to origin\n",
    "push --confirm main\n#= pushed main to origin\n" + choice + bump + commit
      + "push --confirm main\n#= pushed main to origin\n"),
  SavingCase(
    "what `go` ran",
    choice + "# go all\nbump 0.2.0 -p crate:a\n#= bumped crate:a@0.2.0\n"
      + "commit -p crate:a\n#= committed crate:a@0.2.0\ntag -p crate:a\n#= tagged a-v0.2.0\n"
      + "push -p crate:a --confirm a-v0.2.0\n#= failed unconfirmed\n# failed unconfirmed\n",
    "bump 0.2.0 -p crate:a\n#= bumped crate:a@0.2.0\n"
      + "commit -p crate:a\n#= committed crate:a@0.2.0\ntag -p crate:a\n#= tagged a-v0.2.0\n"),
]

@Test(arguments: cases)
private func `what converged is saved, and saving that again changes nothing`(_ item: SavingCase)
  throws
{
  let expected = item.saved.hasSuffix("\n") ? String(item.saved.dropLast()) : item.saved
  let once = saved(entries(item.log))
  #expect(once == expected)
  #expect(saved(entries(once + "\n")) == once, "saving is stable")
}

@Test(arguments: cases)
private func `a saved transcript parses, and holds the same lines`(_ item: SavingCase) throws {
  let kept = TranscriptSaving(parser: parser).converged(entries(item.log))
  var transcript = SavedTranscript(
    heading: "repository a, branch main, commit 3f2c9ab", entries: kept)
  for (index, version) in transcript.versions.enumerated() {
    try transcript.parameterise(["v\(index)=\(version)"], command: "transcript save FILE")
  }
  let script = try Script.parse(
    transcript.text { $0.hasPrefix("v") }, file: "saved.relsh", parser: parser,
    pep440: ScriptRun.pythonSpelling)
  #expect(script.commit == "3f2c9ab")
  #expect(script.lines.compactMap { canonical($0.command) } == kept.map(\.command))
  #expect(script.lines.map { $0.expected ?? [] } == kept.map(\.outcomes))
}

@Test func `a parameter takes the place of the only version, and of none where there are several`()
  throws
{
  let one = TranscriptSaving(parser: parser).converged(entries(release))
  var transcript = SavedTranscript(heading: nil, entries: one)
  try transcript.parameterise(["version"], command: "transcript save FILE")
  let text = transcript.text { _ in false }
  #expect(text.contains("param version = 0.2.0\n"))
  #expect(text.contains("push --confirm a-v0.2.0\n#= pushed main a-v${version} to origin\n"))
  let two = one + [ScriptWriter.Entry("commit", outcomes: ["committed py:a@1.0.0-rc.1"])]
  var several = SavedTranscript(heading: nil, entries: two)
  let error = #expect(throws: ReleaseError.self) {
    try several.parameterise(["version"], command: "transcript save FILE")
  }
  #expect(error?.what.contains("0.2.0, 1.0.0-rc.1") == true)
  #expect(
    error?.fix.map(\.text) == [
      "transcript save FILE --param version=0.2.0",
      "transcript save FILE --param version=1.0.0-rc.1",
    ])
  try several.parameterise(["rust=0.2.0", "python=1.0.0rc1"], command: "transcript save FILE")
  #expect(several.text { _ in false }.contains("#= committed py:a@${python}\n"))
  #expect(throws: ReleaseError.self) {
    try several.parameterise(["other=9.0.0"], command: "transcript save FILE")
  }
}

@Test(arguments: [
  (0.0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
  (1_795_528_800.9, "2026-11-24T14:00:00Z"), (4_107_542_399, "2100-02-28T23:59:59Z"),
])
func `a time is written in UTC`(_ time: Double, _ text: String) {
  #expect(UTCTime(time).text == text)
}
