import ReleaseWorld

/// What a tool said, made fit to be looked at: without colours, and of a long log the end.
struct ToolWords {
  /// The lines, without those that are empty.
  let lines: [String]
  /// All in one line, with one space for any white space: tools wrap where a terminal would end.
  let joined: [UInt8]

  /// A refusal stands at the end; a build may have said megabytes before it.
  static let most = 64 << 10
  private static let longestLine = 500

  init(_ output: String, most: Int = Self.most) {
    let plain = Self.withoutEscapes(Array(output.utf8).suffix(most))
    lines = plain.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).compactMap { line in
      var line = line
      while let last = line.last, last <= 0x20 { line.removeLast() }
      return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }
    var joined: [UInt8] = []
    joined.reserveCapacity(plain.count)
    for byte in plain {
      if byte > 0x20 {
        joined.append(byte)
      } else if let last = joined.last, last != 0x20 {
        joined.append(0x20)
      }
    }
    self.joined = joined
  }

  /// The last words that matter, at most so many lines, as they stand.
  ///
  /// From the last line on that begins with `error`, of a compiler from the first; of a Python traceback
  /// the exception alone. Longer ones lose their middle.
  func last(_ count: Int) -> [String] {
    let words = chosen.filter { !Self.isNoise($0) }.map(Self.short)
    guard words.count > count else { return words.isEmpty ? lines.suffix(count) : words }
    return words.prefix(count - 3) + ["..."] + words.suffix(2)
  }

  /// The last words, at most six lines, without what only says that it failed, and with wrapped lines whole.
  var telling: [String] {
    guard !isCompiler else { return last(6) }
    var told: [String] = []
    for line in chosen where !Self.isNoise(line) {
      var text = line.drop { $0 == " " || $0 == "\t" }
      for prefix in ["cause: ", "ERROR "] where text.hasPrefix(prefix) {
        text = text.dropFirst(prefix.count).drop { $0 == " " }
      }
      // twine puts the rest of a wrapped line under the first word behind `ERROR`.
      if line.hasPrefix("         "), !line.hasPrefix("          "), let last = told.last {
        if !last.contains(text) { told[told.count - 1] = "\(last) \(text)" }
      } else {
        told.append(String(text))
      }
    }
    let causes = told.filter { line in !Self.headings.contains { line.hasPrefix($0) } }
    let words = (causes.isEmpty ? told : causes).map(Self.short)
    return words.count > 6 ? words.prefix(3) + ["..."] + words.suffix(2) : words
  }

  /// The one line that says why something did not build: the first error of a compiler, the exception of a
  /// traceback, else the last words; `nil` where nothing was said.
  var cause: String? {
    let plain = lines.map { $0.drop { $0 == " " || $0 == "\t" } }
    let compiler = plain.first { line in
      Self.compilers.contains { line.contains($0) } || line.hasPrefix("error[")
    }
    let said = plain.filter { line in
      Self.isError(String(line)) && !Self.consequences.contains { line.contains($0) }
    }
    let exception = plain.last { line in
      let word = line.prefix { $0.isLetter || $0 == "." || $0 == "_" }
      return line.dropFirst(word.count).hasPrefix(": ")
        && (word.hasSuffix("Error") || word.hasSuffix("Exception"))
    }
    return (compiler ?? exception ?? said.first ?? plain.last).map { line in
      line.utf8.count > 200 ? "\(line.prefix(200))..." : String(line)
    }
  }

  /// What compilers and linkers say of the place of an error.
  private static let compilers = [
    ": error: ", ": fatal error: ", ": undefined reference to ", ": cannot find -l",
  ]

  /// Whether a line only says that something failed, and not why.
  static func isConsequence(_ line: String) -> Bool { consequences.contains(where: line.contains) }

  /// What a build tool says of a failure that something before it had.
  private static let consequences = [
    "Failed to build", "could not compile", "command '", "Backend subprocess exited",
    "subprocess-exited-with-error", "aborting due to", "The build backend returned an error",
    "Call to `", "hint: Build failures usually",
  ]

  private var isCompiler: Bool {
    ["could not compile", "failed to verify package tarball", "test failed"].contains { mark in
      lines.last { Self.isError($0) }?.contains(mark) == true
    } && lines.contains { $0.hasPrefix("error[") }
  }

  private var chosen: ArraySlice<String> {
    if lines.contains(where: { $0.contains("Traceback (most recent call last)") }) {
      return lines.suffix(1)
    }
    let first = isCompiler ? lines.firstIndex(where: Self.isError) : nil
    guard let start = first ?? lines.lastIndex(where: Self.isError) else { return lines[...] }
    return lines[start...]
  }

  private static func short(_ line: String) -> String {
    line.utf8.count > longestLine ? String(line.prefix(longestLine)) + "..." : line
  }

  /// Lines that say what was tried; the causes follow.
  private static let headings = [
    "error: failed to publish ", "error: Failed to publish", "error: failed to prepare",
    "error: failed to yank", "error: failed to verify", "error: download of ",
    "Failed to send POST request", "error sending request", "client error (",
  ]

  /// When the registry wants to be asked again, in seconds since 1970: a date in its words, or a number of
  /// seconds in a header that the tool shows.
  func retryTime(now: Double?) -> Double? {
    for text in [
      "try again after {date...} GMT", "retry-after: {date...} GMT", "Retry-After: {date...} GMT",
    ] {
      if let date = TextPattern(text).match(joined)?["date"],
        let time = HTTPDate.time(date + " GMT")
      {
        return time
      }
    }
    for text in ["retry-after: {seconds}", "Retry-After: {seconds}"] {
      if let now, let seconds = TextPattern(text).match(joined)?["seconds"].flatMap(Double.init),
        seconds >= 0, seconds < 366 * 86400
      {
        return now + seconds
      }
    }
    return nil
  }

  private static func isError(_ line: String) -> Bool {
    line.hasPrefix("error") || line.hasPrefix("ERROR")
  }

  /// What says nothing of the cause.
  private static func isNoise(_ line: String) -> Bool {
    let text = line.drop { $0 == " " || $0 == "\t" }
    let openings = [
      "Caused by:", "headers:", "body:", "HTTP/1.1 ", "HTTP/2 ", "Server: ", "Date: ", "date: ",
      "content-", "server: ", "note: run with ", "For more information about this error",
    ]
    return openings.contains { text.hasPrefix($0) }
  }

  /// Takes out terminal sequences: colours (CSI) and links (OSC).
  private static func withoutEscapes(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == 0x1B else {
        // Of the other control characters a terminal would do something too.
        let isControl = byte < 0x20 && byte != 0x0A && byte != 0x0D && byte != 0x09 || byte == 0x7F
        let isSecondControl = byte == 0xC2 && (0x80...0x9F).contains(rest.first ?? 0)
        if isSecondControl { rest.removeFirst() }
        if !isControl, !isSecondControl { result.append(byte) }
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "["):
        while let next = rest.popFirst(), !(0x40...0x7E).contains(next) {}
      case UInt8(ascii: "]"):
        while let next = rest.popFirst(), next != 0x07, next != 0x0A {
          if next == 0x1B, rest.first == UInt8(ascii: "\\") {
            rest.removeFirst()
            break
          }
        }
      default: break
      }
    }
    return result
  }
}
