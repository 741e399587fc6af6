import Diagnostics

/// Reads a script line by line; errors have the column, the caller adds file and line.
struct ScriptReader {
  var script: Script
  let settings: [String: String]
  let parser: CommandParser
  var parameters: ScriptParameters
  /// What is wrong with a word for an argument.
  let fault: (ParsedLine, Argument, String) -> ReleaseError?

  /// Reads the next line of the file.
  mutating func read(_ line: String, number: Int) throws(ReleaseError) {
    let text = line.trimmed
    guard text.utf8.first == 0x23 else {
      guard !text.isEmpty else { return }
      // Settings are looked at where the parameters are complete, before they are used.
      if isParameter(text) {
        try readParameter(line, number: number)
      } else {
        if script.lines.isEmpty { try checkSettings() }
        try readCommand(line, number: number)
      }
      return
    }
    if text.hasPrefix("#=") {
      try readOutcome(in: line, number: number)
    } else if let output = content(of: line, after: "#>") {
      change { $0.recorded.append(output) }
    } else if number > 1, let error = content(of: line, after: "#!") {
      change { $0.errors.append(error) }
    } else {
      readComment(text)
    }
  }

  /// Refuses a setting that no parameter takes.
  func checkSettings() throws(ReleaseError) {
    let names = script.parameters.map(\.name)
    guard let unknown = settings.keys.sorted().first(where: { !names.contains($0) }) else { return }
    throw ReleaseError(
      .undeclaredParameter, "\(script.file) has no parameter `\(unknown)` to set",
      why: [
        names.isEmpty
          ? "it has no `param` line" : "its parameters: \(names.joined(separator: ", "))"
      ])
  }

  private mutating func change(_ body: (inout Script.Line) -> Void) {
    guard !script.lines.isEmpty else { return }
    body(&script.lines[script.lines.count - 1])
  }

  private func content(of text: String, after mark: String) -> String? {
    guard text.hasPrefix(mark) else { return nil }
    let rest = text.unicodeScalars.dropFirst(mark.unicodeScalars.count)
    return String(rest.first == " " ? rest.dropFirst() : rest)
  }

  private func isParameter(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    return text.hasPrefix("param") && scalars.dropFirst(5).first.map(Tokens.isBlank) ?? true
  }

  private mutating func readComment(_ text: String) {
    let words = text.unicodeScalars.dropFirst().split(whereSeparator: Tokens.isBlank)
      .map { String($0) }
    guard words.count > 1 else { return }
    switch words[0] {
    case "given" where words.count == 2: script.given = script.given ?? words[1]
    case "exit" where words.count == 2: if let code = Int32(words[1]) { change { $0.exit = code } }
    case "repository":
      guard let index = words.firstIndex(of: "commit"), index + 1 < words.count else { return }
      script.commit = String(words[index + 1].unicodeScalars.filter { $0 != "," })
    default: break
    }
  }

  private mutating func readParameter(_ line: String, number: Int) throws(ReleaseError) {
    let scalars = Array(line.unicodeScalars)
    func failure(_ what: String, _ range: Range<Int>) -> ReleaseError {
      ReleaseError(
        .unreadableScript, what,
        at: Place(
          file: nil, line: 1, column: range.lowerBound + 1, length: range.count, text: line),
        why: ["usage: param NAME = VALUE"])
    }
    let whole = 0..<scalars.count
    guard script.lines.isEmpty else {
      throw failure("`param` stands before the first command", whole)
    }
    guard let equals = scalars.firstIndex(of: "=") else {
      throw failure("a parameter has a value", whole)
    }
    let left = Tokens(String(scalars[..<equals])).words
    guard left.count == 2, isName(left[1].text) else {
      throw failure("a parameter has a name of letters, digits, `_` and `-`", 0..<equals)
    }
    let name = left[1]
    // What stands before the value becomes blanks, so that offsets stay those of the line.
    let blanks = String(repeating: " ", count: equals + 1)
    let right = Tokens(blanks + String(scalars[(equals + 1)...]))
    if let fault = right.fault {
      throw ParseProblem.fault(fault).error(in: right, of: line, signature: nil)
    }
    guard right.words.count == 1, let value = right.words.first else {
      throw failure(
        "a parameter has one value; quotes keep several words together",
        right.words.count > 1 ? right.words[1].range : equals..<(equals + 1))
    }
    guard !value.text.contains("${") else {
      throw failure("the value of a parameter is literal", value.range)
    }
    guard parameters.values[name.text] == nil else {
      throw failure("the parameter `\(name.text)` is declared twice", name.range)
    }
    let counting = settings[name.text] ?? value.text
    parameters.values[name.text] = counting
    script.parameters.append(
      Script.Parameter(name: name.text, standard: value.text, value: counting, line: number))
  }

