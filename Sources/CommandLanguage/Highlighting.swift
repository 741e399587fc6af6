/// How a part of the line is coloured.
package enum Highlight: Hashable, Sendable {
  /// A command word.
  case command
  /// A value.
  case argument
  /// A flag's name.
  case flag
  /// Free text, also of a shell command, and what cannot be judged yet.
  case text
  /// From the `#` on.
  case comment
  /// What would be refused.
  case invalid
}

/// The colours of a line, in order; what is between the ranges (of Unicode scalars) has none.
///
/// `isKnown` is asked for each value that stands for something of the session: its shape, the value
/// (each part of a list by itself) and the command; `nil` where nobody knows. It is called at every
/// key, so it must answer from memory.
package func highlight(
  _ line: String, _ signatures: [Signature], abbreviations: Bool = true,
  isKnown: (ArgumentShape, String, String) -> Bool?
) -> [(Range<Int>, Highlight)] {
  let tokens = Tokens(line)
  if let shell = tokens.shell {
    let rest = (shell.lowerBound + 1)..<shell.upperBound
    return [(shell.lowerBound..<rest.lowerBound, .command)] + (rest.isEmpty ? [] : [(rest, .text)])
  }
  let analysis = LineAnalysis(tokens.words, signatures: signatures, abbreviations: abbreviations)
  var spans: [(Range<Int>, Highlight)] = []
  for part in analysis.parts.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
    switch part.role {
    case .command: spans.append((part.range, .command))
    case .flag, .terminator: spans.append((part.range, .flag))
    case .flagValue(let flag):
      guard let shape = flag.value else { continue }
      spans += values(part, shape, [], false, analysis, isKnown)
    case .argument(let argument):
      spans += values(
        part, argument.shape, argument.words, argument.onlyWords, analysis, isKnown)
    case .unknownCommand:
      let isBeginning = analysis.problems.contains { $0.isBeginning(of: part.value) }
      spans.append((part.range, isBeginning ? .text : .invalid))
    case .unknownFlag:
      let names = analysis.resolution.signature?.flags.map(\.name) ?? []
      spans.append((part.range, names.contains { $0.hasPrefix(part.value) } ? .flag : .invalid))
    case .surplus: spans.append((part.range, .invalid))
    }
  }
  if let comment = tokens.comment { spans.append((comment, .comment)) }
  return spans
}

private func values(
  _ part: LineAnalysis.Part, _ shape: ArgumentShape, _ words: [String], _ onlyWords: Bool,
  _ analysis: LineAnalysis, _ isKnown: (ArgumentShape, String, String) -> Bool?
) -> [(Range<Int>, Highlight)] {
  guard !part.range.isEmpty else { return [] }
  if onlyWords {
    let fits = words.contains { $0.hasPrefix(part.value) }
    return [(part.range, fits ? .argument : .invalid)]
  }
  let known: Highlight = shape == .text ? .text : .argument
  let command = analysis.resolution.signature?.name ?? ""
  func judge(_ value: String) -> Highlight {
    value.isEmpty || words.contains(value) || isKnown(shape, value, command) ?? true
      ? known : .invalid
  }
  guard shape.isList, part.value.utf8.contains(0x2C) else {
    return [(part.range, judge(part.value))]
  }
  let offsets = analysis.words[part.word].offsets[part.start...]
  var spans: [(Range<Int>, Highlight)] = []
  var (start, value) = (part.range.lowerBound, String.UnicodeScalarView())
  for (scalar, offset) in zip(part.value.unicodeScalars, offsets) {
    guard scalar == "," else {
      value.append(scalar)
      continue
    }
    spans.append((start..<(offset + 1), judge(String(value))))
    (start, value) = (offset + 1, String.UnicodeScalarView())
  }
  if start < part.range.upperBound {
    spans.append((start..<part.range.upperBound, judge(String(value))))
  }
  return spans
}

extension ParseProblem {
  /// Whether a command word is only not complete yet.
  fileprivate func isBeginning(of text: String) -> Bool {
    switch self {
    case .ambiguous, .abbreviated: true
    case .unknownCommand(_, let choices): choices.contains { $0.hasPrefix(text) }
    default: false
    }
  }
}
