/// What may stand at a place of the line.
package struct Candidate: Hashable, Sendable {
  /// What replaces the range; from `complete` it is quoted as the line needs it.
  package var text: String
  /// A few words for a list; may be empty.
  package var description: String
  /// Whether the word ends behind it, so that a blank may follow; a directory goes on.
  package var closes: Bool

  /// A candidate that ends its word, where nothing else is said.
  package init(_ text: String, _ description: String = "", closes: Bool = true) {
    self.text = text
    self.description = description
    self.closes = closes
  }
}

/// What the session is asked for: candidates of a shape.
package struct CompletionRequest: Hashable, Sendable {
  /// What is asked for.
  package let shape: ArgumentShape
  /// What is typed of it already, without quotes; of a list, what is behind the last comma.
  ///
  /// What does not begin with it is dropped, so the session need not look at it.
  package let prefix: String
  /// The other parts of the list.
  package let taken: [String]
  /// The argument's name or the flag's (`-p`).
  package let name: String
  /// The command and what else stands in the line, without the word under the cursor.
  package let line: ParsedLine
}

/// The candidates at the cursor and what each of them replaces.
package struct LineCompletion: Hashable, Sendable {
  /// In Unicode scalars; it begins at or before the cursor and ends at it or behind it.
  package let range: Range<Int>
  /// In the order in which the session gave them.
  package let candidates: [Candidate]
}

/// What may stand at the cursor of a line: command words, flags, fixed words of an argument, or the
/// session's candidates of its shape.
///
/// `cursor` counts Unicode scalars. In a comment there is nothing to complete, in a shell command files.
package func complete(
  line: String, cursor: Int, signatures: [Signature], abbreviations: Bool = true,
  candidates: (CompletionRequest) -> [Candidate]
) -> LineCompletion {
  let tokens = Tokens(line)
  let cursor = min(max(0, cursor), tokens.scalars.count)
  let nothing = LineCompletion(range: cursor..<cursor, candidates: [])
  if let shell = tokens.shell, cursor > shell.lowerBound {
    return ShellWord(tokens.scalars, from: shell.lowerBound + 1, to: cursor).complete(candidates)
  }
  if let comment = tokens.comment, cursor > comment.lowerBound { return nothing }
  let place = WordPlace(tokens, cursor: cursor)
  let completer = Completer(place: place, signatures: signatures, abbreviations: abbreviations)
  return completer.complete(tokens, candidates)
}

extension ArgumentShape {
  /// Whether several values may stand in one word, joined by commas.
  var isList: Bool { self == .selector || self == .object }
}

/// The word under the cursor, and the words around it.
struct WordPlace {
  let before: [Tokens.Word]
  let word: Tokens.Word
  let after: [Tokens.Word]
  let cursor: Int
  /// How many scalars of the word's text stand before the cursor.
  let typed: Int

  init(_ tokens: Tokens, cursor: Int) {
    let words = tokens.words
    let index = words.firstIndex { $0.range.upperBound >= cursor } ?? words.count
    before = Array(words[..<index])
    self.cursor = cursor
    if index < words.count, words[index].range.lowerBound <= cursor {
      word = words[index]
      after = Array(words[(index + 1)...])
    } else {
      word = Tokens.Word(emptyAt: cursor)
      after = Array(words[index...])
    }
    typed = word.offsets.prefix { $0 < cursor }.count
  }

  /// The text of the word before the cursor.
  var prefix: String { String(word.text.unicodeScalars.prefix(typed)) }
}

/// Finds what the word under the cursor can be.
private struct Completer {
  let place: WordPlace
  let signatures: [Signature]
  let abbreviations: Bool

  func complete(
    _ tokens: Tokens, _ ask: (CompletionRequest) -> [Candidate]
  ) -> LineCompletion {
    let resolution = CommandResolution(
      place.before, among: signatures, abbreviations: abbreviations)
    let replacement = Replacement(place, in: tokens, from: 0, isList: false)
    var found: [Candidate] = []
    if resolution.names.count == place.before.count, !place.word.isFlag {
      found = commandWords(behind: resolution.names)
    }
    guard let signature = resolution.signature else { return replacement.completion(found) }
    let reading = LineAnalysis(
      place.before, signatures: signatures, abbreviations: abbreviations)
    let isPastFlags = reading.parts.contains { $0.role == .terminator }
    if let flag = awaiting(in: reading), !isPastFlags {
      guard let shape = flag.value else { return replacement.completion([]) }
      return values(shape, flag.name, from: 0, signature, tokens, ask)
    }
    if place.word.isFlag || place.word.text == "-" && place.word.isBare, !isPastFlags {
      let scalars = Array(place.word.text.unicodeScalars)
      guard let equals = scalars.firstIndex(of: "="), equals < place.typed else {
        return replacement.completion(flags(of: signature), areFlags: true)
      }
      let name = String(scalars[..<equals])
      guard let flag = signature.flags.first(where: { $0.name == name }), let shape = flag.value
      else { return replacement.completion([]) }
      return values(shape, flag.name, from: equals + 1, signature, tokens, ask)
    }
    let arguments = openArguments(of: signature, reading)
    let isList = arguments.first?.shape.isList ?? false
    let part = Replacement(place, in: tokens, from: 0, isList: isList)
    for argument in arguments {
      let live =
        argument.onlyWords ? [] : asked(argument.shape, argument.name, part, signature, ask)
      // A word that the session knows as well is better told by it; of levels it names those that lead on.
      let isTold =
        argument.shape == .levelOrVersion && live.contains { argument.words.contains($0.text) }
      found += (isTold ? [] : argument.words).filter { word in
        !part.taken.contains(word) && !live.contains { $0.text == word }
      }.map { Candidate($0) }
      found += live
    }
    if found.isEmpty, arguments.isEmpty, place.word.text.isEmpty, !isPastFlags {
      return replacement.completion(flags(of: signature), areFlags: true)
    }
    return part.completion(found)
  }

