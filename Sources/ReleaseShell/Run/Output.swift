import Diagnostics
import LineEditor
import ReleaseWorld

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where a command's words go: standard output for results, standard error for what went wrong.
///
/// Everything passes the redactor here, so that no command can forget it.
struct Output: Sendable {
  /// How a text is to look; nothing is meant by the look alone.
  enum Look: Sendable { case plain, dim, strong, good, bad, warning, heading }

  /// Whether standard output is a terminal that shows colours.
  var colour: Bool
  /// Whether outcomes and tables are JSON, one object a line.
  var isJSON = false
  var redactor: Redactor
  /// The terminal's width, asked anew for each line; `nil` where the words go to no terminal.
  var columns: @Sendable () -> Int? = { nil }
  private let write: @Sendable (_ isError: Bool, _ text: String) -> Void

  init(
    colour: Bool, redactor: Redactor = Redactor(),
    write: @escaping @Sendable (_ isError: Bool, _ text: String) -> Void
  ) {
    self.colour = colour
    self.redactor = redactor
    self.write = write
  }

  /// The process's own standard output and error.
  static func standard(colour: Bool) -> Output {
    var output = Output(colour: colour) { isError, text in
      var bytes = Array(text.utf8)[...]
      while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { buffer in
          #if canImport(Darwin)
            Darwin.write(isError ? 2 : 1, buffer.baseAddress, buffer.count)
          #else
            Glibc.write(isError ? 2 : 1, buffer.baseAddress, buffer.count)
          #endif
        }
        if count < 0 {
          if errno == EINTR || errno == EAGAIN { continue }
          return
        }
        bytes = bytes.dropFirst(count)
      }
    }
    output.columns = { TerminalWidth.columns }
    return output
  }

  /// A line of what a command has to say; silent where JSON is wanted.
  func line(_ text: String = "", _ look: Look = .plain) {
    guard !isJSON else { return }
    write(false, wrapped(paint(redactor.redact(text), look)) + "\n")
  }

  /// A line of JSON, or any other result that is data.
  func data(_ text: String) { write(false, redactor.redact(text) + "\n") }

  /// A line with tokens that are made to be read: those of a registry on this machine, by whoever
  /// started it.
  func disclose(_ text: String) { write(false, text + "\n") }

  /// A line for people beside the result: on standard error, so that data stays data.
  func remark(_ text: String, _ look: Look = .dim) {
    let painted = wrapped(paint(redactor.redact(text), look))
    write(isJSON, painted + "\n")
  }

  /// What is doubtful, though nothing failed: on standard error, so that no result hides it.
  func warning(_ text: String) {
    write(true, paint("warning: " + redactor.redact(text), .warning) + "\n")
  }

  /// A line that the next one takes the place of, on a terminal; `nil` takes it away.
  func progress(_ text: String?) {
    guard colour, !isJSON else { return }
    // One that is broken over two rows could not be written over.
    let words = text.map { paint(String(redactor.redact($0).prefix(78)), .dim) }
    write(false, "\r\u{1B}[K" + (words ?? ""))
  }

  /// What went wrong.
  func error(_ error: ReleaseError) {
    // The terminal has shown `^C`, and nothing behind it.
    let start = error.code == .interrupted && columns() != nil ? "\n" : ""
    let text = redactor.redact(ErrorRenderer(colour: colour).render(error))
    write(true, start + wrappedError(text) + "\n")
  }

  /// What is wrong and why, but neither a place with its caret nor a line to type.
  private func wrappedError(_ text: String) -> String {
    guard let columns = columns() else { return text }
    var isFirst = true
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      defer { isFirst = false }
      let isProse = isFirst || line.hasPrefix("  why  ")
      return isProse ? WrappedText(columns: columns, hanging: 7).wrap(String(line)) : String(line)
    }.joined(separator: "\n")
  }

  /// A question broken between words, where it is longer than the terminal is wide; the answer is typed
  /// behind one space.
  func wrappedQuestion(_ text: String) -> String {
    guard let columns = columns(), text.utf8.count > columns else { return text }
    var lines = WrappedText(columns: columns - 1).wrap(text)  // a full row would leave an empty one
    while lines.hasSuffix(" ") { lines.removeLast() }
    return lines + " "
  }

  /// A text of several lines is laid out already.
  private func wrapped(_ text: String) -> String {
    guard text.utf8.count > 20, !text.utf8.contains(0x0A), let columns = columns() else {
      return text
    }
    return WrappedText(columns: columns).wrap(text)
  }

  /// The text in a look, where the terminal shows colours.
  func paint(_ text: String, _ look: Look) -> String {
    guard colour, !text.isEmpty else { return text }
    let code =
      switch look {
      case .plain: ""
      case .dim: "2"
      case .strong, .heading: "1"
      case .good: "32"
      case .bad: "31"
      case .warning: "33"
      }
    return code.isEmpty ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
