/// A line taken apart into words, each with its place; any text can be taken apart, also one that is
/// still being typed.
///
/// Words are separated by blanks (space, tab and line ends). `'…'` keeps everything as it is, `"…"`
/// knows `\n`, `\r`, `\t`, `\u{HEX}` and `\` before any other scalar, and outside of quotes `\` keeps
/// the next scalar. `#` where a word would begin opens a comment, `!` as the first thing of a line
/// opens a shell command. All offsets count Unicode scalars from the start of the line.
package struct Tokens: Hashable, Sendable {
  /// One word, without its quotes.
  package struct Word: Hashable, Sendable {
    /// What the word means, quotes and backslashes taken out.
    package let text: String
    /// Where it stands, quotes included.
    package let range: Range<Int>
    /// Where each scalar of `text` stands in the line.
    package let offsets: [Int]
    /// The quote that is open at each scalar of `text`, and behind the last one.
    let quotes: [Unicode.Scalar?]
    /// Whether the first scalar is neither quoted nor escaped: only then can the word be a flag.
    package let isBare: Bool

    /// Whether it is written as a flag: `-p`, `--confirm=x`, also `--`.
    package var isFlag: Bool { isBare && text.utf8.count > 1 && text.utf8.first == 0x2D }

    /// The place of the scalars of `text` from `start` on.
    func range(from start: Int) -> Range<Int> {
      (start < offsets.count ? offsets[start] : range.upperBound)..<range.upperBound
    }
  }

  /// What keeps a line from being complete.
  package enum Fault: Hashable, Sendable {
    /// A quote that is not closed, and where it opens.
    case openQuote(Unicode.Scalar, at: Int)
    /// A backslash with nothing behind it.
    case nothingEscaped(at: Int)
  }

  /// In the order of the line.
  package private(set) var words: [Word] = []
  /// From the `!` to the end of the line, where the line is a shell command; there are no words then.
  package private(set) var shell: Range<Int>?
  /// From the `#` to the end of the line.
  package private(set) var comment: Range<Int>?
  /// What is wrong with the line as a whole.
  package private(set) var fault: Fault?
  let scalars: [Unicode.Scalar]

  /// Takes a line apart; never fails, a `fault` says what is wrong.
  package init(_ line: String) {
    scalars = Array(line.unicodeScalars)
    var index = 0
    while index < scalars.count {
      if Self.isBlank(scalars[index]) {
        index += 1
      } else if scalars[index] == "#" {
        comment = index..<scalars.count
        return
      } else if scalars[index] == "!", words.isEmpty {
        shell = index..<scalars.count
        return
      } else {
        index = readWord(from: index)
      }
    }
  }

  /// The text of a range of the line.
  func text(_ range: Range<Int>) -> String { String(scalars[range]) }

  static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
  }

  private mutating func readWord(from start: Int) -> Int {
    var text = String.UnicodeScalarView()
    var offsets: [Int] = []
    var quotes: [Unicode.Scalar?] = []
    var quote: Unicode.Scalar?
    var opened = start
    var index = start
    reading: while index < scalars.count {
      let scalar = scalars[index]
      var (value, width) = (scalar, 1)
      switch (quote, scalar) {
      case (nil, "'"), (nil, "\""):
        quote = scalar
        opened = index
        index += 1
        continue reading
      case ("'", "'"), ("\"", "\""):
        quote = nil
        index += 1
        continue reading
      case (nil, "\\"), ("\"", "\\"):
        guard index + 1 < scalars.count else {
          fault = .nothingEscaped(at: index)
          break
        }
        (value, width) =
          quote == nil ? (scalars[index + 1], 2) : Self.escape(in: scalars, at: index)
      case (nil, _) where Self.isBlank(scalar): break reading
      default: break
      }
      text.append(value)
      offsets.append(index)
      quotes.append(quote)
      index += width
    }
    if let quote, fault == nil { fault = .openQuote(quote, at: opened) }
    quotes.append(quote)
    words.append(
      Word(
        text: String(text), range: start..<index, offsets: offsets, quotes: quotes,
        isBare: !["'", "\"", "\\"].contains(scalars[start])))
    return index
  }

  /// The scalar that an escape in double quotes stands for, and how many scalars it takes.
  private static func escape(in scalars: [Unicode.Scalar], at index: Int) -> (Unicode.Scalar, Int) {
    switch scalars[index + 1] {
    case "n": return ("\n", 2)
    case "r": return ("\r", 2)
    case "t": return ("\t", 2)
    case "u":
      // At most six digits: a longer run is no scalar, and would be read again for each backslash.
      let digits = scalars[min(index + 3, scalars.count)...].prefix(7).prefix { $0 != "}" }
      let end = index + 3 + digits.count
      guard index + 2 < scalars.count, scalars[index + 2] == "{", (1...6).contains(digits.count),
        end < scalars.count, scalars[end] == "}",
        let value = UInt32(String(digits), radix: 16), let scalar = Unicode.Scalar(value)
      else { return ("u", 2) }
      return (scalar, digits.count + 4)
    case let other: return (other, 2)
    }
  }
}

extension String {
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}

extension Tokens.Word {
  /// The word that would begin at a place where there is none.
  init(emptyAt place: Int) {
    self.init(text: "", range: place..<place, offsets: [], quotes: [nil], isBare: true)
  }
}
