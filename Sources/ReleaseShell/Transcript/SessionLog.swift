import CommandLanguage
import Diagnostics
import ReleaseWorld

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

  init(_ command: String, effect: EffectClass, outcomes: [String] = []) {
    self.command = command
    self.effect = effect
    self.outcomes = outcomes
  }
}

/// The log of one shell: what it ran, a line at a time, in memory and in a file.
final class SessionLog {
  private(set) var entries: [TranscriptEntry] = []
  var isOn = true
  /// Where it is kept; `nil` for a shell outside of a repository.
  private(set) var file: String?
  private let append: (([UInt8]) -> Void)?

  init(file: String?, append: (([UInt8]) -> Void)? = nil) {
    self.file = file
    self.append = append
  }

  /// Notes a line; `standsFor` are the commands that a plan ran in its place.
  func add(_ entry: TranscriptEntry, standsFor: [TranscriptEntry]?, redactor: Redactor) {
    guard isOn else { return }
    var text = ""
    if let standsFor {
      text += "# \(entry.command)\n"
      for part in standsFor { text += Self.text(part) }
      entries += standsFor
      if let failed = entry.failed { text += "# failed \(failed.rawValue)\n" }
    } else {
      text += Self.text(entry)
      entries.append(entry)
    }
    append?(Array(redactor.redact(text).utf8))
  }

  /// The lines of an entry, in the transcript's format.
  static func text(_ entry: TranscriptEntry) -> String {
    var lines = [entry.command]
    lines += entry.recorded.map { "#> \($0)" }
    lines += entry.outcomes.map { "#= \($0)" }
    if let failed = entry.failed { lines.append("#= failed \(failed.rawValue)") }
    return lines.joined(separator: "\n") + "\n"
  }
}
