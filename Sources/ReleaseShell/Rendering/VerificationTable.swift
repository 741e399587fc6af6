import ReleaseWorld

/// The rows of a verification as a table that fits a width.
struct VerificationTable {
  let rows: [VerificationRow]

  /// Lines of at most `width` columns where the names can be shortened so far; the verdicts are painted.
  func lines(width: Int, _ output: Output) -> [String] {
    guard width >= 60 else { return list(width: width, output) }
    var table = TextTable(rows: [["package", "what", "found", "verdict"]])
    var last = ""
    for row in rows {
      // A package's name stands once, so that the eye finds where the next one begins.
      table.rows.append([row.object == last ? "" : row.object, row.what, row.found, ""])
      last = row.object
    }
    let words = rows.map(\.verdict.rawValue)
    let verdict = max("verdict".columns, words.map(\.columns).max() ?? 0)
    let widths = Self.fitted(Array(table.widths.prefix(3)), in: width - verdict - 6)
    return table.rows.enumerated().map { number, row in
      let left = zip(row, widths).map { text, width in
        Self.shortened(text, to: width).padded(width + 2)
      }.joined()
      guard number > 0 else { return output.paint(left + "verdict", .dim) }
      return left + output.paint(words[number - 1], Self.look(rows[number - 1].verdict))
    }
  }

  /// The same where a table has no room: what was looked at and its verdict, below it what was found.
  private func list(width: Int, _ output: Output) -> [String] {
    var (lines, last) = ([String](), "")
    for row in rows {
      if row.object != last { lines.append(row.object) }
      last = row.object
      let verdict = row.verdict.rawValue
      let what = Self.shortened(row.what, to: width - 4 - verdict.columns)
      lines.append("  \(what)  " + output.paint(verdict, Self.look(row.verdict)))
      if !row.found.isEmpty { lines.append("    " + Self.shortened(row.found, to: width - 4)) }
    }
    return lines
  }

  /// One object for each row.
  var json: [String] {
    rows.map { row in
      var members: [String: JSONValue] = [
        "package": .string(row.object), "what": .string(row.what), "found": .string(row.found),
        "verdict": .string(row.verdict.rawValue),
      ]
      if !row.reason.isEmpty { members["why"] = .string(row.reason) }
      if let sum = row.sha256 { members["sha256"] = .string(sum) }
      if let sum = row.meant { members["meant"] = .string(sum) }
      return String(decoding: JSONValue.object(members).bytes, as: UTF8.self)
    }
  }

  /// Column widths whose sum fits: the widest gives way first, and none below 12.
  private static func fitted(_ widths: [Int], in width: Int) -> [Int] {
    var widths = widths
    while widths.reduce(0, +) > width, let widest = widths.max(), widest > 12,
      let column = widths.firstIndex(of: widest)
    {
      widths[column] -= 1
    }
    return widths
  }

  /// A text with its middle left out: both ends of a file's name tell it apart.
  private static func shortened(_ text: String, to width: Int) -> String {
    let scalars = Array(text.unicodeScalars)
    guard scalars.count > width, width > 4 else { return text }
    let tail = (width - 2) / 2
    let head = width - 2 - tail
    var short = String.UnicodeScalarView(scalars.prefix(head))
    short.append(contentsOf: "..".unicodeScalars)
    short.append(contentsOf: scalars.suffix(tail))
    return String(short)
  }

  private static func look(_ verdict: VerificationRow.Verdict) -> Output.Look {
    switch verdict {
    case .right: .good
    case .there, .onlyThere, .otherBuild: .plain
    case .missing, .differs, .yanked: .bad
    case .unknown: .warning
    }
  }
}
