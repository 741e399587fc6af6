import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The reader for terminals that cannot move their cursor: a plain prompt, and the line editing of the
/// terminal itself.
package final class PlainLineReader: LineReader {
  package let notices: NoticePort
  private let policy: EditorPolicy
  private let terminal = Terminal()

  /// A reader on standard input and output; `nil` where they are no terminal.
  package init?(policy: EditorPolicy) {
    guard terminal.isPresent, let notices = NoticePort() else { return nil }
    self.notices = notices
    self.policy = policy
    SignalState.guardTerminal(wakeDescriptor: notices.writeDescriptor)
  }

  /// The prompt and one line; notices appear before the next prompt.
  package func read() -> LineInput {
    var text = ""
    for case .some(let notice) in notices.take() { text += notice + "\n" }
    text += policy.prompt().map(\.text).joined()
    return line(after: text)
  }

  package func ask(_ question: String) -> String? {
    guard case .line(let text) = line(after: question) else { return nil }
    return text
  }

  package func askSecret(_ question: String) -> [UInt8]? {
    terminal.write(Array(question.utf8))
    return SecretInput(terminal: terminal).read()
  }

  package func close() {
    SignalState.wakeDescriptor.store(-1, ordering: .relaxed)
    SignalState.restoreTerminal()
  }

  private func line(after text: String) -> LineInput {
    terminal.write(Array(text.utf8))
    _ = SignalHandlers.takeInterrupt()
    var line: [UInt8] = []
    while true {
      // The terminal gives out one line at a time, so nothing is read ahead.
      var count = 0
      let part = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, initialized in
        count = Platform.read(terminal.input, buffer.baseAddress, 4096)
        initialized = max(0, count)
      }
      if count < 0, errno == EINTR {
        guard SignalHandlers.takeInterrupt() else { continue }
        terminal.write([0x0A])
        return .interrupted
      }
      if part.isEmpty {
        guard !line.isEmpty else {
          terminal.write([0x0A])
          return .endOfInput
        }
        return .line(String(decoding: line, as: UTF8.self))
      }
      line += part
      if line.last == 0x0A {
        line.removeLast()
        return .line(String(decoding: line, as: UTF8.self))
      }
    }
  }
}
