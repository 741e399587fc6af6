/// A shell that completions are made for.
package enum CompletionShell: String, CaseIterable, Sendable {
  /// From 3.2 (macOS) on.
  case bash
  /// By its `compinit`.
  case zsh
  /// From 3 on.
  case fish
}

/// The text of the file that makes a shell complete the program's arguments.
///
/// Commands, subcommands and flags stand in it; values are asked of `PROGRAM complete --line LINE`,
/// which prints `shellCandidates`, one a line. `options` are the program's own flags, before the command.
package func completions(
  for shell: CompletionShell, program: String, signatures: [Signature], options: [Flag] = []
) -> String {
  let table = CompletionTable(program: program, signatures: signatures, options: options)
  switch shell {
  case .bash: return bashCompletions(table)
  case .zsh: return zshCompletions(table)
  case .fish: return fishCompletions(table)
  }
}

/// The candidates at the end of a line as `complete --line` prints them: the whole word without
/// quotes, a tab, the description.
package func shellCandidates(
  line: String, signatures: [Signature], candidates: (CompletionRequest) -> [Candidate]
) -> [String] {
  let scalars = Array(line.unicodeScalars)
  let found = complete(
    line: line, cursor: scalars.count, signatures: signatures, abbreviations: false,
    candidates: candidates)
  let before = String(scalars[..<found.range.lowerBound])
  return found.candidates.map { candidate in
    let word = Tokens(before + candidate.text).words.last?.text ?? candidate.text
    return "\(oneLine(word))\t\(oneLine(candidate.description))"
  }
}

private func oneLine(_ text: String) -> String {
  String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 })
}

/// What the three generators write down, each in its own way.
struct CompletionTable {
  /// What a word is completed from.
  enum Source: String {
    case none
    case files
    case directories
    /// Asked of the program.
    case values

    init(_ shape: ArgumentShape) {
      switch shape {
      case .file: self = .files
      case .directory: self = .directories
      case .text, .count: self = .none
      default: self = .values
      }
    }
  }

  /// A command, or the head of a family that is no command itself.
  struct Entry {
    let words: [String]
    let subcommands: [(word: String, summary: String)]
    /// The words that may follow: subcommands, and those of an argument that takes no others.
    let choices: [(word: String, summary: String)]
    let flags: [Flag]
    let source: Source

    var name: String { words.joined(separator: " ") }
  }

  let program: String
  let options: [Flag]
  /// The first words, with what they do.
  let commands: [(word: String, summary: String)]
  /// The longest names first, so that the first that fits is the right one.
  let entries: [Entry]

  init(program: String, signatures: [Signature], options: [Flag]) {
    self.program = program
    self.options = options
    commands = Self.words(behind: [], in: signatures)
    var names: Set<[String]> = []
    for signature in signatures {
      for depth in signature.words.indices { names.insert(Array(signature.words[...depth])) }
    }
    entries = names.sorted {
      $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1)
    }.map { words in
      let signature = signatures.first { $0.words == words }
      let subcommands = Self.words(behind: words, in: signatures)
      let fixed = (signature?.arguments ?? []).filter(\.onlyWords)
        .flatMap { argument in argument.words.map { ($0, argument.summary) } }
      return Entry(
        words: words, subcommands: subcommands, choices: subcommands + fixed,
        flags: signature?.flags ?? [], source: Self.source(of: signature))
    }
  }

  private static func words(
    behind names: [String], in signatures: [Signature]
  ) -> [(word: String, summary: String)] {
    let group = signatures.filter { $0.words.count > names.count && $0.words.starts(with: names) }
    return CommandResolution.words(of: group, at: names.count).map { word in
      let members = group.filter { $0.words[names.count] == word }
      let head = members.first { $0.words.count == names.count + 1 }
      let family = members.compactMap(\.words.last)
      return (word, head?.summary ?? family.joined(separator: ", "))
    }
  }

  private static func source(of signature: Signature?) -> Source {
    let sources = (signature?.arguments ?? []).filter { !$0.onlyWords }.map { argument in
      argument.words.isEmpty ? Source(argument.shape) : .values
    }
    return [.files, .directories, .values].first(where: sources.contains) ?? .none
  }
}
