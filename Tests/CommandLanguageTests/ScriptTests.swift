import CommandLanguage
import Diagnostics
import Testing

@Suite struct ScriptTests {
  static func parse(
    _ text: String, settings: [String: String] = [:]
  ) throws(ReleaseError) -> Script {
    try Script.parse(
      text, file: "release.relsh", settings: settings, parser: Sample.parser,
      pep440: { $0 == "odd" ? nil : String($0.split(separator: "-").joined().filter { $0 != "~" }) }
    )
  }

  static let design = """
    #!/usr/bin/env -S relsh run
    # relsh transcript v1
    # repository llmcc, branch main, commit 3f2c9ab, 2026-11-24T14:00:00Z
    # given committed
    param version = 0.2.0
    use crate:llmcc-core
    #= selected crate:llmcc-core
    target ${version}  # a level, as it was: ${level}
    bump
    #> crates/llmcc-core/Cargo.toml:3  0.1.0 -> 0.2.0
    #= bumped crate:llmcc-core@${version}
    #= bumped py:llmcc@${version:pep440}
    !echo $${HOME} ${version}

    push --confirm llmcc-core-v0.2.0
    #! error: it is behind
    # exit 1
    """

  @Test(arguments: ["\n", "\r\n"])
  func `a transcript is read with its values`(_ end: String) throws {
    let text =
      "\u{FEFF}"
      + Self.design.split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: end)
    let script = try Self.parse(text, settings: ["version": "0.3.0-rc.1"])
    #expect(script.given == "committed")
    #expect(script.commit == "3f2c9ab")
    #expect(
      script.parameters.map { "\($0.name) \($0.standard) \($0.value) \($0.line)" }
        == ["version 0.2.0 0.3.0-rc.1 5"])
    #expect(script.lines.map(\.number) == [6, 8, 9, 13, 15])
    #expect(
      script.lines.map { canonical($0.command) } == [
        "use crate:llmcc-core", "target 0.3.0-rc.1", "bump", "!echo ${HOME} 0.3.0-rc.1",
        "push --confirm llmcc-core-v0.2.0",
      ])
    #expect(
      script.lines.map(\.expected) == [
        ["selected crate:llmcc-core"], nil,
        ["bumped crate:llmcc-core@0.3.0-rc.1", "bumped py:llmcc@0.3.0rc.1"], nil, nil,
      ])
    #expect(script.lines[1].source == "target ${version}  # a level, as it was: ${level}")
    #expect(script.lines[2].recorded == ["crates/llmcc-core/Cargo.toml:3  0.1.0 -> 0.2.0"])
    #expect(script.lines[4].errors == ["error: it is behind"])
    #expect(script.lines.map(\.exit) == [nil, nil, nil, nil, 1])
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    let text: String
    let code: ErrorCode
    let what: String
    /// The line, the column and the length of what is pointed at.
    let place: [Int]?
    let settings: [String: String]
    var testDescription: String { text }
    init(
      _ text: String, _ code: ErrorCode, _ what: String, _ place: [Int]?,
      settings: [String: String] = [:]
    ) {
      self.text = text
      self.code = code
      self.what = what
      self.place = place
      self.settings = settings
    }
  }

  @Test(arguments: [
    Bad("status\nbmup minor", .unknownCommand, "`bmup` is not a command", [2, 1, 4]),
    Bad("stat", .unknownCommand, "`stat` is not a full command name", [1, 1, 4]),
    Bad(
      "param v = 1\nuse ${v} ${w}", .undeclaredParameter,
      "`${w}` is not a parameter of this script", [2, 10, 4]),
    Bad(
      "status\n  #= is ${w}  ", .undeclaredParameter, "`${w}` is not a parameter of this script",
      [2, 9, 4]),
    Bad(
      "param v = 1.2.3\nbump --dry-run ${v} 'é' x # y", .usage,
      "`bump` takes no further word `é`", [2, 21, 3]),
    Bad(
      "param v = 1.2.3\nbump x ${v}", .usage, "`bump` takes no further word `1.2.3`", [2, 8, 4]),
    Bad(
      "param v = 1\npush --confirm a,x-v${v}", .unreadableScript,
      "a confirmation is literal: it names what it was given for", [2, 21, 4]),
    Bad(
      "param v = 1\npush --confirm=${v} -p x", .unreadableScript,
      "a confirmation is literal: it names what it was given for", [2, 16, 4]),
    Bad("use ${", .unreadableScript, "`${` begins a parameter, as in `${version}`", [1, 5, 2]),
    Bad("use ${a b}", .unreadableScript, "`${` begins a parameter, as in `${version}`", [1, 5, 6]),
    Bad(
      "param v = 1\nuse ${v:rot13}", .unreadableScript, "`rot13` is not a spelling of a version",
      [2, 5, 10]),
    Bad(
      "param v = odd\nuse ${v:pep440}", .unreadableScript, "`odd` has no spelling in Python",
      [2, 5, 11]),
    Bad(
      "status\nparam v = 1", .unreadableScript, "`param` stands before the first command",
      [2, 1, 11]),
    Bad("param v", .unreadableScript, "a parameter has a value", [1, 1, 7]),
    Bad(
      "param 1v = 2", .unreadableScript, "a parameter has a name of letters, digits, `_` and `-`",
      [1, 1, 9]),
    Bad(
      "param v = a b", .unreadableScript,
      "a parameter has one value; quotes keep several words together", [1, 13, 1]),
    Bad(
      "param v =", .unreadableScript,
      "a parameter has one value; quotes keep several words together", [1, 9, 1]),
    Bad("param v = 'a", .usage, "the quote `'` is not closed", [1, 11, 1]),
    Bad("param v = ${w}", .unreadableScript, "the value of a parameter is literal", [1, 11, 4]),
    Bad(
      "param v = 1\nparam v=2", .unreadableScript, "the parameter `v` is declared twice", [2, 7, 1]),
    Bad(
      "param v = 1\nstatus", .undeclaredParameter, "release.relsh has no parameter `w` to set", nil,
      settings: ["w": "1"]),
    Bad(
      "param v = 1\n!echo ${v}", .unreadableScript,
      "a value for a shell command holds only letters, digits and ._+-:/@,=", [2, 7, 4],
      settings: ["v": "1; rm x"]),
    Bad(
      "#= tagged x", .unreadableScript, "an outcome stands below the command that it is of",
      [1, 1, 11]),
    Bad(
      "!ls\n#= tagged x", .unreadableScript, "an outcome stands below the command that it is of",
      [2, 1, 11]),
    Bad("status\n exit", .usage, "`exit` is for the prompt, not for a script", [2, 2, 4]),
  ])
  func `an unreadable script names its place`(_ sample: Bad) throws {
    let error = try #require(throws: ReleaseError.self) {
      try Self.parse(sample.text, settings: sample.settings)
    }
    #expect(error.code == sample.code)
    #expect(error.what == sample.what)
    #expect(error.exitCode == .usage)
    #expect(error.at.map { [$0.line, $0.column, $0.length] } == sample.place)
    if let place = error.at {
      let line = sample.text.split(separator: "\n", omittingEmptySubsequences: false)[
        place.line - 1]
      #expect(place.file == "release.relsh")
      #expect(place.text == String(line))
    }
  }

  @Test(arguments: [
    ("commit ${v}", ["a b'\"${x}"]), ("commit x${v}y", ["xa b'\"${x}y"]),
    ("commit 'x ${v}'", ["x a b'\"${x}"]), ("commit \"x ${v}\" z", ["x a b'\"${x}", "z"]),
    ("commit $$${v} $${v} \\\\${v}", ["$${v}", "${v}", "\\a b'\"${x}"]),
  ])
  func `a value stays within its word`(_ line: String, _ files: [String]) throws {
    let script = try Self.parse("param v = ''\n" + line, settings: ["v": "a b'\"${x}"])
    guard case .command(let parsed) = try #require(script.lines.first?.command) else {
      Issue.record("no command")
      return
    }
    #expect(parsed.arguments["file"] == files)
  }
}
