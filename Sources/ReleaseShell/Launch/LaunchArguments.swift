import CommandLanguage
import Diagnostics

/// What the words behind `relsh` ask for.
struct LaunchArguments: Hashable {
  enum Mode: Hashable {
    case prompt
    case version
    /// `-c TEXT`
    case text(String)
    /// `COMMAND ...`, as a line.
    case line(String)
    /// `complete --line LINE`: what the shells' completions ask.
    case candidates(String)
    /// `completions SHELL`: what `completions/` holds.
    case completions(CompletionShell)
  }

  /// The options of the program itself, for help and the shells' completions.
  static let options = [
    Flag("-C", .directory, "DIR", "work in another folder"),
    Flag("-c", .text, "TEXT", "run lines, separated by `;`"),
    Flag("--version", "say which relsh this is"),
    Flag("--help", "the commands"),
  ]

  let mode: Mode
  /// `-C DIR`; `nil` for the folder that relsh was started in.
  let directory: String?

  init(_ words: [String]) throws(ReleaseError) {
    var rest: [String] = []
    var directory: String?
    var text: String?
    var index = 0
    var isPast = false
    while index < words.count {
      let word = words[index]
      if !isPast, word == "-C" {
        guard index + 1 < words.count else { throw .missingValue("-C", "DIR") }
        // As git does: a second one is relative to the first.
        let next = words[index + 1]
        directory = directory.map { next.hasPrefix("/") ? next : "\($0)/\(next)" } ?? next
        index += 2
        continue
      }
      if !isPast, rest.isEmpty, word == "-c" {
        guard index + 1 < words.count else { throw .missingValue("-c", "TEXT") }
        text = words[index + 1]
        index += 2
        continue
      }
      if word == "--" { isPast = true }
      rest.append(word)
      index += 1
    }
    self.directory = directory
    mode = try Self.mode(rest, text)
  }

  private static func mode(_ words: [String], _ text: String?) throws(ReleaseError) -> Mode {
    if let text {
      guard let word = words.first else { return .text(text) }
      throw ReleaseError(
        .usage, "`\(word)` stands beside `-c`", why: ["`-c` takes all lines in one text"])
    }
    guard let first = words.first else { return .prompt }
    switch first {
    case "--version", "-V": return .version
    case "--help", "-h": return .line("help")
    case "complete" where words.count == 3 && words[1] == "--line": return .candidates(words[2])
    case "completions" where words.count == 2:
      guard let shell = CompletionShell(rawValue: words[1]) else {
        throw ReleaseError(
          .usage, "there are no completions for `\(words[1])`", why: ["there are: bash, zsh, fish"])
      }
      return .completions(shell)
    default: break
    }
    if words.dropFirst().contains(where: { $0 == "--help" || $0 == "-h" }) {
      return .line(line(fromArguments: ["help"] + words.prefix { !$0.hasPrefix("-") }))
    }
    return .line(line(fromArguments: words))
  }
}

extension ReleaseError {
  fileprivate static func missingValue(_ flag: String, _ value: String) -> Self {
    Self(.usage, "`\(flag)` needs \(value) behind it", fix: ["help"])
  }
}
