/// Lines broken between words for a terminal's width, so that no word is cut at its edge.
struct WrappedText {
  let columns: Int
  /// How deep the rows below the first begin; two deeper than the line where nothing is said.
  var hanging: Int?

  /// The line in as many rows as it needs; what goes on is indented two deeper than it begins.
  ///
  /// A line that begins with `$ ` is a command of a POSIX shell: its rows end in ` \`, so that it can be
  /// copied. Escape sequences take no column. A word that is too long for any row stays whole.
  func wrap(_ line: String) -> String {
    let words = Self.words(of: line)
    guard words.reduce(0, { $0 + $1.columns }) > columns else { return line }
    let isCommand = words.first { $0.hasText }?.isPromptSign ?? false
    let indentation = words.first { $0.hasText }?.blanks ?? 0
    let hanging = String(repeating: " ", count: hanging ?? min(indentation, columns / 2) + 2)
    let room = isCommand ? columns - 2 : columns
    var (text, used, isRowEmpty) = ("", 0, true)
    for word in words {
      if !isRowEmpty, used + word.columns > room {
        text += (isCommand ? " \\" : "") + "\n" + hanging + word.text
        used = hanging.utf8.count + word.columns - word.blanks
      } else {
        text += String(repeating: " ", count: word.blanks) + word.text
        used += word.columns
      }
      isRowEmpty = isRowEmpty && !word.hasText
    }
    return text
  }

  /// A word with the blanks before it.
  private struct Word {
    var blanks = 0
    var text = ""
    /// With the blanks.
    var columns = 0
    var hasText: Bool { columns > blanks }
    /// The `$` that a command is shown behind, whatever its colour.
    var isPromptSign: Bool { columns == blanks + 1 && text.utf8.contains(0x24) }
  }

  private static func words(of line: String) -> [Word] {
    var words: [Word] = []
    var (word, quote, isEscape): (Word, Unicode.Scalar?, Bool) = (Word(), nil, false)
    for scalar in line.unicodeScalars {
      if isEscape {
        word.text.unicodeScalars.append(scalar)
        isEscape = scalar == "[" || !("@"..."~").contains(scalar)
        continue
      }
      if scalar == "\u{1B}" {
        isEscape = true
      } else if scalar == " ", quote == nil {
        if word.hasText {
          words.append(word)
          word = Word()
        }
        word.blanks += 1
        word.columns += 1
        continue
      } else {
        // A quoted argument of a command is one word; an apostrophe in a sentence opens no quote.
        if scalar == quote {
          quote = nil
        } else if quote == nil, scalar == "'", !word.hasText, words.first?.isPromptSign ?? false {
          quote = scalar
        }
        word.columns += 1
      }
      word.text.unicodeScalars.append(scalar)
    }
    return words + [word]
  }
}
