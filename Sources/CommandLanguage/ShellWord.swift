/// The word under the cursor in a line for the person's shell, as far as files are concerned.
struct ShellWord {
  private let range: Range<Int>
  private let text: String
  /// Whether the word is the name of a program, and not the path of one.
  private let isProgram: Bool

  /// The word of the shell command that begins at `from` and is typed up to `to`, offsets in `scalars`.
  init(_ scalars: [Unicode.Scalar], from: Int, to: Int) {
    var (start, text, isFirst) = (from, String.UnicodeScalarView(), true)
    var index = from
    while index < to {
      let scalar = scalars[index]
      index += 1
      if scalar == "\\", index < to {
        text.append(scalars[index])
        index += 1
      } else if Tokens.isBlank(scalar) {
        if !text.isEmpty { isFirst = false }
        (start, text) = (index, String.UnicodeScalarView())
      } else {
        text.append(scalar)
      }
    }
    range = start..<to
    self.text = String(text)
    isProgram = isFirst && !text.contains("/")
  }

  /// The session's files that begin with the word, written as a shell reads them.
  func complete(_ candidates: (CompletionRequest) -> [Candidate]) -> LineCompletion {
    guard !isProgram else {
      return LineCompletion(range: range.upperBound..<range.upperBound, candidates: [])
    }
    let line = Signature("!", in: .shell, effect: .edits, "a shell command")
    let found = candidates(
      CompletionRequest(
        shape: .file, prefix: text, taken: [], name: "COMMAND", line: ParsedLine(line)))
    return LineCompletion(
      range: range,
      candidates: found.filter { $0.text.hasPrefix(text) }.map {
        Candidate(Self.escaped($0.text), $0.description, closes: $0.closes)
      })
  }

  private static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if " \t\\'\"$`&|;<>()*?[]{}#!~".unicodeScalars.contains(scalar) { escaped.append("\\") }
      escaped.append(scalar)
    }
    return String(escaped)
  }
}