  private mutating func readCommand(_ line: String, number: Int) throws(ReleaseError) {
    let isShell = Tokens(line).shell != nil
    let substitution = try Substitution(
      line, context: isShell ? .shell : .command, parameters: parameters)
    let command: ParsedCommand
    do throws(ReleaseError) {
      command = try parser.parse(substitution.text, abbreviations: false)
    } catch {
      throw original(error, substitution, line)
    }
    if case .command(let parsed) = command {
      let analysis = LineAnalysis(
        Tokens(substitution.text).words, signatures: parser.signatures, abbreviations: false)
      if let place = confirmation(in: analysis, substitution, line) {
        throw ReleaseError(
          .unreadableScript, "a confirmation is literal: it names what it was given for", at: place,
          why: [
            "with a parameter in it, it would confirm whatever version the script is run with",
            "`--yes-to OBJECT` of a run confirms another version",
          ])
      }
      guard parsed.signature.scripted else {
        throw ReleaseError(
          .usage, "`\(parsed.signature.name)` is for the prompt, not for a script",
          at: Place(
            file: nil, line: 1, column: (analysis.parts.first?.range.lowerBound ?? 0) + 1,
            length: analysis.parts.first?.range.count ?? 1, text: line),
          why: ["take the line out"])
      }
      if let error = fault(of: parsed, in: analysis, substitution) {
        throw original(error, substitution, line)
      }
    }
    script.lines.append(
      Script.Line(number: number, source: line, text: substitution.text, command: command))
  }

  /// The first word that is not what its argument takes, and which parameter it comes from.
  private func fault(
    of line: ParsedLine, in analysis: LineAnalysis, _ substitution: Substitution
  ) -> ReleaseError? {
    for part in analysis.parts {
      guard case .argument(let argument) = part.role,
        let error = fault(line, argument, part.value)
      else { continue }
      let place = Place(
        file: nil, line: 1, column: part.range.lowerBound + 1, length: part.range.count,
        text: substitution.text)
      let used = substitution.references.filter { $0.result.overlaps(part.range) }.map(\.name)
      let parameters = script.parameters.filter { used.contains($0.name) }
      let origins = parameters.map { parameter in
        settings[parameter.name] == nil
          ? "`param \(parameter.name) = \(quoted(parameter.value))` in line \(parameter.line) says so"
          : "`--set \(parameter.name)=\(quoted(parameter.value))` says so"
      }
      // What a parameter says is not mended in the line that takes it.
      return ReleaseError(
        .unreadableScript, error.what, at: place, why: error.why + origins,
        fix: origins.isEmpty ? error.fix : [])
    }
    return nil
  }

  /// The error with its place in the line as it stands in the file.
  private func original(
    _ error: ReleaseError, _ substitution: Substitution, _ line: String
  ) -> ReleaseError {
    guard let place = error.at else { return error }
    let start = substitution.source(of: place.column - 1)
    let end = substitution.source(of: place.column - 1 + place.length)
    var error = error
    error.at = Place(file: nil, line: 1, column: start + 1, length: end - start, text: line)
    return error
  }

  /// The first parameter within the value of a `--confirm`.
  private func confirmation(
    in analysis: LineAnalysis, _ substitution: Substitution, _ line: String
  ) -> Place? {
    for part in analysis.parts {
      guard case .flagValue(let flag) = part.role, flag.name == Flag.confirmationName else {
        continue
      }
      for reference in substitution.references
      where part.range.contains(reference.result.lowerBound) {
        return Place(
          file: nil, line: 1, column: reference.source.lowerBound + 1,
          length: reference.source.count, text: line)
      }
    }
    return nil
  }

  private mutating func readOutcome(in line: String, number: Int) throws(ReleaseError) {
    guard let last = script.lines.last, case .command = last.command else {
      throw ReleaseError(
        .unreadableScript, "an outcome stands below the command that it is of",
        at: Place(
          file: nil, line: 1, column: 1, length: line.unicodeScalars.count, text: line),
        why: [
          script.lines.isEmpty ? "no command stands above it" : "a shell command has no outcome"
        ])
    }
    let substitution: Substitution
    do throws(ReleaseError) {
      // Blanks instead of the mark keep the columns those of the line.
      let scalars = Array(line.unicodeScalars)
      let start = (scalars.firstIndex(of: "#") ?? 0) + 2
      substitution = try Substitution(
        String(repeating: " ", count: start) + String(scalars[start...]), context: .outcome,
        parameters: parameters)
    } catch {
      var error = error
      error.at?.text = line
      throw error
    }
    change {
      $0.expected = ($0.expected ?? []) + [substitution.text.trimmed]
      $0.expectedLines.append(number)
    }
  }
}

extension Flag {
  /// The flag whose value is always literal: what it confirms, it names.
  package static let confirmationName = "--confirm"
}
