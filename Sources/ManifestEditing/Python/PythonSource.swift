package import Diagnostics

/// Python source, asked for texts that it states without being run: `__version__ = "…"`, `setup(version="…")`.
package struct PythonSource: Sendable {
  /// The file as it was read.
  package let bytes: [UInt8]
  /// The name that errors use.
  package let file: String
  private let tokens: [PythonToken]

  /// Reads a file; a string or bracket that does not end throws `badManifest` with its place.
  package init(_ bytes: [UInt8], file: String) throws(ReleaseError) {
    self.bytes = bytes
    self.file = file
    tokens = try PythonTokenizer.tokens(bytes, file: file)
  }

  /// The text that a name of the module has after its last assignment.
  ///
  /// Statements of the module alone count, not those of functions, classes and branches. `NAME: str = "…"`,
  /// `a = b = "…"` and a name that is assigned such a text are followed; `nil` for anything that must be run.
  package func stringAssigned(to name: String) -> PythonString? {
    var name = name
    // A name that leads to a name that leads back has no text.
    for _ in 0..<8 {
      switch assignments(of: name).last {
      case .text(let token): return PythonString(bytes, token: token)
      case .name(let other): name = other
      case .other, nil: return nil
      }
    }
    return nil
  }

  /// A keyword argument of the call of `setup`, or `nil` where it is not given.
  package func setupArgument(_ keyword: String) -> PythonArgument? {
    for call in setupCalls() {
      guard let value = argument(keyword, ofCallAt: call) else { continue }
      let range =
        tokens[value.lowerBound].range.lowerBound..<tokens[value.upperBound - 1].range.upperBound
      switch expression(value) {
      case .text(let token):
        return PythonString(bytes, token: token).map { .literal($0) } ?? .computed(range)
      case .name(let name): return stringAssigned(to: name).map { .literal($0) } ?? .computed(range)
      case .other: return .computed(range)
      }
    }
    return nil
  }

  /// The text of a keyword argument of the call of `setup`: in the call itself, or in a name of the module.
  package func setupKeyword(_ keyword: String) -> PythonString? {
    guard case .literal(let string) = setupArgument(keyword) else { return nil }
    return string
  }

  /// An expression, as far as it can be known.
  private enum Expression {
    case text(Range<Int>)
    case name(String)
    case other
  }

  /// What the statements of the module assign to a name, in order.
  private func assignments(of name: String) -> [Expression] {
    var found: [Expression] = []
    var start = 0
    var isOpen = true
    var isSuite = false
    for (index, token) in tokens.enumerated() where token.depth == 0 {
      let isEnd = token.kind == .newline
      guard isEnd || isSymbol(token, ";") else { continue }
      if start < index {
        if isOpen {
          let first = tokens[start]
          isSuite = !first.isInFirstColumn || first.kind == .name && isCompound(text(first))
        }
        if !isSuite, let value = assigned(name, in: start..<index) { found.append(value) }
      }
      start = index + 1
      isOpen = isEnd
    }
    return found
  }

  /// Words that begin a statement with a suite, which may stand on the same line.
  private func isCompound(_ word: String) -> Bool {
    [
      "if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def", "class",
      "async", "match",
    ].contains(word)
  }

  /// What a statement assigns to a name, or `nil` where it does not assign it.
  private func assigned(_ name: String, in statement: Range<Int>) -> Expression? {
    var index = statement.lowerBound
    var isTarget = false
    while index + 1 < statement.upperBound, tokens[index].kind == .name {
      let next = tokens[index + 1]
      let isNamed = text(tokens[index]) == name
      if isSymbol(next, ":") {
        guard
          let equals = ((index + 2)..<statement.upperBound).first(where: {
            tokens[$0].depth == 0 && isSymbol(tokens[$0], "=")
          })
        else { return nil }
        index = equals + 1
      } else if isSymbol(next, "=") {
        index += 2
      } else {
        // `NAME += …` and its like.
        let isAugmented =
          next.kind == .symbol && next.range.count == 2
          && bytes[next.range.lowerBound + 1] == UInt8(ascii: "=")
          && !"=!<>:".utf8.contains(bytes[next.range.lowerBound])
        if isNamed, isAugmented { return .other }
        break
      }
      isTarget = isTarget || isNamed
    }
    return isTarget ? expression(index..<statement.upperBound) : nil
  }

  private func expression(_ range: Range<Int>) -> Expression {
    var range = range
    while range.count > 2, isSymbol(tokens[range.lowerBound], "("),
      isSymbol(tokens[range.upperBound - 1], ")"),
      tokens[(range.lowerBound + 1)..<(range.upperBound - 1)].allSatisfy({
        $0.depth > tokens[range.lowerBound].depth
      })
    {
      range = (range.lowerBound + 1)..<(range.upperBound - 1)
    }
    guard range.count == 1 else { return .other }
    let token = tokens[range.lowerBound]
    switch token.kind {
    case .string: return .text(token.range)
    case .name: return .name(text(token))
    default: return .other
    }
  }

  /// The opening brackets of calls of `setup`, however its module is named, and of no other object's `setup`.
  private func setupCalls() -> [Int] {
    tokens.indices.dropFirst().filter { index in
      guard isSymbol(tokens[index], "("), isName(index - 1, "setup") else { return false }
      guard index >= 2 else { return true }
      if isSymbol(tokens[index - 2], ".") {
        return index >= 3
          && ["setuptools", "core", "skbuild", "distutils"].contains { isName(index - 3, $0) }
      }
      return !isName(index - 2, "def") && !isName(index - 2, "class")
    }
  }

  /// The tokens of a keyword argument's value.
  private func argument(_ keyword: String, ofCallAt open: Int) -> Range<Int>? {
    let depth = tokens[open].depth + 1
    var index = open + 1
    while index + 1 < tokens.count, tokens[index].depth >= depth {
      let start = index
      while index < tokens.count, tokens[index].depth >= depth,
        !(tokens[index].depth == depth && isSymbol(tokens[index], ","))
      {
        index += 1
      }
      if start + 2 < index, isName(start, keyword), isSymbol(tokens[start + 1], "=") {
        return (start + 2)..<index
      }
      guard index < tokens.count, isSymbol(tokens[index], ",") else { return nil }
      index += 1
    }
    return nil
  }

  private func text(_ token: PythonToken) -> String {
    String(decoding: bytes[token.range], as: UTF8.self)
  }

  private func isName(_ index: Int, _ name: String) -> Bool {
    tokens[index].kind == .name && bytes[tokens[index].range].elementsEqual(name.utf8)
  }

  private func isSymbol(_ token: PythonToken, _ symbol: String) -> Bool {
    token.kind == .symbol && bytes[token.range].elementsEqual(symbol.utf8)
  }
}

/// The value of a keyword argument.
package enum PythonArgument: Hashable, Sendable {
  /// A text that is stated, in the call or under a name of the module.
  case literal(PythonString)
  /// An expression that only Python can evaluate, and where it stands.
  case computed(Range<Int>)
}
