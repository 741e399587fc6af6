/// Rows of texts whose columns stand below each other.
struct TextTable {
  var rows: [[String]] = []

  /// The rows as lines: columns two spaces apart, nothing behind the last text of a row.
  var lines: [String] {
    let widths = widths
    return rows.map { row in
      var line = ""
      for (column, text) in row.enumerated() where !text.isEmpty {
        let start = widths[..<column].reduce(0) { $0 + $1 + 2 }
        line.pad(to: start)
        line += text
      }
      return line
    }
  }

  /// The rows, each as lines of at most a width where its texts allow it: side by side, or where one of the
  /// rows is too long for that, below each other.
  func blocks(within width: Int) -> [[String]] {
    let lines = lines
    guard lines.contains(where: { $0.columns > width }) else { return lines.map { [$0] } }
    return rows.map { row in
      row.filter { !$0.isEmpty }.enumerated().map { $0 == 0 ? $1 : "  \($1)" }
    }
  }

  /// How wide each column is.
  var widths: [Int] {
    var widths: [Int] = []
    for row in rows {
      for (column, text) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], text.columns)
      }
    }
    return widths
  }
}

extension String {
  /// How many columns a text takes, where each scalar takes one.
  var columns: Int { unicodeScalars.count }

  /// Adds spaces up to a column.
  mutating func pad(to column: Int) {
    let missing = column - columns
    if missing > 0 { self += String(repeating: " ", count: missing) }
  }

  /// The text, with spaces behind it up to a width.
  func padded(_ width: Int) -> String {
    var text = self
    text.pad(to: width)
    return text
  }

  /// The words of the text in lines of at most a width; a longer word has a line of its own.
  func wrapped(_ width: Int) -> [String] {
    split(separator: " ").map(String.init).wrapped(width)
  }
}

extension [String] {
  /// Joined by spaces in lines of at most a width; a longer piece has a line of its own.
  func wrapped(_ width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for piece in self {
      if !line.isEmpty, line.columns + 1 + piece.columns > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? piece : " \(piece)"
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  /// A list in a sentence's form, each but the last with a comma behind it.
  var listed: [String] { enumerated().map { $0 == count - 1 ? $1 : $1 + "," } }
}
