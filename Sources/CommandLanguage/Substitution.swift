import Diagnostics

/// A line of a script with its `${name}` replaced, and where each part of it came from.
///
/// `$${` is a literal `${`, whatever stands behind it. A value stays part of the word it stands in,
/// also in quotes and also if it holds blanks or quotes itself.
struct Substitution {
  /// A reference and what it became, both as ranges of scalars.
  struct Reference {
    let source: Range<Int>
    let result: Range<Int>
    /// Of the parameter; empty for a literal `${`.
    var name = ""
  }

  /// Where the text stands: it decides how a value is written.
  enum Context {
    case command
    case shell
    /// An outcome: the text is no line of the language.
    case outcome
  }

  private(set) var text = ""
  /// What was replaced, `$${` included, in order.
  private(set) var pieces: [Reference] = []
  /// The parameters among them.
  private(set) var references: [Reference] = []

  /// The place in the source of a place in the result; of a replaced part its beginning.
  func source(of place: Int) -> Int {
    var shift = 0
    for piece in pieces where place >= piece.result.lowerBound {
      if place < piece.result.upperBound { return piece.source.lowerBound }
      shift = piece.source.upperBound - piece.result.upperBound
    }
    return place + shift
  }

  /// Replaces the references of a line, a comment at its end left alone.
  ///
  /// - Throws: `.undeclaredParameter` or `.unreadableScript` with the column in the source.
  init(
    _ source: String, context: Context, parameters: ScriptParameters
  ) throws(ReleaseError) {
    let scalars = Array(source.unicodeScalars)
    let comment = context == .command ? Tokens(source).comment?.lowerBound : nil
    let end = comment ?? scalars.count
    var result: [Unicode.Scalar] = []
    var quote: Unicode.Scalar?
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      if index < end, scalar == "$", scalars[index...].starts(with: ["$", "$", "{"]) {
        let piece = Reference(
          source: index..<(index + 3), result: result.count..<(result.count + 2))
        pieces.append(piece)
        result += ["$", "{"]
        index += 3
        continue
      }
      if index < end, scalar == "$", scalars[index...].starts(with: ["$", "{"]) {
        let close = scalars[index..<end].firstIndex(of: "}") ?? end
        let range = index..<min(close + 1, end)
        let value = try parameters.value(
          of: String(scalars[range.dropFirst(2).dropLast()]), at: range, in: source,
          isClosed: close < end)
        let written = try Self.write(value, context, quote: quote, at: range, in: source)
        let piece = Reference(
          source: range, result: result.count..<(result.count + written.count),
          name: String(
            String.UnicodeScalarView(
              scalars[range.dropFirst(2).dropLast()].prefix { $0 != ":" })))
        pieces.append(piece)
        references.append(piece)
        result += written
        index = range.upperBound
        continue
      }
      if context == .command {
        if scalar == "\\", quote != "'", index + 1 < scalars.count,
          scalars[index + 1] != "$"
        {
          result.append(scalar)
          index += 1
        } else if scalar == quote {
          quote = nil
        } else if quote == nil, scalar == "'" || scalar == "\"" {
          quote = scalar
        }
      }
      result.append(scalars[index])
      index += 1
    }
    text = String(result)
  }

  private static func write(
    _ value: String, _ context: Context, quote: Unicode.Scalar?, at range: Range<Int>,
    in source: String
  ) throws(ReleaseError) -> [Unicode.Scalar] {
    switch context {
    case .outcome: return Array(value.unicodeScalars)
    case .shell:
      guard value.unicodeScalars.allSatisfy(isHarmlessInShell) else {
        throw ReleaseError(
          .unreadableScript, "a value for a shell command holds only letters, digits and ._+-:/@,=",
          at: Place(
            file: nil, line: 1, column: range.lowerBound + 1, length: range.count, text: source),
          why: ["it is `\(quoted(value))`, of which the shell could make a command of its own"])
      }
      return Array(value.unicodeScalars)
    case .command:
      // Quotes within a word keep the value whole; an open one is closed for it and opened again.
      guard !isPlain(value) else { return Array(value.unicodeScalars) }
      let inside = Array(quoted(value).unicodeScalars)
      guard let quote else { return inside }
      return [quote] + inside + [quote]
    }
  }

  private static func isHarmlessInShell(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", "A"..."Z", "a"..."z", ".", "_", "+", "-", ":", "/", "@", ",", "=": true
    default: false
    }
  }
}

/// The values of a script's parameters: what `param` says, and what the caller sets instead.
struct ScriptParameters {
  var values: [String: String] = [:]
  let pep440: (String) -> String?

  /// The value of `name` or `name:pep440`.
  func value(
    of reference: String, at range: Range<Int>, in source: String, isClosed: Bool
  ) throws(ReleaseError) -> String {
    let place = Place(
      file: nil, line: 1, column: range.lowerBound + 1, length: range.count, text: source)
    let parts = reference.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard isClosed, let name = parts.first.map(String.init), isName(name) else {
      throw ReleaseError(
        .unreadableScript, "`${` begins a parameter, as in `${version}`", at: place,
        why: ["`$${` stands for a literal `${`"])
    }
    guard let value = values[name] else {
      let near = nearest(name, in: values.keys)
      throw ReleaseError(
        .undeclaredParameter, "`${\(name)}` is not a parameter of this script", at: place,
        why: [
          near.isEmpty
            ? "a line `param \(name) = VALUE` before the first command declares it; `$${` stands for a literal `${`"
            : "nearest: \(near.prefix(3).joined(separator: ", "))"
        ])
    }
    guard parts.count == 2 else { return value }
    guard parts[1] == "pep440" else {
      throw ReleaseError(
        .unreadableScript, "`\(parts[1])` is not a spelling of a version", at: place,
        why: ["`${\(name)}` is the value as it is, `${\(name):pep440}` as Python spells it"])
    }
    guard let spelled = pep440(value) else {
      throw ReleaseError(
        .unreadableScript, "`\(value)` has no spelling in Python", at: place,
        why: ["`${\(name):pep440}` asks for one"])
    }
    return spelled
  }
}

/// Whether a text can name a parameter: a letter or `_`, then letters, digits, `_` and `-`.
func isName(_ text: String) -> Bool {
  guard let first = text.utf8.first, !(0x30...0x39).contains(first), first != 0x2D else {
    return false
  }
  return text.utf8.allSatisfy {
    switch $0 {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
    default: false
    }
  }
}
