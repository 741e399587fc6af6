import Diagnostics
import ReleaseTools
import ReleaseWorld
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a tool says while it is at work: on a terminal its last line behind a spinner and how long it has
/// taken, written over again and again; elsewhere line by line.
///
/// A thread of its own writes the terminal's line: whoever waits for the child blocks this one.
final class ToolProgress: Sendable {
  private struct Heard: Sendable {
    /// What came behind the last whole line.
    var rest: [UInt8] = []
    var last = ""
    var isOver = false
  }

  private let heard = Mutex(Heard())
  private let words: String
  private let output: Output
  private let clock: Clock
  /// Whether the lines are shown where nothing is written over.
  private let streams: Bool
  /// More than this of one line is not waited for.
  private static let longestLine = 4096
  private static let spinner = ["|", "/", "-", "\\"]

  init(_ words: String, on output: Output, clock: Clock, streams: Bool = true) {
    (self.words, self.output, self.clock, self.streams) = (words, output, clock, streams)
  }

  /// Whether the line on the terminal is written over.
  private var isRewritten: Bool { output.colour && !output.isJSON }

  /// Hears a child.
  var listener: ChildListener { ChildListener { [self] bytes in hear(bytes) } }

  private func hear(_ bytes: [UInt8]) {
    let lines = heard.withLock { heard in
      heard.rest += bytes
      var end = heard.rest.lastIndex { $0 == 0x0A || $0 == 0x0D }.map { $0 + 1 }
      if end == nil, heard.rest.count > Self.longestLine { end = heard.rest.count }
      guard let end else { return [String]() }
      let lines = ToolLines.plain(Array(heard.rest[..<end]))
      heard.rest.removeFirst(end)
      if let last = lines.last { heard.last = String(last.drop { $0 == " " || $0 == "\t" }) }
      return lines
    }
    if !isRewritten, streams { for line in lines { output.line("  \(line)", .dim) } }
  }

  /// Shows what is heard while `body` runs; the line is gone when it returns.
  func during<Result>(
    _ body: (ChildListener) throws(ReleaseError) -> Result
  ) throws(ReleaseError) -> Result {
    if !isRewritten { output.line(words, .dim) }
    let writer = isRewritten ? Background<Void> { [self] in rewrite() } : nil
    defer {
      heard.withLock { $0.isOver = true }
      if let writer {
        _ = try? writer.value()
        output.progress(nil)
      }
    }
    return try body(listener)
  }

  private func rewrite() {
    let begin = clock.now()
    var turn = 0
    while true {
      let (last, isOver) = heard.withLock { ($0.last, $0.isOver) }
      guard !isOver else { return }
      let seconds = Int(clock.now() - begin)
      output.progress("\(Self.spinner[turn % 4]) \(words): \(seconds) s  \(last)")
      turn += 1
      _ = poll(nil, 0, 100)
    }
  }
}

extension Shell {
  /// Runs something that a tool says much about; when it is done, one line tells what came of it, and where
  /// all is that was said.
  ///
  /// - Throws: What `body` throws.
  func folding<Value>(
    _ words: String, _ body: (ChildListener) throws(ReleaseError) -> Value,
    _ told: (Value) -> (text: String, said: String)
  ) throws(ReleaseError) -> Value {
    let begin = activeWorld.clock.now()
    let value = try ToolProgress(words, on: output, clock: activeWorld.clock).during(body)
    let (text, said) = told(value)
    fold(words, text, seconds: activeWorld.clock.now() - begin, said)
    return value
  }

  /// Tells in one line what came of something: `test crate:llmcc-core: 3 passed in 2 s`.
  func fold(_ words: String, _ text: String, seconds: Double, _ said: String) {
    output.line("\(words): \(text) in \(Int(seconds.rounded())) s", .good)
    if let log = keepLog(of: said, words) { output.line("  \(log)", .dim) }
  }

  /// Keeps what a tool said in a log of its own, and gives its path.
  private func keepLog(of said: String, _ words: String) -> String? {
    var error = ReleaseError(.toolFailed, words)
    error.output = said
    return keepLog(of: error, words)
  }
}
