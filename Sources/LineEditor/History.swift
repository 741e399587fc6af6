/// The lines that can be called back, oldest first, none of them twice.
struct History {
  private(set) var entries: [String] = []
  private let file: HistoryFile?
  private var mark: HistoryFile.Mark?
  private let limit = 1000

  init(file: HistoryFile?) { self.file = file }

  /// Takes over what was accepted, each line for itself and without the blanks behind it; not a line that
  /// begins with a space, nor one that is not to be kept.
  mutating func add(_ text: String, if isKept: (String) -> Bool = { _ in true }) {
    let lines = text.split(separator: "\n").map(Self.trimmed).filter {
      !$0.hasPrefix(" ") && $0.contains { !$0.isWhitespace } && isKept($0)
    }
    guard !lines.isEmpty else { return }
    // What is in the file comes from there, in its right place among the lines of others.
    if let file, file.append(lines) { return }
    for line in lines { enter(line) }
  }

  /// A blank behind a backslash is a part of the line.
  private static func trimmed(_ line: Substring) -> String {
    var end = line.endIndex
    while end > line.startIndex, line[line.index(before: end)] == " " {
      end = line.index(before: end)
    }
    if end < line.endIndex, line[..<end].hasSuffix("\\") { end = line.index(after: end) }
    return String(line[..<end])
  }

  /// Reads what the file has got since the last call, from whatever shell.
  mutating func synchronize() {
    guard let file else { return }
    let (new, areAll) = file.entries(after: &mark)
    if areAll || new.count > limit {
      entries = HistoryFile.newest(limit, of: entries + new)
    } else {
      for entry in new { enter(entry) }
    }
  }

  func finish() { file?.compact() }

  private mutating func enter(_ entry: String) {
    if let old = entries.lastIndex(of: entry) { entries.remove(at: old) }
    entries.append(entry)
    if entries.count > limit { entries.removeFirst() }
  }
}

/// Going through the history with the arrows: the entries that begin with what was typed.
struct HistoryWalk {
  enum Direction { case older, newer }

  private var prefix = ""
  private var typed = ""
  private var shown: String?
  private var position = 0

  /// The line to show instead of `line`; `nil` where there is no other.
  ///
  /// A walk goes on as long as the line is what it showed last. Otherwise a new one begins, for what
  /// stands before the cursor, `head`.
  mutating func step(
    _ direction: Direction, line: String, head: String, in entries: [String]
  ) -> String? {
    if line != shown {
      (prefix, typed, shown, position) = (head, line, line, entries.count)
    }
    switch direction {
    case .older:
      guard let found = entries[..<min(position, entries.count)].lastIndex(where: isMatch) else {
        return nil
      }
      return show(entries[found], at: found)
    case .newer:
      guard position < entries.count else { return nil }
      guard let found = entries[(position + 1)...].firstIndex(where: isMatch) else {
        return show(typed, at: entries.count)
      }
      return show(entries[found], at: found)
    }
  }

  private func isMatch(_ entry: String) -> Bool {
    entry.utf8.starts(with: prefix.utf8) && entry != shown
  }

  private mutating func show(_ line: String, at index: Int) -> String {
    shown = line
    position = index
    return line
  }
}
