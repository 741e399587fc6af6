internal import Diagnostics

/// Cuts Python source into tokens with their places.
///
/// Source: The Python Language Reference, "Lexical analysis", with the nested quotes that f-strings may have since 3.12.
/// Indentation is not checked: it is only asked whether a statement begins in the first column.
struct PythonTokenizer {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var lineStart = 0
  private var brackets: [Int] = []
  private var tokens: [PythonToken] = []

  /// How deep strings may be nested in the fields of f-strings.
  private static let depthLimit = 100

  private init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { (position, lineStart) = (3, 3) }
  }

  /// The tokens of a file; a string or bracket that does not end throws `badManifest`.
  static func tokens(_ bytes: [UInt8], file: String) throws(ReleaseError) -> [PythonToken] {
    var tokenizer = Self(bytes, file: file)
    try tokenizer.run()
    return tokenizer.tokens
  }

  private mutating func run() throws(ReleaseError) {
    while position < bytes.count {
      let start = position
      switch bytes[position] {
      case 0x20, 0x09, 0x0C: position += 1
      case UInt8(ascii: "#"): skipComment()
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        skipNewline()
        if brackets.isEmpty { append(.newline, from: start) }
        lineStart = position
      case UInt8(ascii: "\\"):
        position += 1
        guard peek == UInt8(ascii: "\n") || peek == UInt8(ascii: "\r") else {
          throw fail("a backslash outside a string ends its line", at: start..<position)
        }
        skipNewline()
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        try readString(prefix: start..<start)
        append(.string, from: start)
      case let byte where Self.isNameByte(byte): try readWord()
      case let byte where byte == UInt8(ascii: ".") && TOMLScalar.isDigit(peek(1)): try readWord()
      default: try readSymbol()
      }
    }
    if let open = brackets.last {
      throw fail("a bracket is closed", at: open..<(open + 1))
    }
    append(.newline, from: position)
  }

  private var peek: UInt8 { peek(0) }

  private func peek(_ distance: Int) -> UInt8 {
    position + distance < bytes.count ? bytes[position + distance] : 0
  }

  private mutating func append(_ kind: PythonToken.Kind, from start: Int) {
    tokens.append(
      PythonToken(
        kind: kind, range: start..<position, depth: brackets.count,
        isInFirstColumn: start == lineStart))
  }

  private mutating func skipComment() {
    while position < bytes.count, peek != UInt8(ascii: "\n"), peek != UInt8(ascii: "\r") {
      position += 1
    }
  }

  private mutating func skipNewline() {
    position += peek == UInt8(ascii: "\r") && peek(1) == UInt8(ascii: "\n") ? 2 : 1
  }

  /// Reads a name, number, or string with a prefix.
  private mutating func readWord() throws(ReleaseError) {
    let start = position
    let isNumber = TOMLScalar.isDigit(peek) || peek == UInt8(ascii: ".")
    while position < bytes.count,
      Self.isNameByte(peek) || isNumber && peek == UInt8(ascii: ".")
    {
      position += 1
    }
    if !isNumber, isPrefix(start..<position) {
      try readString(prefix: start..<position)
      append(.string, from: start)
    } else {
      append(isNumber ? .number : .name, from: start)
    }
  }

  private mutating func readSymbol() throws(ReleaseError) {
    let start = position
    let byte = peek
    position += 1
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
      append(.symbol, from: start)
      brackets.append(start)
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
      guard let open = brackets.popLast(), Self.closing(bytes[open]) == byte else {
        throw fail("a closing bracket has its opening one", at: start..<position)
      }
      append(.symbol, from: start)
    default:
      if peek == UInt8(ascii: "="), "=!<>:+-*/%&|^@".utf8.contains(byte) { position += 1 }
      append(.symbol, from: start)
    }
  }

  /// Reads a string from its first quote; the prefix before it decides about escapes and fields.
  private mutating func readString(prefix: Range<Int>, depth: Int = 0) throws(ReleaseError) {
    guard depth < Self.depthLimit else {
      throw fail(
        "strings are nested at most \(Self.depthLimit) deep", at: position..<(position + 1))
    }
    let start = position
    let quote = peek
    let isTriple = peek(1) == quote && peek(2) == quote
    let letters = bytes[prefix].map { $0 | 0x20 }
    let isRaw = letters.contains(UInt8(ascii: "r"))
    let hasFields = letters.contains(UInt8(ascii: "f")) || letters.contains(UInt8(ascii: "t"))
    position += isTriple ? 3 : 1
    while position < bytes.count {
      switch peek {
      case quote where !isTriple:
        position += 1
        return
      case quote where peek(1) == quote && peek(2) == quote:
        position += 3
        return
      case UInt8(ascii: "\\"): skipEscape(isRaw: isRaw, hasFields: hasFields)
      case UInt8(ascii: "{") where hasFields:
        position += 1
        if peek == UInt8(ascii: "{") { position += 1 } else { try readField(depth: depth) }
      case UInt8(ascii: "\n") where !isTriple, UInt8(ascii: "\r") where !isTriple:
        throw fail("a string ends on the line where it begins", at: start..<position)
      default: position += 1
      }
    }
    throw fail(
      "a string ends with the quotes that began it", at: start..<(start + (isTriple ? 3 : 1)))
  }

  private mutating func skipEscape(isRaw: Bool, hasFields: Bool) {
    position += 1
    if hasFields, peek == UInt8(ascii: "{") || peek == UInt8(ascii: "}") { return }
    if hasFields, !isRaw, peek == UInt8(ascii: "N"), peek(1) == UInt8(ascii: "{") {
      while position < bytes.count, peek != UInt8(ascii: "}"), peek != UInt8(ascii: "\n") {
        position += 1
      }
      return
    }
    guard position < bytes.count else { return }
    if peek == UInt8(ascii: "\n") || peek == UInt8(ascii: "\r") {
      skipNewline()
    } else {
      position += 1
    }
  }

  /// Reads a field of an f-string from behind its opening brace to behind its closing one.
  private mutating func readField(depth: Int) throws(ReleaseError) {
    let start = position - 1
    guard depth < Self.depthLimit else {
      throw fail("strings are nested at most \(Self.depthLimit) deep", at: start..<position)
    }
    var open: [Int] = []
    var isFormat = false
    while position < bytes.count {
      let word = position
      switch peek {
      case UInt8(ascii: "{") where isFormat:
        position += 1
        try readField(depth: depth + 1)
      case UInt8(ascii: "}") where open.isEmpty:
        position += 1
        return
      case _ where isFormat: position += 1
      case UInt8(ascii: ":") where open.isEmpty:
        isFormat = true
        position += 1
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        open.append(position)
        position += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard let last = open.popLast(), Self.closing(bytes[last]) == peek else {
          throw fail("a closing bracket has its opening one", at: word..<(word + 1))
        }
        position += 1
      case UInt8(ascii: "#"): skipComment()
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        try readString(prefix: word..<word, depth: depth + 1)
      case let byte where Self.isNameByte(byte):
        while position < bytes.count, Self.isNameByte(peek) { position += 1 }
        if isPrefix(word..<position) { try readString(prefix: word..<position, depth: depth + 1) }
      default: position += 1
      }
    }
    throw fail("a field of a string ends with }", at: start..<(start + 1))
  }

  /// Whether the word just read is the prefix of a string whose quote comes next.
  private func isPrefix(_ word: Range<Int>) -> Bool {
    guard word.count <= 2, peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") else {
      return false
    }
    let letters = String(decoding: bytes[word].map { $0 | 0x20 }, as: UTF8.self)
    return [
      "r", "u", "b", "f", "t", "br", "rb", "fr", "rf", "tr", "rt",
    ].contains(letters)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  private static func closing(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "("): UInt8(ascii: ")")
    case UInt8(ascii: "["): UInt8(ascii: "]")
    default: UInt8(ascii: "}")
    }
  }

  private func fail(_ rule: String, at range: Range<Int>) -> ReleaseError {
    .badManifest(file, isNot: "Python", rule, bytes: bytes, at: range)
  }
}
