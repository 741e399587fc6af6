import ReleaseWorld

/// What `git status --porcelain=v2 --branch -z --no-renames` says.
///
/// - SeeAlso: git-status(1), "Porcelain Format Version 2".
struct GitStatus {
  var commit: String?
  var branch: String?
  /// As git shortens it (`origin/main`).
  var upstream: String?
  var ahead: Int?
  var behind: Int?
  var changes: [Change] = []

  /// Reads the output; lines of kinds that are not known are passed over.
  init(_ bytes: [UInt8]) {
    for entry in bytes.split(separator: 0) {
      switch entry.first {
      case UInt8(ascii: "#"): header(entry)
      case UInt8(ascii: "1"): change(entry, fieldsBeforePath: 8)
      case UInt8(ascii: "u"): change(entry, fieldsBeforePath: 10, conflicted: true)
      case UInt8(ascii: "?"):
        changes.append(
          Change(path: text(entry.dropFirst(2)), staged: false, unstaged: false, untracked: true))
      default: break
      }
    }
  }

  private mutating func header(_ entry: ArraySlice<UInt8>) {
    let words = text(entry).split(separator: " ")
    guard words.count >= 3 else { return }
    let value = String(words[2])
    switch words[1] {
    case "branch.oid": commit = value == "(initial)" ? nil : value
    case "branch.head": branch = value == "(detached)" ? nil : value
    case "branch.upstream": upstream = value
    case "branch.ab":
      guard words.count >= 4 else { return }
      ahead = Int(words[2].dropFirst())
      behind = Int(words[3].dropFirst())
    default: break
    }
  }

  private mutating func change(
    _ entry: ArraySlice<UInt8>, fieldsBeforePath: Int, conflicted: Bool = false
  ) {
    var spaces = 0
    guard entry.count > 4,
      let path = entry.firstIndex(where: { byte in
        if byte == 0x20 { spaces += 1 }
        return spaces == fieldsBeforePath
      })
    else { return }
    let dot = UInt8(ascii: ".")
    changes.append(
      Change(
        path: text(entry[(path + 1)...]), staged: entry[entry.startIndex + 2] != dot,
        unstaged: entry[entry.startIndex + 3] != dot, conflicted: conflicted))
  }

  private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
