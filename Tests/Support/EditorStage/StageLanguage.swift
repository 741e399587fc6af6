import LineEditor
import Synchronization

/// What the stage knows of its lines: few words, and rules that a test can repeat.
enum StageLanguage {
  static let prompt = Mutex([
    StyledText("rel", .prompt(.name)), StyledText(" 0.1", .prompt(.version)), StyledText("> "),
  ])

  private static let commands: [(name: String, description: String)] = [
    ("bump", "set a new version"), ("build", "make the files"), ("push", "send branch and tag"),
    ("publish", "upload what was built"), ("plan", "show what is left"), ("tag", "name the commit"),
    ("target", "choose the next version"), ("token", "say where tokens are"),
  ]

  /// The first word is a command or invalid, digits are arguments, `!` is invalid.
  static func styles(_ line: String) -> [StyleRun] {
    var runs: [StyleRun] = []
    let scalars = Array(line.unicodeScalars)
    let end = scalars.firstIndex(of: " ") ?? scalars.count
    let first = String(String.UnicodeScalarView(scalars[..<end]))
    let isKnown = commands.contains { $0.name == first }
    runs.append(StyleRun(0..<end, isKnown ? .command : .invalid))
    for offset in end..<scalars.count {
      switch scalars[offset] {
      case "0"..."9": runs.append(StyleRun(offset..<(offset + 1), .argument))
      case "!": runs.append(StyleRun(offset..<(offset + 1), .invalid))
      default: break
      }
    }
    return runs
  }

  /// Commands for the first word, a thousand crates for every other.
  static func completion(_ line: String, _ cursor: Int) -> Completion {
    let scalars = Array(line.unicodeScalars)
    let start = scalars[..<cursor].lastIndex(of: " ").map { $0 + 1 } ?? 0
    let word = String(String.UnicodeScalarView(scalars[start..<cursor]))
    let all =
      start == 0
      ? commands.map { Candidate($0.name, $0.description) }
      : (0..<1000).map { Candidate("crate-\($0)", "0.1.\($0)") }
    return Completion(
      range: start..<cursor, candidates: all.filter { $0.text.utf8.starts(with: word.utf8) })
  }
}
