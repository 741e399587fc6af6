import LineEditor
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A small program around the line editor, for tests that drive it in a terminal.
///
/// `EditorStage [--history FILE] [--notices FD] [--report FD]`. Each accepted line is counted (`ran N`)
/// and goes to the report descriptor, escaped as `\u{X}` where it is not printable ASCII. A line on the
/// notices descriptor is shown above the prompt; `prompt TEXT` there changes the prompt. Commands:
/// `exit`, `question`, `secret`, `abort`, and `child COMMAND`, which runs a shell.
@main
struct Stage {
  private var options = Options()
  private var ran = 0

  static func main() {
    var stage = Stage()
    stage.run()
  }

  private mutating func run() {
    Self.say("ready")
    guard let reader = makeReader() else {
      while let line = readLine() { accept(line, by: nil) }
      return
    }
    SignalHandlers.install()
    if let descriptor = options.notices { NoticeFeed(reader.notices).read(from: descriptor) }
    while true {
      switch reader.read() {
      case .interrupted: continue
      case .endOfInput:
        reader.close()
        exit(0)
      case .line(let text):
        report(text)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
          accept(String(line), by: reader)
        }
      }
    }
  }

  private func makeReader() -> (any LineReader)? {
    let policy = EditorPolicy(
      prompt: { StageLanguage.prompt.withLock { $0 } }, styles: StageLanguage.styles,
      completion: StageLanguage.completion)
    let history = options.history.map { HistoryFile(path: $0) }
    let colour = getenv("NO_COLOR") == nil
    return LineEditor(policy: policy, colour: colour, history: history)
      ?? PlainLineReader(policy: policy)
  }

  private mutating func accept(_ line: String, by reader: (any LineReader)?) {
    ran += 1
    let words = line.split(separator: " ")
    switch words.first {
    case "exit":
      reader?.close()
      exit(0)
    case "abort": abort()
    case "question": Self.say("answer \(reader?.ask("sure? [y/N] ") ?? "none")")
    case "secret": Self.say("secret of \(reader?.askSecret("token: ")?.count ?? -1)")
    case "child":
      let command = words.dropFirst().joined(separator: " ")
      Self.say("ended \(Child.run(command))\(SignalHandlers.takeInterrupt() ? " interrupted" : "")")
    default: Self.say("ran \(ran)")
    }
  }

  private func report(_ text: String) {
    guard let descriptor = options.report else { return }
    var line = ""
    for scalar in text.unicodeScalars {
      let isPlain = scalar.value >= 0x20 && scalar.value < 0x7F && scalar != "\\"
      line += isPlain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }
    Self.write(line + "\n", to: descriptor)
  }

  private static func say(_ text: String) { write(text + "\n", to: 1) }

  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    #if canImport(Darwin)
      _ = Darwin.write(descriptor, bytes, bytes.count)
    #else
      _ = Glibc.write(descriptor, bytes, bytes.count)
    #endif
  }
}

/// What the program was started with.
struct Options {
  var history: String?
  var notices: Int32?
  var report: Int32?

  init() {
    var arguments = CommandLine.arguments.dropFirst().makeIterator()
    while let name = arguments.next(), let value = arguments.next() {
      switch name {
      case "--history": history = value
      case "--notices": notices = Int32(value)
      case "--report": report = Int32(value)
      default: break
      }
    }
  }
}

/// Lines of a descriptor, handed over as notices from a thread of their own.
final class NoticeFeed: Sendable {
  private let port: NoticePort

  init(_ port: NoticePort) { self.port = port }

  func read(from descriptor: Int32) {
    let feed = FeedStart(feed: self, descriptor: descriptor)
    let context = Unmanaged.passRetained(feed).toOpaque()
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    pthread_create(&thread, nil, FeedStart.main, context)
  }

  fileprivate func pass(_ line: String) {
    guard line.hasPrefix("prompt ") else { return port.post(line) }
    let text = String(line.dropFirst(7))
    StageLanguage.prompt.withLock { $0 = [StyledText(text, .prompt(.name))] }
    port.post()
  }
}

/// What the thread of a feed starts with.
private final class FeedStart {
  let feed: NoticeFeed
  let descriptor: Int32

  init(feed: NoticeFeed, descriptor: Int32) {
    self.feed = feed
    self.descriptor = descriptor
  }

  #if canImport(Darwin)
    static let main: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = {
      context in
      follow(context)
    }
  #else
    static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
      context in context.flatMap { FeedStart.follow($0) }
    }
  #endif

  private static func follow(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    let start = Unmanaged<FeedStart>.fromOpaque(context).takeRetainedValue()
    guard let stream = fdopen(start.descriptor, "r") else { return nil }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    while getline(&line, &capacity, stream) > 0, let text = line.map({ String(cString: $0) }) {
      start.feed.pass(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
    free(line)
    fclose(stream)
    return nil
  }
}
