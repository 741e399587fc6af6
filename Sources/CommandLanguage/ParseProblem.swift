import Diagnostics

/// What keeps a line from fitting a signature; words are counted from 0.
enum ParseProblem: Hashable {
  case fault(Tokens.Fault)
  case emptyShell(at: Range<Int>)
  case unknownCommand(word: Int, [String])
  case ambiguous(word: Int, [String])
  case abbreviated(word: Int, full: String)
  /// The words name a family of commands and none of it.
  case incomplete([String])
  case unknownFlag(String, at: Range<Int>)
  case missingValue(Flag, at: Range<Int>)
  case surplusValue(Flag, at: Range<Int>)
  case repeated(Flag, at: Range<Int>)
  case surplus(word: Int)
  case wrongWord(word: Int, Argument)
  case missing(Argument)

  /// The problem as an error that points into the line.
  func error(in tokens: Tokens, of line: String, signature: Signature?) -> ReleaseError {
    var error = described(in: tokens, signature: signature)
    if error.code == .usage, let signature { error.why.append("usage: \(usage(of: signature))") }
    let range = range(in: tokens)
    error.at = Place(
      file: nil, line: 1, column: range.lowerBound + 1, length: range.count, text: line)
    return error
  }

  /// Where the problem is; behind the last word where something is missing.
  private func range(in tokens: Tokens) -> Range<Int> {
    let end = tokens.words.last?.range.upperBound ?? 0
    switch self {
    case .fault(.openQuote(_, let place)), .fault(.nothingEscaped(let place)):
      return place..<(place + 1)
    case .emptyShell(let range), .unknownFlag(_, let range), .missingValue(_, let range),
      .surplusValue(_, let range), .repeated(_, let range):
      return range
    case .unknownCommand(let word, _), .ambiguous(let word, _), .abbreviated(let word, _),
      .surplus(let word), .wrongWord(let word, _):
      return word < tokens.words.count ? tokens.words[word].range : end..<end
    case .incomplete, .missing: return end..<(end + 1)
    }
  }

  private func described(in tokens: Tokens, signature: Signature?) -> ReleaseError {
    switch self {
    case .fault(.openQuote(let quote, _)):
      ReleaseError(
        .usage, "the quote `\(quote)` is not closed",
        why: ["close it, or write `\\\(quote)` for the character itself"])
    case .fault(.nothingEscaped):
      ReleaseError(
        .usage, "the `\\` at the end of the line has nothing behind it",
        why: ["write `\\\\` for the character itself"])
    case .emptyShell: ReleaseError(.usage, "`!` has no command behind it", why: ["usage: !COMMAND"])
    case .unknownCommand(let word, let choices): unknown(word, choices, in: tokens)
    case .ambiguous(let word, let matches):
      ReleaseError(
        .ambiguousCommand, "`\(name(upTo: word, in: tokens))` is short for several commands",
        why: [matches.joined(separator: ", ")],
        fix: matches.map { corrected(word, to: $0, in: tokens) })
    case .abbreviated(let word, let full):
      ReleaseError(
        .unknownCommand, "`\(name(upTo: word, in: tokens))` is not a full command name",
        why: ["short for `\(full)` at the prompt; scripts need the full name"],
        fix: [corrected(word, to: full, in: tokens)])
    case .incomplete(let choices):
      ReleaseError(
        .usage, "`\(name(upTo: tokens.words.count - 1, in: tokens))` needs one more word",
        why: ["one of \(choices.joined(separator: ", "))"])
    case .unknownFlag(let name, let range):
      unknownFlag(name, at: range, in: tokens, signature: signature)
    case .missingValue(let flag, _):
      ReleaseError(.usage, "`\(flag.name)` needs its \(flag.valueTitle)")
    case .surplusValue(let flag, let range):
      ReleaseError(
        .usage, "`\(flag.name)` takes no value", fix: [corrected(range, to: "", in: tokens)])
    case .repeated(let flag, _):
      ReleaseError(.usage, "`\(flag.name)` stands twice with different values")
    case .surplus(let word):
      ReleaseError(
        .usage, "`\(signature?.name ?? "")` takes no further word `\(tokens.words[word].text)`")
    case .wrongWord(let word, let argument): wrong(word, argument, in: tokens, signature: signature)
    case .missing(let argument):
      ReleaseError(.usage, "`\(signature?.name ?? "")` needs its \(argument.title)")
    }
  }

