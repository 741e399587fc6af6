/// What went wrong, in the words and the order in which it is printed.
///
/// Design, section 8: `what` states the rule that was broken, in one phrase without a full stop.
package struct ReleaseError: Error, Hashable, Sendable {
  package var code: ErrorCode
  package var what: String
  package var at: Place?
  /// The causes, with the tool's own last words; each entry is a line.
  package var why: [String]
  /// Lines to type next, ours or beginning with `!`; tests parse and type them.
  package var fix: [ShellLine]
  /// What can be done about it without a person.
  package var remedy = Remedy.none
  /// All that the tool said which failed, for the log of the step; never printed as it is.
  package var output: String?

  /// How a line that failed can go on by itself.
  package enum Remedy: Hashable, Sendable {
    /// A person must mend something first.
    case none
    /// It may have happened all the same: the world is to be asked before anything is tried again.
    case look
    /// The same can be tried again, not before a moment in seconds since 1970 where one was named.
    case wait(until: Double?)
  }

  package init(
    _ code: ErrorCode, _ what: String, at: Place? = nil, why: [String] = [], fix: [ShellLine] = []
  ) {
    self.code = code
    self.what = what
    self.at = at
    self.why = why
    self.fix = fix
  }

  /// The exit code that a run which ends with this error has (design, section 8).
  package var exitCode: ExitCode { code.exitCode }
}

/// A line that a person can type at the prompt.
package struct ShellLine: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  package let text: String

  package init(_ text: String) { self.text = text }
  package init(stringLiteral value: String) { text = value }
  package var description: String { text }
}

/// The exit codes of every entry to the program (design, section 8).
package enum ExitCode: Int32, Hashable, Sendable {
  case done = 0
  case failed = 1
  case usage = 2
  case findings = 3
  case confirmation = 4
  case differs = 5
  case interrupted = 130
}
