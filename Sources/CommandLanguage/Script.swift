package import Diagnostics

/// A transcript file, read and checked as a whole before anything of it runs (design, section 6).
package struct Script: Hashable, Sendable {
  /// A `param` line, with the value that counts.
  package struct Parameter: Hashable, Sendable {
    /// As it stands in `${name}`.
    package let name: String
    /// What the file says.
    package let standard: String
    /// What the caller set, or else what the file says.
    package let value: String
    /// Counted from 1.
    package let line: Int
  }

  /// A line with a command, and what the lines below it recorded.
  package struct Line: Hashable, Sendable {
    /// Counted from 1.
    package let number: Int
    /// As it stands in the file.
    package let source: String
    /// With the parameters' values in it.
    package let text: String
    /// Never `.empty`.
    package let command: ParsedCommand
    /// The outcomes of the `#=` lines, with the parameters' values; `nil` where there is no such line.
    package internal(set) var expected: [String]?
    /// The numbers of the `#=` lines.
    package internal(set) var expectedLines: [Int] = []
    /// The recorded output (`#>`).
    package internal(set) var recorded: [String] = []
    /// What stderr says (`#!`, in tests).
    package internal(set) var errors: [String] = []
    /// The exit code that a test expects here (`# exit N`).
    package internal(set) var exit: Int32?
  }

  /// The name that errors give.
  package let file: String
  /// In the order of the file.
  package internal(set) var parameters: [Parameter] = []
  /// The commands, in the order of the file.
  package internal(set) var lines: [Line] = []
  /// The state that a test starts from (`# given STATE`).
  package internal(set) var given: String?
  /// The commit of the `# repository` line.
  package internal(set) var commit: String?

  /// Where an error about a line of the script points at: the whole line.
  package func place(of line: Line) -> Place {
    let text = line.source
    return Place(
      file: file, line: line.number, column: 1, length: text.unicodeScalars.count, text: text)
  }

  /// Reads a script; every line is parsed, without abbreviations.
  ///
  /// `file` is the name that errors give, `settings` are values from outside (`--set`) by parameter,
  /// `pep440` says how Python spells a version, or `nil` where it cannot; `fault` is what is wrong with
  /// a word for an argument, as far as that is known before anything runs. Line ends may be CRLF.
  /// Throws the first thing that is wrong, with file, line and column; the exit code of each is 2.
  package static func parse(
    _ text: String, file: String, settings: [String: String] = [:], parser: CommandParser,
    pep440: @escaping (String) -> String? = { $0 },
    fault: @escaping (ParsedLine, Argument, String) -> ReleaseError? = { _, _, _ in nil }
  ) throws(ReleaseError) -> Script {
    var reader = ScriptReader(
      script: Script(file: file), settings: settings, parser: parser,
      parameters: ScriptParameters(pep440: pep440), fault: fault)
    for (index, line) in lines(of: text).enumerated() {
      do throws(ReleaseError) {
        try reader.read(line, number: index + 1)
      } catch {
        throw error.placed(in: file, line: index + 1)
      }
    }
    try reader.checkSettings()
    return reader.script
  }

  /// The lines of a text without their line ends and without a byte order mark.
  private static func lines(of text: String) -> [String] {
    var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { bytes in
      String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self)
    }
    if let first = lines.first, first.unicodeScalars.first == "\u{FEFF}" {
      lines[0] = String(first.unicodeScalars.dropFirst())
    }
    return lines
  }

  private init(file: String) { self.file = file }
}
