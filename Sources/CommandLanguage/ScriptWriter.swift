/// Writes a transcript that `Script` reads: what converged, with its outcomes (design, section 6).
package struct ScriptWriter: Hashable, Sendable {
  /// A command that converged.
  package struct Entry: Hashable, Sendable {
    /// In canonical form, or a shell command with its `!`.
    package var command: String
    /// Output for readers; a line end within an entry becomes a line of its own.
    package var recorded: [String]
    package var outcomes: [String]

    package init(_ command: String, recorded: [String] = [], outcomes: [String] = []) {
      self.command = command
      self.recorded = recorded
      self.outcomes = outcomes
    }
  }

  /// A version that becomes a parameter.
  package struct Parameter: Hashable, Sendable {
    package var name: String
    package var version: String
    /// The version as Python spells it.
    package var pep440: String

    package init(_ name: String, version: String, pep440: String) {
      self.name = name
      self.version = version
      self.pep440 = pep440
    }
  }

  /// The comment lines on top, each without its `# `.
  package var header: [String]
  package var parameters: [Parameter]

  package init(header: [String] = [], parameters: [Parameter] = []) {
    self.header = header
    self.parameters = parameters
  }

  /// The whole file, with a line end at its end.
  ///
  /// A parameter takes the place of its version wherever that stands as a whole, also in a tag or an
  /// object, in commands and outcomes; never in the value of a `--confirm` and never in recorded
  /// output. `isPythonic` says of a word whether a version in it is one of a distribution, so that it
  /// follows the spelling of Python where both spell this version alike.
  package func render(
    _ entries: [Entry],
    isPythonic: (String) -> Bool = { $0.hasPrefix("py:") || $0.hasPrefix("python@") }
  ) -> String {
    var lines = ["#!/usr/bin/env -S relsh run", "# relsh transcript v1"]
    lines += header.flatMap { split($0) }.map { $0.isEmpty ? "#" : "# \($0)" }
    lines += parameters.map { "param \($0.name) = \(quoted($0.version))" }
    for entry in entries {
      lines.append(parameterised(entry.command, isPythonic))
      lines += entry.recorded.flatMap { split($0) }.map { $0.isEmpty ? "#>" : "#> \($0)" }
      lines += entry.outcomes.map { "#= \(replaced($0[...], isPythonic))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func split(_ text: String) -> [String] {
    text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// A command with its versions as parameters, apart from what confirms.
  private func parameterised(_ command: String, _ isPythonic: (String) -> Bool) -> String {
    let words = Tokens(command).words
    let scalars = Array(command.unicodeScalars)
    var result = ""
    var done = 0
    for (index, word) in words.enumerated() where word.isFlag {
      let literal: Range<Int>
      if word.text == Flag.confirmationName, index + 1 < words.count {
        literal = words[index + 1].range
      } else if word.text.hasPrefix(Flag.confirmationName + "=") {
        literal = word.range
      } else {
        continue
      }
      guard literal.lowerBound >= done else { continue }
      result += replaced(String(scalars[done..<literal.lowerBound])[...], isPythonic)
      result += Self.escapedReferences(String(scalars[literal]))
      done = literal.upperBound
    }
    return result + replaced(String(scalars[done...])[...], isPythonic)
  }

  /// A text with its versions as parameters; `${` that stands there is escaped.
  private func replaced(_ text: Substring, _ isPythonic: (String) -> Bool) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var (index, wordStart) = (0, 0)
    scanning: while index < bytes.count {
      if Self.endsWord(bytes[index]) { wordStart = index + 1 }
      if VersionPlace.mayBegin(bytes, at: index) {
        for parameter in parameters {
          let spellings = [Array(parameter.version.utf8), Array(parameter.pep440.utf8)]
          guard
            let found = spellings.filter({ VersionPlace.stands($0, in: bytes, at: index) })
              .max(by: { $0.count < $1.count })
          else { continue }
          let word = String(decoding: bytes[wordStart..<(index + found.count)], as: UTF8.self)
          let spelled = found != spellings[0] || isPythonic(word)
          result += Array("${\(parameter.name)\(spelled ? ":pep440" : "")}".utf8)
          index += found.count
          continue scanning
        }
      }
      result.append(bytes[index])
      index += 1
    }
    return Self.escapedReferences(
      String(decoding: bytes, as: UTF8.self), unless: String(decoding: result, as: UTF8.self))
  }
}