  private func unknown(_ word: Int, _ choices: [String], in tokens: Tokens) -> ReleaseError {
    let text = tokens.words[word].text
    // What other shells call it.
    if word == 0, let known = Self.elsewhere[text.lowercased()], choices.contains(known) {
      return ReleaseError(
        .unknownCommand, "`\(text)` is not a command", why: ["nearest: \(known)"],
        fix: [corrected(word, to: known, in: tokens)])
    }
    let near = nearest(text, in: choices)
    var error = ReleaseError(
      .unknownCommand, "`\(name(upTo: word, in: tokens))` is not a command",
      fix: clearlyNearest(text, in: choices).map { [corrected(word, to: $0, in: tokens)] } ?? [])
    if near.isEmpty {
      error.why =
        word == 0 ? ["`help` lists the commands"] : ["one of \(choices.joined(separator: ", "))"]
      if word == 0 { error.fix = ["help"] }
    } else {
      error.why = ["nearest: \(near.prefix(3).joined(separator: ", "))"]
    }
    return error
  }

  private static let elsewhere = [
    "quit": "exit", "q": "exit", ":q": "exit", "bye": "exit", "logout": "exit", "?": "help",
  ]

  private func unknownFlag(
    _ name: String, at range: Range<Int>, in tokens: Tokens, signature: Signature?
  ) -> ReleaseError {
    let names = signature?.flags.map(\.name) ?? []
    let near = nearest(name, in: names)
    return ReleaseError(
      .usage, "`\(signature?.name ?? "")` has no flag `\(name)`",
      why: near.isEmpty ? [] : ["nearest: \(near.prefix(3).joined(separator: ", "))"],
      // A flag that needs a value is no line to type by its name alone.
      fix: clearlyNearest(name, in: names.filter { isSwitch($0, signature) })
        .map { [corrected(range, to: $0, in: tokens)] } ?? [])
  }

  private func isSwitch(_ name: String, _ signature: Signature?) -> Bool {
    signature?.flags.contains { $0.name == name && $0.value == nil } ?? false
  }

  private func wrong(
    _ word: Int, _ argument: Argument, in tokens: Tokens, signature: Signature?
  ) -> ReleaseError {
    let text = tokens.words[word].text
    return ReleaseError(
      .usage,
      "`\(signature?.name ?? "")` takes \(argument.words.joined(separator: " or ")), not `\(text)`",
      fix: clearlyNearest(text, in: argument.words).map { [corrected(word, to: $0, in: tokens)] }
        ?? [])
  }

  private func name(upTo word: Int, in tokens: Tokens) -> String {
    tokens.words[...word].map(\.text).joined(separator: " ")
  }

  private func corrected(_ word: Int, to text: String, in tokens: Tokens) -> ShellLine {
    corrected(tokens.words[word].range, to: text, in: tokens)
  }

  private func corrected(_ range: Range<Int>, to text: String, in tokens: Tokens) -> ShellLine {
    let scalars = tokens.scalars
    return ShellLine(
      (String(scalars[..<range.lowerBound]) + text + String(scalars[range.upperBound...])).trimmed)
  }
}

extension String {
  /// Without the blanks at both ends.
  var trimmed: String {
    let scalars = unicodeScalars.drop(while: Tokens.isBlank)
    guard let last = scalars.lastIndex(where: { !Tokens.isBlank($0) }) else { return "" }
    return String(scalars[...last])
  }
}
