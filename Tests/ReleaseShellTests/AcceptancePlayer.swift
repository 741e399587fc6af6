import CommandLanguage
import Diagnostics
import Testing

@testable import ReleaseShell

/// Plays an acceptance file and writes down what it saw, in the file's own format.
struct AcceptancePlayer {
  private let file: AcceptanceFile
  private let stage: Stage
  private let showsOutput: Bool
  private var seen: [String] = []
  private(set) var codes: Set<ErrorCode> = []

  init(_ file: AcceptanceFile) throws {
    self.file = file
    let given = try #require(file.value(of: "given"), "\(file.name) has no `# given STATE`")
    stage = try Stage(given: given)
    showsOutput = file.text.contains("\n# shows output\n")
  }

  /// The text that the file must have.
  mutating func play() throws -> String {
    var answers: [String]?
    var mayChange = false
    for part in file.parts {
      switch part {
      case .kept(let line):
        seen.append(line)
        if line.hasPrefix("# answers ") { answers = (answers ?? []) + [String(line.dropFirst(10))] }
        if line == "# changes" { mayChange = true }
      case .typed(let line):
        try type(line, answers: answers, mayChange: mayChange)
        (answers, mayChange) = (nil, false)
      }
    }
    return seen.joined(separator: "\n")
  }

  private mutating func type(_ line: String, answers: [String]?, mayChange: Bool) throws {
    let before = line.hasPrefix("!") || mayChange ? "" : try stage.fingerprint()
    stage.answer(answers)
    let played = stage.type(line)
    seen.append(line)
    // A shell line shows nothing but what it printed: it is how a file looks into the world.
    if showsOutput || line.hasPrefix("!") { note("#>", output(of: played)) }
    for outcome in played.outcomes { seen.append("#= \(outcome)") }
    note("#!", played.errors)
    guard let error = played.error else { return }
    seen.append("# exit \(error.exitCode.rawValue)")
    codes.insert(error.code)
    if line.hasPrefix("!") { return }
    if !mayChange {
      #expect(
        try stage.fingerprint() == before, "\(file.name): \(line) failed and changed something")
    }
    try mend(line, error)
  }

  /// Types what an error says to type, until the line goes on.
  private func mend(_ line: String, _ first: ReleaseError) throws {
    var error = first
    var met: Set<ReleaseError> = []
    while true {
      guard !error.fix.isEmpty else {
        #expect(!error.why.isEmpty, "\(error.what) [\(error.code.rawValue)] says nothing to do")
        return
      }
      guard met.insert(error).inserted else {
        Issue.record("\(file.name): \(line): its fix \(error.fix) does not mend \(error.what)")
        return
      }
      var takesItsPlace = false
      for fix in error.fix {
        stage.answer(["y", "y", "y"])
        let fixed = stage.type(person(fix.text))
        if let failure = fixed.error {
          // A fix may meet the next obstacle, which its own fix mends.
          guard failure.code != error.code, !failure.fix.isEmpty else {
            Issue.record("\(file.name): the fix `\(fix.text)` of `\(line)` fails: \(failure.what)")
            return
          }
          try mend(person(fix.text), failure)
        }
        if isSameCommand(fix.text, line) { takesItsPlace = true }
      }
      if takesItsPlace { return }
      stage.answer(["y", "y", "y"])
      guard let next = stage.type(line).error else { return }
      error = next
    }
  }

  /// What only a person knows stands in capitals in a fix.
  private func person(_ fix: String) -> String {
    fix.replacing("ADDRESS", with: "'\(stage.origin)'")
  }

  /// Whether a fix is another spelling of the line that failed; a word that is no command has none.
  private func isSameCommand(_ fix: String, _ line: String) -> Bool {
    let parser = CommandRegistry.standard.parser
    guard let command = try? parser.parse(fix, abbreviations: false),
      case .command(let fixed) = command
    else { return false }
    let words = line.split(separator: " ").map(String.init)
    let isKnown = parser.signatures.contains { words.starts(with: $0.words) }
    return !isKnown || words.starts(with: fixed.signature.words)
  }

  private func output(of played: Stage.Played) -> String {
    let outcomes = Set(played.outcomes)
    return played.output.split(separator: "\n", omittingEmptySubsequences: false).filter {
      !outcomes.contains(String($0))
    }.joined(separator: "\n")
  }

  private mutating func note(_ mark: String, _ text: String) {
    var text = text
    if text.hasSuffix("\n") { text.removeLast() }
    guard !text.isEmpty else { return }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      seen.append("\(mark) \(Volatile.named(String(line), in: stage))".trimmedEnd)
    }
  }
}

/// The parts of a text that differ from run to run, by names.
enum Volatile {
  static func named(_ line: String, in stage: Stage) -> String {
    let rooted = line.replacing(stage.folder, with: "[ROOT]")
    return rooted.replacing(
      #/\b[0-9a-f]{40}\b|\b(?=[0-9a-f]*[0-9])[0-9a-f]{7,12}\b/#, with: "[COMMIT]"
    )
    .replacing(#/\b[0-9]+ (?:s|seconds)\b/#, with: "[SECONDS]")
    .replacing(#/[0-9-]+T[0-9]{6}Z-(?=[a-z-]+\.log)/#, with: "[TIME]-")
  }
}

extension String {
  /// Without blanks at its end.
  fileprivate var trimmedEnd: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
