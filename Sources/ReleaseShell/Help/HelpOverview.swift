import CommandLanguage

/// All commands on one screen of 80x24, the prompt's line included.
struct HelpOverview {
  private let signatures: [Signature]
  private let columns: Int
  private let width: Int

  /// In two columns of 40 where the terminal is as wide as that, else in one.
  init(_ signatures: [Signature], width: Int = 80) {
    self.signatures = signatures
    columns = width >= 80 ? 2 : 1
    self.width = width
  }

  /// A line and whether it is a heading.
  typealias Line = (text: String, isHeading: Bool)

  /// Two categories share a heading: a screen has few rows.
  private static let groups: [(heading: String, categories: [CommandCategory])] = [
    ("Look around, and choose what to release", [.look, .choose]),
    (CommandCategory.release.rawValue, [.release]),
    ("Transcripts, and the shell", [.script, .shell]),
  ]
  private static let name = 11
  private static let cell = 39

  /// Headings, commands below them, and where more is to be had.
  var lines: [Line] {
    var lines: [Line] = []
    for (heading, categories) in Self.groups {
      let entries = categories.flatMap(entries)
      guard !entries.isEmpty else { continue }
      lines.append((heading, true))
      let rows = (entries.count + columns - 1) / columns
      for row in 0..<rows {
        var text = ""
        for (column, place) in stride(from: row, to: entries.count, by: rows).enumerated() {
          text.pad(to: 2 + column * Self.cell)
          text += entries[place].name.padded(Self.name) + entries[place].summary
        }
        lines.append((text, false))
      }
    }
    let topics = "Topics: " + Walkthrough.all.map(\.name).joined(separator: ", ")
    lines += topics.wrapped(width).map { ($0, true) }
    let more = "`help COMMAND` shows its usage and examples; Tab completes every word"
    return lines + more.wrapped(width).map { ($0, false) }
  }

  /// One entry a command; a family (`transcript save`) has one together.
  private func entries(_ category: CommandCategory) -> [(name: String, summary: String)] {
    var entries: [(name: String, summary: String)] = []
    for signature in signatures where signature.category == category {
      let name = signature.words.first ?? ""
      if !entries.contains(where: { $0.name == name }) { entries.append((name, signature.summary)) }
    }
    if category == .shell { entries.append(("!COMMAND", "run it in your own shell")) }
    return entries
  }
}
