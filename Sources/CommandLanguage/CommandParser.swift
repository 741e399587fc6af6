package import Diagnostics

/// A line as the shell runs it.
package enum ParsedCommand: Hashable, Sendable {
  /// Nothing, or a comment.
  case empty
  /// The person's own shell command, as it was typed behind the `!`.
  case shell(String)
  /// A line that fits a signature.
  case command(ParsedLine)
}

/// Parses lines by the signatures of the commands.
package struct CommandParser: Sendable {
  /// The commands that there are.
  package let signatures: [Signature]

  /// A parser of these commands.
  package init(signatures: [Signature]) { self.signatures = signatures }

  /// Parses one line.
  ///
  /// With abbreviations a unique beginning of a command word stands for it, as at the prompt; scripts
  /// need full names. Throws `.unknownCommand`, `.ambiguousCommand` or `.usage` with the place in the
  /// line; a script adds its file and line by `placed(in:line:)`.
  package func parse(_ line: String, abbreviations: Bool) throws(ReleaseError) -> ParsedCommand {
    let tokens = Tokens(line)
    if let shell = tokens.shell {
      let text = tokens.text(shell.dropFirst().lowerBound..<shell.upperBound)
        .drop { $0 == " " || $0 == "\t" }
      guard !String(text).trimmed.isEmpty else {
        throw ParseProblem.emptyShell(at: shell).error(in: tokens, of: line, signature: nil)
      }
      return .shell(String(text))
    }
    if let fault = tokens.fault {
      throw ParseProblem.fault(fault).error(in: tokens, of: line, signature: nil)
    }
    guard !tokens.words.isEmpty else { return .empty }
    let analysis = LineAnalysis(tokens.words, signatures: signatures, abbreviations: abbreviations)
    if let problem = analysis.problems.first {
      throw problem.error(in: tokens, of: line, signature: analysis.resolution.signature)
    }
    return analysis.line.map(ParsedCommand.command) ?? .empty
  }
}

extension ReleaseError {
  /// The same error, with the place in a file: the line that was parsed stands there.
  ///
  /// What was a line to type is a line to write there.
  package func placed(in file: String, line: Int) -> Self {
    var error = self
    error.at?.file = file
    error.at?.line = line
    error.why += error.fix.map { "write `\($0)` there" }
    error.fix = []
    return error
  }
}
