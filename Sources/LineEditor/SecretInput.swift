#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A line that is not shown: no history, no frame, nothing of libedit.
package struct SecretInput {
  let terminal: Terminal

  init(terminal: Terminal) { self.terminal = terminal }

  /// Asks where no reader of lines is at work; `nil` also where input or output is no terminal.
  package static func ask(_ question: String) -> [UInt8]? {
    let terminal = Terminal()
    guard terminal.isPresent else { return nil }
    return SecretInput(terminal: terminal).read(asking: question)
  }

  /// The bytes up to Enter; `nil` on ^C, and on ^D where nothing was typed.
  ///
  /// The question is shown once nothing that is typed is: whoever pastes as soon as it stands there is not
  /// seen.
  ///
  /// BackSpace and ^U edit. What was typed ahead is thrown away: it was not meant for this question,
  /// and it was shown.
  func read(asking question: String) -> [UInt8]? {
    var before = termios()
    guard tcgetattr(terminal.input, &before) == 0 else { return nil }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG | IEXTEN)
    tcsetattr(terminal.input, TCSAFLUSH, &silent)
    terminal.write(Array(question.utf8))
    defer {
      tcsetattr(terminal.input, TCSAFLUSH, &before)
      terminal.write([0x0D, 0x0A])
    }
    var secret: [UInt8] = []
    secret.reserveCapacity(4096)  // no copies of it stay behind in memory by growing
    while let byte = nextByte() {
      switch byte {
      case 0x0A, 0x0D: return secret
      case 0x03:
        overwrite(&secret)
        return nil
      case 0x04:
        if secret.isEmpty { return nil }
      case 0x08, 0x7F: removeScalar(&secret)
      case 0x15: overwrite(&secret)
      default: secret.append(byte)
      }
    }
    overwrite(&secret)
    return nil
  }

  private func nextByte() -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = Platform.read(terminal.input, &byte, 1)
      if count == 1 { return byte }
      guard count < 0, errno == EINTR else { return nil }
    }
  }

  private func removeScalar(_ secret: inout [UInt8]) {
    while let last = secret.popLast(), last & 0xC0 == 0x80 {}
  }

  private func overwrite(_ secret: inout [UInt8]) {
    for index in secret.indices { secret[index] = 0 }
    secret.removeAll(keepingCapacity: true)
  }
}
