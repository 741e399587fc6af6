/// What each word of a line is, as far as that can be told: the parser, the completion and the
/// highlighting read the same answer.
struct LineAnalysis {
  /// What a part of the line is.
  enum Role: Hashable {
    case command
    case flag(Flag)
    case flagValue(Flag)
    case argument(Argument)
    /// The `--` that ends the flags.
    case terminator
    case unknownCommand
    case unknownFlag
    case surplus
  }

  /// A word, or one half of `--flag=value`.
  struct Part {
    let role: Role
    let range: Range<Int>
    let value: String
    /// The word it belongs to, and the first scalar of the word's text that is its own.
    let word: Int
    let start: Int
  }

  let words: [Tokens.Word]
  private(set) var parts: [Part] = []
  private(set) var problems: [ParseProblem] = []
  /// The signature that the words at the start lead to.
  let resolution: CommandResolution
  private(set) var arguments: [String: [String]] = [:]
  private(set) var flags: [String: [String]] = [:]

  init(_ words: [Tokens.Word], signatures: [Signature], abbreviations: Bool) {
    self.words = words
    resolution = CommandResolution(words, among: signatures, abbreviations: abbreviations)
    for index in 0..<min(resolution.names.count, words.count) {
      parts.append(whole(index, .command))
    }
    if let problem = resolution.problem {
      problems.append(problem)
      if resolution.names.count < words.count {
        parts.append(whole(resolution.names.count, .unknownCommand))
      }
    }
    guard let signature = resolution.signature else { return }
    let positional = readFlags(of: signature)
    let assigned = assign(positional.map { words[$0].text }, to: signature.arguments)
    for (index, argument) in zip(positional, assigned) {
      guard let argument else {
        parts.append(whole(index, .surplus))
        problems.append(.surplus(word: index))
        continue
      }
      parts.append(whole(index, .argument(argument)))
      arguments[argument.name, default: []].append(words[index].text)
      if argument.onlyWords, !argument.words.contains(words[index].text) {
        problems.append(.wrongWord(word: index, argument))
      }
    }
    for argument in signature.arguments
    where argument.occurrence == .once && arguments[argument.name] == nil {
      problems.append(.missing(argument))
    }
  }

  /// The line as far as it fits a signature.
  var line: ParsedLine? {
    resolution.signature.map { ParsedLine($0, arguments: arguments, flags: flags) }
  }

  private func whole(_ index: Int, _ role: Role) -> Part {
    let word = words[index]
    return Part(role: role, range: word.range, value: word.text, word: index, start: 0)
  }

  /// Reads the flags behind the command and returns the other words.
  private mutating func readFlags(of signature: Signature) -> [Int] {
    var positional: [Int] = []
    var index = resolution.names.count
    while index < words.count {
      let word = words[index]
      defer { index += 1 }
      guard word.isFlag else {
        positional.append(index)
        continue
      }
      guard word.text != "--" else {
        parts.append(whole(index, .terminator))
        positional += (index + 1)..<words.count
        return positional
      }
      let scalars = Array(word.text.unicodeScalars)
      let name = String(scalars.prefix { $0 != "=" })
      let length = name.unicodeScalars.count
      let hasValue = length < scalars.count
      let nameRange =
        hasValue ? word.range.lowerBound..<word.offsets[length] : word.range
      guard let flag = signature.flags.first(where: { $0.name == name }) else {
        parts.append(whole(index, .unknownFlag))
        problems.append(.unknownFlag(name, at: nameRange))
        continue
      }
      parts.append(
        Part(role: .flag(flag), range: nameRange, value: name, word: index, start: 0))
      var value = ""
      switch (flag.value != nil, hasValue) {
      case (false, false): break
      case (false, true):
        problems.append(.surplusValue(flag, at: word.range(from: length)))
        continue
      case (true, true):
        let range = word.range(from: length + 1)
        value = String(scalars[(length + 1)...])
        parts.append(
          Part(role: .flagValue(flag), range: range, value: value, word: index, start: length + 1))
        if range.isEmpty {
          problems.append(.missingValue(flag, at: word.range))
          continue
        }
      case (true, false):
        guard index + 1 < words.count, !words[index + 1].isFlag else {
          problems.append(.missingValue(flag, at: word.range))
          continue
        }
        index += 1
        value = words[index].text
        parts.append(whole(index, .flagValue(flag)))
      }
      if let present = flags[name], !flag.repeats {
        if flag.value != nil, present != [value] {
          problems.append(.repeated(flag, at: nameRange))
        }
      } else {
        flags[name, default: []].append(value)
      }
    }
    return positional
  }
}

/// The argument that each word belongs to, `nil` for a word too many.
///
/// An optional argument is passed over where the word is one that the next argument names as its
/// own: `release minor` has no selector.
func assign(_ words: [String], to arguments: [Argument]) -> [Argument?] {
  var next = 0
  return words.enumerated().map { index, word in
    while next < arguments.count {
      let argument = arguments[next]
      let left = words.count - index
      let required = arguments[(next + 1)...].count { $0.occurrence == .once }
      if argument.occurrence != .once, left <= required {
        next += 1
      } else if argument.occurrence == .optional, !argument.onlyWords, next + 1 < arguments.count,
        !claims(argument, word), claims(arguments[next + 1], word)
      {
        next += 1
      } else {
        if argument.occurrence != .any { next += 1 }
        return argument
      }
    }
    return nil
  }
}

/// Whether a word is certainly meant for an argument, by its look alone.
private func claims(_ argument: Argument, _ word: String) -> Bool {
  if argument.words.contains(word) { return true }
  guard argument.shape == .levelOrVersion, let first = word.unicodeScalars.first else {
    return false
  }
  return ("0"..."9").contains(first)
}
