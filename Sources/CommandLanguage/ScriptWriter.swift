/// Writes a transcript that `Script` reads: what converged, with its outcomes (design, section 6).
package struct ScriptWriter: Hashable, Sendable {
  /// A command that converged.
  package struct Entry: Hashable, Sendable {
    /// In canonical form, or a shell command with its `!`.
    package var command: String
    /// Output for readers; a line end within an entry becomes a line of its own.
    package var recorded: [String]
    /// Each `VERB OBJECT...`, without the mark.
    package var outcomes: [String]

    /// A command with what it printed and reached.
    package init(_ command: String, recorded: [String] = [], outcomes: [String] = []) {
      self.command = command
      self.recorded = recorded
      self.outcomes = outcomes
    }
  }

  /// A version that becomes a parameter.
  package struct Parameter: Hashable, Sendable {
    /// As it stands in `${name}`.
    package var name: String
    /// The version that it takes the place of, as SemVer spells it.
    package var version: String
    /// The version as Python spells it.
    package var pep440: String

    /// A parameter in the place of a version.
    package init(_ name: String, version: String, pep440: String) {
      self.name = name
      self.version = version
      self.pep440 = pep440
    }
  }

  /// The comment lines on top, each without its `# `.
  package var header: [String]
  /// At most one for each version.
  package var parameters: [Parameter]

  /// A writer of files with this header and these parameters.
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
      lines += entry.outcomes.map { "#= \(written($0, parameters, isPythonic))" }
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
      result += written(String(scalars[done..<literal.lowerBound]), parameters, isPythonic)
      result += written(String(scalars[literal]), [], isPythonic)
      done = literal.upperBound
    }
    return result + written(String(scalars[done...]), parameters, isPythonic)
  }

  /// A text with versions as parameters; a `${` that stands there already is escaped.
  private func written(
    _ text: String, _ parameters: [Parameter], _ isPythonic: (String) -> Bool
  ) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var (index, wordStart) = (0, 0)
    while index < bytes.count {
      if let (parameter, length, isSpelled) = parameter(parameters, at: index, in: bytes) {
        let word = String(decoding: bytes[wordStart..<(index + length)], as: UTF8.self)
        let form = isSpelled || isPythonic(word) ? ":pep440" : ""
        result += Array("${\(parameter.name)\(form)}".utf8)
        index += length
        continue
      }
      switch bytes[index] {
      case 0x20, 0x09, 0x22, 0x27, 0x2C, 0x3D: wordStart = index + 1
      case 0x24 where index + 1 < bytes.count && bytes[index + 1] == 0x7B: result.append(0x24)
      default: break
      }
      result.append(bytes[index])
      index += 1
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The parameter whose version stands at a place, how long it is there, and whether only Python
  /// spells it so.
  private func parameter(
    _ parameters: [Parameter], at index: Int, in bytes: [UInt8]
  ) -> (Parameter, length: Int, isSpelled: Bool)? {
    guard mayBeginVersion(bytes, at: index) else { return nil }
    for parameter in parameters {
      for (isSpelled, text) in [(false, parameter.version), (true, parameter.pep440)]
      where stands(Array(text.utf8), in: bytes, at: index) {
        return (parameter, text.utf8.count, isSpelled)
      }
    }
    return nil
  }
}

/// Whether a version can begin at a place: behind anything that is no part of a version itself, and
/// behind the `v` of a tag.
private func mayBeginVersion(_ bytes: [UInt8], at index: Int) -> Bool {
  guard isDigit(bytes[index]) else { return false }
  var index = index
  if index > 0, bytes[index - 1] | 0x20 == 0x76 { index -= 1 }
  guard index > 0 else { return true }
  switch bytes[index - 1] {
  // `.` and `+` go on a version; behind `$` the reference would read as an escape.
  case 0x2E, 0x2B, 0x24: return false
  // `1!0.2.0` has an epoch, which `a!0.2.0` has not.
  case 0x21: return index < 2 || !isDigit(bytes[index - 2])
  // `1.0.0-0.2.0` is one version, `llmcc-0.2.0` is not.
  case 0x2D: return !endsVersion(bytes[..<(index - 1)])
  case let byte: return !isWordByte(byte) || byte == 0x5F
  }
}

/// Whether a version stands at a place and ends there as a whole.
private func stands(_ version: [UInt8], in bytes: [UInt8], at index: Int) -> Bool {
  let rest = bytes[index...].dropFirst(version.count)
  guard !version.isEmpty, bytes[index...].starts(with: version) else { return false }
  guard let next = rest.first else { return true }
  let behind = rest.dropFirst()
  switch next {
  case 0x2B: return false
  case 0x2D: return !(behind.first.map(isWordByte) ?? false)
  case 0x2E:
    // `0.2.0.1` and `0.2.0.post1` go on, `0.2.0.` and `0.2.0.tar.gz` do not.
    if behind.first.map(isDigit) ?? false { return false }
    return !["post", "dev", "rc", "alpha", "beta", "rev", "pre"].contains {
      behind.starts(with: $0.utf8)
    }
  default: return !isWordByte(next)
  }
}

/// Whether a text ends in `N.N.N`.
private func endsVersion(_ bytes: ArraySlice<UInt8>) -> Bool {
  let numbers = bytes.reversed().prefix { isDigit($0) || $0 == 0x2E }.reversed()
    .split(separator: 0x2E, omittingEmptySubsequences: false)
  return numbers.count >= 3 && numbers.allSatisfy { !$0.isEmpty }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

private func isWordByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: true
  default: false
  }
}
