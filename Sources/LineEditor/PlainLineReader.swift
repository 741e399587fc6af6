import Synchronization

/// The reader for terminals that cannot move their cursor: a plain prompt, and the line editing of the
/// terminal itself.
package final class PlainLineReader: LineReader {
  package let notices: NoticePort
  private let policy: EditorPolicy
  private let terminal = Terminal()
  private var input: TerminalInput

  /// A reader on standard input and output; `nil` where they are no terminal.
  package init?(policy: EditorPolicy) {
    guard terminal.isPresent, let notices = NoticePort() else { return nil }
    self.notices = notices
    self.policy = policy
    input = TerminalInput(descriptor: terminal.input, wakeDescriptor: notices.readDescriptor)
    SignalState.guardTerminal(wakeDescriptor: notices.writeDescriptor)
  }

  /// The prompt and one line; notices appear before the next prompt.
  package func read() -> LineInput {
    var text = ""
    for notice in notices.take().joined() { text += notice.text + "\n" }
    text += policy.prompt().map(\.text).joined()
    return line(after: text)
  }

  package func ask(_ question: String) -> String? {
    guard case .line(let text) = line(after: question) else { return nil }
    return text
  }

  package func askSecret(_ question: String) -> [UInt8]? {
    SecretInput(terminal: terminal).read(asking: question)
  }

  /// Keeps nothing: the terminal's own line editing has no history.
  package func remember(in history: HistoryFile?) {}

  package func close() {
    SignalState.wakeDescriptor.store(-1, ordering: .relaxed)
    SignalState.restoreTerminal()
  }

  private func line(after text: String) -> LineInput {
    _ = SignalHandlers.takeInterrupt()
    terminal.write(Array(text.utf8))
    var line: [UInt8] = []
    while true {
      switch input.wait() {
      case .woken:
        guard SignalHandlers.takeInterrupt() else { continue }
        terminal.write([0x0A])
        return .interrupted
      case .ended:
        terminal.write([0x0A])
        return line.isEmpty ? .endOfInput : .line(String(decoding: line, as: UTF8.self))
      case .bytes:
        guard let byte = input.byte(within: 0) else { continue }
        if byte == 0x0A { return .line(String(decoding: line, as: UTF8.self)) }
        line.append(byte)
      }
    }
  }
}