  private func commandWords(behind names: [String]) -> [Candidate] {
    let depth = names.count
    let group = signatures.filter { $0.words.count > depth && $0.words.starts(with: names) }
    return CommandResolution.words(of: group, at: depth).map { word in
      let members = group.filter { $0.words[depth] == word }
      let head = members.first { $0.words.count == depth + 1 }
      let family = members.compactMap { $0.words.count > depth + 1 ? $0.words[depth + 1] : nil }
      return Candidate(word, head?.summary ?? family.joined(separator: ", "))
    }
  }

  /// The flag whose value comes next.
  private func awaiting(in reading: LineAnalysis) -> Flag? {
    guard let last = place.before.last else { return nil }
    for case .missingValue(let flag, last.range) in reading.problems where flag.name == last.text {
      return flag
    }
    return nil
  }

  private func flags(of signature: Signature) -> [Candidate] {
    let given = partial(signature).flags
    return signature.flags.filter { $0.repeats || given[$0.name] == nil }
      .map { Candidate($0.name, $0.summary) }
  }

  /// The arguments that the next word can belong to.
  private func openArguments(of signature: Signature, _ reading: LineAnalysis) -> [Argument] {
    let arguments = signature.arguments
    let positional = reading.parts.compactMap { part in
      switch part.role {
      case .argument, .surplus: part.word
      default: nil
      }
    }.sorted().map { place.before[$0].text }
    var first = 0
    // With the word under the cursor counted in: it may be what an argument of several words goes on by.
    if let last = assign(positional + [place.prefix], to: arguments).dropLast().last {
      guard let last, let index = arguments.firstIndex(of: last) else { return [] }
      first = last.occurrence == .any ? index : index + 1
    }
    var open: [Argument] = []
    for argument in arguments[first...] {
      open.append(argument)
      if argument.occurrence == .once || argument.onlyWords { break }
    }
    return open
  }

  private func values(
    _ shape: ArgumentShape, _ name: String, from start: Int,
    _ signature: Signature, _ tokens: Tokens, _ ask: (CompletionRequest) -> [Candidate]
  ) -> LineCompletion {
    let part = Replacement(place, in: tokens, from: start, isList: shape.isList)
    return part.completion(asked(shape, name, part, signature, ask))
  }

  private func asked(
    _ shape: ArgumentShape, _ name: String, _ part: Replacement, _ signature: Signature,
    _ ask: (CompletionRequest) -> [Candidate]
  ) -> [Candidate] {
    let request = CompletionRequest(
      shape: shape, prefix: part.prefix, taken: part.taken, name: name, line: partial(signature))
    return ask(request).filter { !part.taken.contains($0.text) }
  }

  /// The rest of the line, as far as it fits.
  private func partial(_ signature: Signature) -> ParsedLine {
    let reading = LineAnalysis(
      place.before + [place.word] + place.after, signatures: signatures,
      abbreviations: abbreviations)
    guard var line = reading.line else { return ParsedLine(signature) }
    for part in reading.parts where part.word == place.before.count {
      switch part.role {
      case .argument(let argument): line.arguments.remove(part.value, of: argument.name)
      case .flagValue(let flag): line.flags.remove(part.value, of: flag.name)
      case .flag(let flag) where flag.value == nil: line.flags[flag.name] = nil
      default: break
      }
    }
    return line
  }
}

extension [String: [String]] {
  /// Takes one value out of a list, and the list if it is empty then.
  fileprivate mutating func remove(_ value: String, of name: String) {
    guard var values = self[name], let index = values.firstIndex(of: value) else { return }
    values.remove(at: index)
    self[name] = values.isEmpty ? nil : values
  }
}
