import CommandLanguage
import Diagnostics
import Testing

@Suite struct CommandParserTests {
  struct Good: Sendable, CustomTestStringConvertible {
    let line: String
    /// What it is in full.
    let full: String?
    var testDescription: String { line }
    init(_ line: String, _ full: String?) { (self.line, self.full) = (line, full) }
  }

  @Test(arguments: [
    Good("", nil), Good("  # nothing", nil), Good("status # now", "status"),
    Good("stat", "status"), Good("undo", "undo-tag"), Good("tag", "tag"),
    Good("bump minor -p crate:llmcc-core", "bump minor -p crate:llmcc-core"),
    Good("bump -p=crate:llmcc-core --dry-run minor", "bump minor -p crate:llmcc-core --dry-run"),
    Good("push --confirm a --confirm=b,c -p x", "push -p x --confirm a --confirm b,c"),
    Good("transcript", "transcript"), Good("transcript on", "transcript on"),
    Good("tr l", "transcript list"), Good("transcript sa 'a b'", "transcript save 'a b'"),
    Good("release minor", "release minor"), Good("release all 0.2.0", "release all 0.2.0"),
    Good("release 0.2.0", "release 0.2.0"), Good("release llmcc", "release llmcc"),
    Good("copy a b c", "copy a b c"), Good("copy c", "copy c"),
    Good("commit -- -x --json", "commit '-x' '--json'"),
    Good("commit '-x' \\-y", "commit '-x' '-y'"),
    Good("commit \"it's\"", "commit \"it's\""), Good("commit a#b", "commit a#b"),
    Good("bump --dry-run --dry-run", "bump --dry-run"), Good("stage l", "stage list"),
    Good("! git  log # x;'", "!git  log # x;'"), Good(" !ls", "!ls"),
  ])
  func `a line means what its full form means`(_ sample: Good) throws {
    let parsed = try Sample.parser.parse(sample.line, abbreviations: true)
    #expect(canonical(parsed) == sample.full)
    guard let full = sample.full else { return }
    #expect(try Sample.parser.parse(full, abbreviations: false) == parsed)
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    let line: String
    let code: ErrorCode
    let what: String
    let column: Int
    let length: Int
    let fix: [ShellLine]
    let abbreviations: Bool
    var testDescription: String { line }
    init(
      _ line: String, _ code: ErrorCode, _ what: String, _ column: Int, _ length: Int,
      fix: [ShellLine] = [], abbreviations: Bool = true
    ) {
      self.line = line
      self.code = code
      self.what = what
      self.column = column
      self.length = length
      self.fix = fix
      self.abbreviations = abbreviations
    }
  }

  @Test(arguments: [
    Bad("stauts -x", .unknownCommand, "`stauts` is not a command", 1, 6, fix: ["status -x"]),
    Bad("frobnicate", .unknownCommand, "`frobnicate` is not a command", 1, 10, fix: ["help"]),
    Bad("''", .unknownCommand, "`` is not a command", 1, 2, fix: ["help"]),
    Bad(
      "ta", .ambiguousCommand, "`ta` is short for several commands", 1, 2, fix: ["target", "tag"]),
    Bad(
      "stat", .unknownCommand, "`stat` is not a full command name", 1, 4, fix: ["status"],
      abbreviations: false),
    Bad(
      "transcript sav x", .unknownCommand, "`transcript sav` is not a full command name", 12, 3,
      fix: ["transcript save x"], abbreviations: false),
    Bad(
      "transcript lsit", .unknownCommand, "`transcript lsit` is not a command", 12, 4,
      fix: ["transcript list"]),
    Bad("stage", .usage, "`stage` needs one more word", 6, 1),
    Bad(
      "bump --dryrun", .usage, "`bump` has no flag `--dryrun`", 6, 8, fix: ["bump --dry-run"]),
    Bad(
      "bump --dryrun=x", .usage, "`bump` has no flag `--dryrun`", 6, 8,
      fix: ["bump --dry-run=x"]),
    Bad("quit", .unknownCommand, "`quit` is not a command", 1, 4, fix: ["exit"]),
    Bad("STATUS x", .unknownCommand, "`STATUS` is not a command", 1, 6, fix: ["status x"]),
    Bad("bump -p", .usage, "`-p` needs its SELECTOR", 6, 2),
    Bad("bump -p --dry-run", .usage, "`-p` needs its SELECTOR", 6, 2),
    Bad("bump --dry-run=on", .usage, "`--dry-run` takes no value", 15, 3, fix: ["bump --dry-run"]),
    Bad("bump -p a -p b", .usage, "`-p` stands twice with different values", 11, 2),
    Bad("bump minor é漢 x", .usage, "`bump` takes no further word `é漢`", 12, 2),
    Bad("target", .usage, "`target` needs its LEVEL or VERSION", 7, 1),
    Bad("dry-run onn", .usage, "`dry-run` takes on or off, not `onn`", 9, 3, fix: ["dry-run on"]),
    Bad("commit 'a b", .usage, "the quote `'` is not closed", 8, 1),
    Bad("commit a\\", .usage, "the `\\` at the end of the line has nothing behind it", 9, 1),
    Bad("! ", .usage, "`!` has no command behind it", 1, 2),
  ])
  func `a wrong line is pointed at and mended where that is clear`(_ sample: Bad) throws {
    let error = try #require(throws: ReleaseError.self) {
      try Sample.parser.parse(sample.line, abbreviations: sample.abbreviations)
    }
    #expect(error.code == sample.code)
    #expect(error.what == sample.what)
    #expect(
      error.at
        == Place(
          file: nil, line: 1, column: sample.column, length: sample.length, text: sample.line))
    #expect(error.fix == sample.fix)
    #expect(!error.why.isEmpty || !error.fix.isEmpty || sample.line.contains("commit"))
  }

  @Test func `usage lines are made from the signature`() {
    #expect(
      Sample.signatures.map(usage(of:)).filter { $0.contains("-p") || $0.contains("|") } == [
        "bump [LEVEL or VERSION] [-p SELECTOR] [--dry-run]",
        "commit [FILE...] [-p SELECTOR] [--dry-run]", "tag [-p SELECTOR] [--dry-run]",
        "push [-p SELECTOR] [--confirm OBJECT]... [--dry-run]", "dry-run on|off",
        "transcript [on|off]", "transcript save FILE [--param NAME=VERSION]...",
        "set [color|log] [on|off]",
      ])
  }
}
