import Diagnostics
import ReleaseWorld
import Testing

struct JournalTests {
  private static let kinds: [JournalRecord.Kind] = [
    .editIntent([
      .init(path: "/a b/ü\"\\", before: nil, after: "00", staged: "/a b/.x"),
      .init(path: "/c", before: "11", after: "22", staged: "/.c"),
    ]),
    .gitIntent(arguments: ["commit", "-m", "x\n\ty\u{1}", ""], change: "commit\tx\n\ty"),
    .result(succeeded: true), .result(succeeded: false),
    .scriptLevels(script: "release.relsh", versions: ["crate:a": "0.2.0"]),
    .scriptEnd(script: "release.relsh"),
  ]

  private func record(_ id: String, _ kind: JournalRecord.Kind) -> JournalRecord {
    JournalRecord(id: id, process: 4, time: 1_790_000_000.25, kind: kind)
  }

  @Test(arguments: kinds) func `a record is read as it was written`(_ kind: JournalRecord.Kind)
    throws
  {
    let folder = try Folder()
    let journal = Journal.live(folder.path + "/relsh/journal.jsonl", folder.files)
    #expect(try journal.records() == [])
    try journal.append(record("i", kind))
    #expect(try journal.records() == [record("i", kind)])
    // A line that a crash cut off neither hides the others nor spoils the next.
    try folder.files.append("relsh/journal.jsonl", Array(#"{"id":"j","ki"#.utf8))
    try journal.append(record("k", kind))
    #expect(try journal.records() == [record("i", kind), record("k", kind)])
    #expect(try folder.shell("stat -c %a relsh relsh/journal.jsonl") == "700\n600")
  }

  @Test func `the journal stays small, and what is open stays in it`() throws {
    let folder = try Folder()
    let path = folder.path + "/journal.jsonl"
    let journal = Journal.live(path, folder.files)
    let open = record("open", .gitIntent(arguments: ["push"], change: "other"))
    let levels = record("levels", .scriptLevels(script: "s", versions: ["a": "1.0.0"]))
    let long = String(repeating: "x", count: 8000)
    try journal.append(open)
    try journal.append(levels)
    for index in 0..<20 {
      try journal.append(record("\(index)", .gitIntent(arguments: [long], change: "other")))
      try journal.append(record("\(index)", .result(succeeded: true)))
    }
    #expect(try journal.records().prefix(2) == [open, levels])
    #expect(try #require(try folder.files.read(path)).count < 80_000)
    #expect(JournalRecord.open(try journal.records()) == [open, levels])
  }

  @Test(arguments: [
    (#" {"a": [1, -2.5e1, true, null], "b": "A\u00fc\ud83d\ude00\/\n"} "#, true),
    ("[1,]", false), ("{\"a\" 1}", false), ("\"open", false), ("01x", false), ("", false),
    (String(repeating: "[", count: 100_000), false),
  ])
  func `JSON is read, and what is none is refused`(_ text: String, _ isValue: Bool) {
    let value = JSONValue(text.utf8)
    #expect((value != nil) == isValue)
    guard let value else { return }
    #expect(value["a"] == .array([.number(1), .number(-25), .bool(true), .null]))
    #expect(value["b"] == .string("Aü😀/\n"))
    #expect(JSONValue(value.bytes) == value)
  }

  @Test(arguments: [
    GitCall.Change.commit(message: "a\tb\nc", paths: []), .tag(name: "v1", message: ""),
    .push(remote: "origin", references: ["main", "refs/tags/v1"]), .deleteTag(name: "v1"),
    .deleteRemoteTag(remote: "origin", name: "v1"), .other,
  ])
  func `a change is read as the journal keeps it`(_ change: GitCall.Change) {
    #expect(GitCall.Change(journalText: change.journalText) == change)
  }

  @Test func `SHA-256 is that of FIPS 180-4`() {
    #expect(
      Digest.sha256(Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}

/// Edits that were cut off, made by hand: what lies where, and how a recovery ends them.
struct EditRecoveryTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The contents of `a` and `b` (before: `a`, `b`; after: `aa`, `bb`), and of what is staged.
    let files: [String?]
    let staged: [String?]
    let end: EditRecovery
    let after: [String?]
  }

  @Test(arguments: [
    Case(
      testDescription: "killed at the intent", files: ["a", "b"], staged: [nil, nil],
      end: .nothingChanged, after: ["a", "b"]),
    Case(
      testDescription: "killed while staging", files: ["a", "b"], staged: ["aa", "b"],
      end: .nothingChanged, after: ["a", "b"]),
    Case(
      testDescription: "killed before the first rename", files: ["a", "b"], staged: ["aa", "bb"],
      end: .rolledForward, after: ["aa", "bb"]),
    Case(
      testDescription: "killed between the renames", files: ["aa", "b"], staged: [nil, "bb"],
      end: .rolledForward, after: ["aa", "bb"]),
    Case(
      testDescription: "killed after the last rename", files: ["aa", "bb"], staged: [nil, nil],
      end: .done, after: ["aa", "bb"]),
    Case(
      testDescription: "somebody changed one", files: ["aa", "x"], staged: [nil, "bb"],
      end: .untouched(file: "b"), after: ["aa", "x"]),
    Case(
      testDescription: "somebody removed one", files: [nil, "b"], staged: ["aa", "bb"],
      end: .untouched(file: "a"), after: [nil, "b"]),
    Case(
      testDescription: "what was staged is gone", files: ["aa", "b"], staged: [nil, nil],
      end: .untouched(file: "b"), after: ["aa", "b"]),
  ])
  func `an edit that was cut off ends forward or touches nothing`(_ given: Case) throws {
    let folder = try Folder()
    var replacements: [JournalRecord.Replacement] = []
    for (index, name) in ["a", "b"].enumerated() {
      if let text = given.files[index] { try folder.write(name, text) }
      if let text = given.staged[index] { try folder.write(".\(name).relsh-7", text) }
      replacements.append(
        .init(
          path: "\(folder.path)/\(name)", before: Digest.sha256(Array(name.utf8)),
          after: Digest.sha256(Array((name + name).utf8)),
          staged: "\(folder.path)/.\(name).relsh-7"))
    }
    var end = given.end
    if case .untouched(let file) = end { end = .untouched(file: "\(folder.path)/\(file)") }
    #expect(try EditRecovery.end(replacements, id: "7") == end)
    #expect(try [folder.text("a"), folder.text("b")] == given.after)
    #expect(try folder.shell("ls -A | grep -c relsh || true") == "0")
  }

  @Test func `a record that names other files has none of them touched`() throws {
    let folder = try Folder()
    try folder.write("precious", "x")
    let replacement = JournalRecord.Replacement(
      path: folder.path + "/a", before: nil, after: Digest.sha256([0x78]),
      staged: folder.path + "/precious")
    #expect(
      try EditRecovery.end([replacement], id: "7") == .untouched(file: folder.path + "/a"))
    #expect(try folder.shell("ls -A") == "precious")
  }
}
