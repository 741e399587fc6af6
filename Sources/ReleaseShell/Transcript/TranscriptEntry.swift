import CommandLanguage
import Diagnostics

/// One line that a shell ran, as its log keeps it.
struct TranscriptEntry: Hashable, Sendable {
  /// In full: selectors, commands and versions.
  var command: String
  var effect: EffectClass
  /// Output that is kept for readers.
  var recorded: [String] = []
  /// The outcomes' texts; one that begins with `would` only showed something.
  var outcomes: [String] = []
  var failed: ErrorCode?
  /// Whether all of it was so before the line.
  var isAlready = false

  init(_ command: String, effect: EffectClass, outcomes: [String] = []) {
    self.command = command
    self.effect = effect
    self.outcomes = outcomes
  }

  /// A line with what it reached.
  init(_ command: String, effect: EffectClass, reached: [Outcome]) {
    self.init(command, effect: effect, outcomes: reached.map(\.text))
    isAlready = !reached.isEmpty && reached.allSatisfy(\.already)
  }

  /// Whether it only showed what it would do.
  var isShown: Bool { outcomes.contains { $0.hasPrefix("would ") } }

  /// What a log says below the outcomes of a line that changed nothing.
  static let alreadyMark = "# already"

  /// The lines of the entry, in the transcript's format.
  var text: String {
    var lines = [command]
    lines += recorded.flatMap(Self.lines).map { $0.isEmpty ? "#>" : "#> \($0)" }
    lines += outcomes.map { "#= \($0)" }
    if isAlready { lines.append(Self.alreadyMark) }
    if let failed { lines.append("#= failed \(failed.rawValue)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The entry without what must not be written.
  func redacted(by redactor: Redactor) -> Self {
    var entry = self
    entry.command = redactor.redact(command)
    entry.recorded = recorded.map(redactor.redact)
    entry.outcomes = outcomes.map(redactor.redact)
    return entry
  }

  private static func lines(_ text: String) -> [String] {
    text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

/// A log as it stands in its file: what it says on top, and what was run.
struct LoggedTranscript: Hashable, Sendable {
  /// The `# repository` line without its mark; `nil` where there is none.
  private(set) var repository: String?
  private(set) var entries: [TranscriptEntry] = []
  /// Whether what came last was `transcript off`.
  private(set) var isOff = false

  /// The marks that `transcript off` and `transcript on` leave in a log.
  static let offMark = "# transcript off"
  static let onMark = "# transcript on"

  /// Reads a log; a line that no command of today fits counts as one that only looked.
  init(_ bytes: [UInt8], parser: CommandParser) {
    for line in bytes.split(separator: 0x0A) {
      read(String(decoding: line, as: UTF8.self), parser)
    }
  }

  private mutating func read(_ line: String, _ parser: CommandParser) {
    if line.utf8.first != UInt8(ascii: "#") {
      entries.append(TranscriptEntry(line, effect: Self.effect(of: line, parser)))
    } else if let text = Self.rest(of: line, behind: "#=") {
      guard !entries.isEmpty else { return }
      if text.hasPrefix("failed "), let code = ErrorCode(rawValue: String(text.dropFirst(7))) {
        entries[entries.count - 1].failed = code
      } else {
        entries[entries.count - 1].outcomes.append(text)
      }
    } else if let text = Self.rest(of: line, behind: "#>") {
      guard !entries.isEmpty else { return }
      entries[entries.count - 1].recorded.append(text)
    } else if line == TranscriptEntry.alreadyMark {
      if !entries.isEmpty { entries[entries.count - 1].isAlready = true }
    } else if line == Self.offMark || line == Self.onMark {
      isOff = line == Self.offMark
    } else if repository == nil, line.hasPrefix("# repository ") {
      repository = String(line.dropFirst(2))
    }
  }

  private static func rest(of line: String, behind mark: String) -> String? {
    guard line.hasPrefix(mark) else { return nil }
    let rest = line.dropFirst(mark.count)
    return String(rest.first == " " ? rest.dropFirst() : rest)
  }

  private static func effect(of line: String, _ parser: CommandParser) -> EffectClass {
    do throws(ReleaseError) {
      switch try parser.parse(line, abbreviations: false) {
      case .command(let parsed): return parsed.signature.effect
      case .shell: return .edits
      case .empty: return .reads
      }
    } catch {
      return .reads
    }
  }
}
