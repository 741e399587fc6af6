import CommandLanguage

/// All commands on one screen of 80x24, the prompt's line included.
struct HelpOverview {
  private let signatures: [Signature]

  init(_ signatures: [Signature]) { self.signatures = signatures }

  /// A line and whether it is a heading.
  typealias Line = (text: String, isHeading: Bool)

  /// The first two categories share a heading: a screen has few rows.
  private static let groups: [(heading: String, categories: [CommandCategory])] = [
    ("Look around, and choose what to release", [.look, .choose]),
    (CommandCategory.release.rawValue, [.release]), (CommandCategory.script.rawValue, [.script]),
    (CommandCategory.shell.rawValue, [.shell]),
  ]
  private static let columns = 2
  private static let cell = 39

  /// Headings, commands in two columns under them, and where more is to be had.
  var lines: [Line] {
    var lines: [Line] = []
    for (heading, categories) in Self.groups {
      let entries = categories.flatMap(entries)
      guard !entries.isEmpty else { continue }
      lines.append((heading, true))
      let rows = (entries.count + Self.columns - 1) / Self.columns
      for row in 0..<rows {
        var text = "  " + Self.cell(entries[row])
        if row + rows < entries.count {
          text.pad(to: 2 + Self.cell)
          text += Self.cell(entries[row + rows])
        }
        lines.append((text, false))
      }
    }
    lines.append(("Topics: " + Walkthrough.all.map(\.name).joined(separator: ", "), true))
    lines.append(("`help COMMAND` shows its usage and examples; Tab completes every word", false))
    return lines
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

  /// The name and as much of its summary as there is room for.
  private static func cell(_ entry: (name: String, summary: String)) -> String {
    let name = entry.name.padded(11)
    let room = cell - 1 - name.columns
    guard entry.summary.columns > room else { return name + entry.summary }
    let words = entry.summary.wrapped(room - 1).first ?? ""
    return name + words.prefix(room - 1) + "…"
  }
}
