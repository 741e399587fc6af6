package import Diagnostics

/// What a command may change: dry run, confirmation, journal and help follow from it (design, section 5).
package enum EffectClass: Int, Comparable, Sendable, CaseIterable {
  /// Looks only.
  case reads
  /// Changes files of the work tree.
  case edits
  /// Changes the local git repository.
  case commits
  /// Changes a remote git repository: asks first.
  case pushes
  /// Uploads, which cannot be undone: asks first.
  case publishes

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The groups in which `help` shows the commands, in that order.
package enum CommandCategory: String, CaseIterable, Sendable {
  case look = "Look around"
  case choose = "Choose what to release"
  case release = "Release"
  case script = "Transcripts"
  case shell = "Shell"
}

/// What a word stands for; the session supplies the candidates of a shape, nothing here knows them.
package struct ArgumentShape: RawRepresentable, Hashable, Sendable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }
  private init(_ rawValue: String) { self.rawValue = rawValue }

  /// A selector, or several joined by commas.
  package static let selector = Self("selector")
  /// A level (`minor`) or a version (`0.2.0`).
  package static let levelOrVersion = Self("level or version")
  /// `SELECTOR@VERSION`.
  package static let packageVersion = Self("package@version")
  package static let tag = Self("tag")
  package static let file = Self("file")
  package static let directory = Self("directory")
  /// A command or a help topic.
  package static let topic = Self("topic")
  package static let errorCode = Self("code")
  /// What a confirmation is bound to; several are joined by commas.
  package static let object = Self("object")
  /// `NAME=VALUE`.
  package static let assignment = Self("assignment")
  package static let onOrOff = Self("on or off")
  package static let option = Self("option")
  package static let text = Self("text")
  package static let count = Self("count")
}

/// A positional word of a command.
package struct Argument: Hashable, Sendable {
  /// How often the word may stand.
  package enum Occurrence: Hashable, Sendable {
    case once
    case optional
    /// Any number of times, also none.
    case any
  }

  /// The name in usage lines, without brackets: `version`.
  package let name: String
  package let shape: ArgumentShape
  package let occurrence: Occurrence
  /// Fixed words that are accepted beside the shape's candidates (`on`, `all`), or alone where
  /// `onlyWords`.
  package let words: [String]
  package let onlyWords: Bool
  package let summary: String

  package init(
    _ name: String, _ shape: ArgumentShape, _ occurrence: Occurrence = .once, words: [String] = [],
    onlyWords: Bool = false, _ summary: String
  ) {
    self.name = name
    self.shape = shape
    self.occurrence = occurrence
    self.words = words
    self.onlyWords = onlyWords
    self.summary = summary
  }

  /// A word that stands once and has no fixed words.
  package init(_ name: String, _ shape: ArgumentShape, _ summary: String) {
    self.init(name, shape, .once, summary)
  }
}

/// An option of a command: `-p SELECTOR`, `--dry-run`.
package struct Flag: Hashable, Sendable {
  /// With its dashes: `--confirm`, `-p`.
  package let name: String
  /// What follows it; `nil` for a switch.
  package let value: ArgumentShape?
  /// The name of the value in usage lines, in capitals: `SELECTOR`.
  package let valueName: String
  package let repeats: Bool
  package let summary: String

  package init(
    _ name: String, _ value: ArgumentShape? = nil, _ valueName: String = "", repeats: Bool = false,
    _ summary: String
  ) {
    self.name = name
    self.value = value
    self.valueName = valueName
    self.repeats = repeats
    self.summary = summary
  }

  /// A switch.
  package init(_ name: String, _ summary: String) { self.init(name, nil, "", summary) }
}

/// A line of help that is also a test: from a named state, it ends as it says.
package struct Example: Hashable, Sendable {
  /// How the line ends.
  package enum End: Hashable, Sendable {
    /// With these outcomes, each `VERB OBJECT...`; none for commands that only look.
    case outcomes([String])
    /// With this error.
    case fails(ErrorCode)
  }

  package let line: String
  /// The name of a state of the demo repository.
  package let given: String
  package let end: End
  /// What it shows, in a few words; empty where the line says it.
  package let note: String

  package init(_ line: String, given: String, outcome: String..., note: String = "") {
    self.line = line
    self.given = given
    end = .outcomes(outcome)
    self.note = note
  }

  package init(_ line: String, given: String, fails code: ErrorCode, note: String = "") {
    self.line = line
    self.given = given
    end = .fails(code)
    self.note = note
  }
}

/// All that is known of a command before it runs: parser, completion, highlighting, help and the
/// shells' completions read the same value.
package struct Signature: Hashable, Sendable {
  /// One word, or several for a command of a family (`dry-run on` is one word and an argument;
  /// `transcript save` is two words).
  package let words: [String]
  package let category: CommandCategory
  package let effect: EffectClass
  package let summary: String
  package let arguments: [Argument]
  package let flags: [Flag]
  package let examples: [Example]
  /// What it does beyond the summary, for `help COMMAND`: paragraphs.
  package let details: [String]
  /// Whether it can be a line of a script (`exit` and `history` cannot).
  package let scripted: Bool
  /// What it changes, for `help COMMAND`, where its effect class does not say it: `files of ...`.
  package let changes: String?

  package init(
    _ words: String, in category: CommandCategory, effect: EffectClass, _ summary: String,
    takes arguments: [Argument] = [], flags: [Flag] = [], examples: [Example] = [],
    details: [String] = [], scripted: Bool = true, changes: String? = nil
  ) {
    self.words = words.split(separator: " ").map(String.init)
    self.category = category
    self.effect = effect
    self.summary = summary
    self.arguments = arguments
    self.flags = flags
    self.examples = examples
    self.details = details
    self.scripted = scripted
    self.changes = changes
  }

  /// The words joined by a space: `transcript save`.
  package var name: String { words.joined(separator: " ") }
}

/// A line that fits a signature.
package struct ParsedLine: Hashable, Sendable {
  package let signature: Signature
  /// The values of each argument, in order, by the argument's name.
  package var arguments: [String: [String]]
  /// The values of each flag by its name; a switch that is there has one empty value.
  package var flags: [String: [String]]

  package init(
    _ signature: Signature, arguments: [String: [String]] = [:], flags: [String: [String]] = [:]
  ) {
    self.signature = signature
    self.arguments = arguments
    self.flags = flags
  }

  /// The first value of an argument.
  package subscript(_ argument: Argument) -> String? { arguments[argument.name]?.first }
  /// The last value of a flag; empty for a switch that is there.
  package subscript(_ flag: Flag) -> String? { flags[flag.name]?.last }
  /// All values of an argument.
  package func all(_ argument: Argument) -> [String] { arguments[argument.name] ?? [] }
  /// All values of a flag, a value with commas counted as several.
  package func all(_ flag: Flag) -> [String] {
    (flags[flag.name] ?? []).flatMap { $0.split(separator: ",").map(String.init) }
  }
  /// Whether a flag is there.
  package func has(_ flag: Flag) -> Bool { flags[flag.name] != nil }
}
