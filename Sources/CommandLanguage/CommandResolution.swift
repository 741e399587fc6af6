/// The command that the words at the start of a line name.
struct CommandResolution {
  private(set) var signature: Signature?
  /// The words in full, as many as the line has of them.
  private(set) var names: [String] = []
  private(set) var problem: ParseProblem?

  /// Takes the longest match; an exact word wins over every abbreviation, and a word that the command
  /// found so far takes as an argument over an abbreviated subcommand.
  init(_ words: [Tokens.Word], among signatures: [Signature], abbreviations: Bool) {
    var group = signatures
    while names.count < words.count {
      let depth = names.count
      let word = words[depth]
      if depth > 0, word.isFlag { break }
      let choices = Self.words(of: group, at: depth)
      if choices.isEmpty { break }
      guard let name = choose(word.text, among: choices, abbreviations: abbreviations) else {
        break
      }
      names.append(name)
      group = group.filter { $0.words.count > depth && $0.words[depth] == name }
      signature = group.first { $0.words.count == depth + 1 }
    }
    if problem == nil, signature == nil, !names.isEmpty {
      problem = .incomplete(Self.words(of: group, at: names.count))
    }
    if problem != nil { signature = nil }
  }

  /// The distinct words at a depth, in the order of the signatures.
  static func words(of group: [Signature], at depth: Int) -> [String] {
    var seen: Set<String> = []
    return group.compactMap { $0.words.count > depth ? $0.words[depth] : nil }
      .filter { seen.insert($0).inserted }
  }

  /// The word that was meant; `nil` where it is no command word, with a problem if it had to be one.
  private mutating func choose(_ text: String, among choices: [String], abbreviations: Bool)
    -> String?
  {
    if choices.contains(text) { return text }
    let place = names.count
    if let argument = signature?.arguments.first,
      !argument.onlyWords || argument.words.contains(text)
    {
      return nil
    }
    let matches = text.isEmpty ? [] : choices.filter { $0.hasPrefix(text) }
    switch (matches.count, abbreviations) {
    case (1, true): return matches[0]
    case (1, false): problem = .abbreviated(word: place, full: matches[0])
    case (2..., true): problem = .ambiguous(word: place, matches)
    default:
      // `transcript of`: the words of the argument are named beside those of the subcommands.
      problem = .unknownCommand(word: place, choices + (signature?.arguments.first?.words ?? []))
    }
    return nil
  }
}
