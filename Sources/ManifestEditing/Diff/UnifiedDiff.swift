/// The unified diff of one file, as `git apply` takes it; empty where nothing differs.
///
/// - Parameters:
///   - old: the file before; `nil` where it is new.
///   - new: the file after; `nil` where it is deleted.
///   - path: relative to the repository, with slashes.
///   - context: how many unchanged lines stand around a change.
/// - Returns: text that ends with a line feed. Bytes that are not UTF-8 are shown as U+FFFD: `unifiedPatch` keeps them.
package func unifiedDiff(old: [UInt8]?, new: [UInt8]?, path: String, context: Int = 3) -> String {
  String(decoding: unifiedPatch(old: old, new: new, path: path, context: context), as: UTF8.self)
}

/// The bytes of a unified diff of one file, as `git apply` takes it; empty where nothing differs.
package func unifiedPatch(old: [UInt8]?, new: [UInt8]?, path: String, context: Int = 3) -> [UInt8] {
  guard old != new else { return [] }
  let (oldLines, newLines) = (lines(of: old ?? []), lines(of: new ?? []))
  let (oldName, newName) = (fileName("a/" + path), fileName("b/" + path))
  var result = "diff --git \(oldName.quoted) \(newName.quoted)\n"
  if old == nil { result += "new file mode 100644\n" }
  if new == nil { result += "deleted file mode 100644\n" }
  let changes = LineDiff.changes(oldLines, newLines)
  guard !changes.isEmpty else { return Array(result.utf8) }
  result += "--- \(old == nil ? "/dev/null" : oldName.quoted + oldName.end)\n"
  result += "+++ \(new == nil ? "/dev/null" : newName.quoted + newName.end)\n"
  var patch = Array(result.utf8)
  for hunk in hunks(changes, context: max(0, context)) {
    append(hunk, oldLines, newLines, context: max(0, context), to: &patch)
  }
  return patch
}

/// The lines with their line feeds; the last may have none.
private func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
  var lines: [ArraySlice<UInt8>] = []
  var start = 0
  for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
    lines.append(bytes[start...index])
    start = index + 1
  }
  if start < bytes.count { lines.append(bytes[start...]) }
  return lines
}

/// A name in the headers of a patch: in C's quotes where it needs them, and with the tab that ends one with blanks.
private func fileName(_ name: String) -> (quoted: String, end: String) {
  guard name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0x22 || $0 == 0x5C }) else {
    return (name, name.utf8.contains(0x20) ? "\t" : "")
  }
  var quoted = "\""
  for scalar in name.unicodeScalars {
    switch scalar {
    case "\"", "\\": quoted += "\\\(scalar)"
    case "\n": quoted += "\\n"
    case "\t": quoted += "\\t"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      let octal = String(scalar.value, radix: 8)
      quoted += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return (quoted + "\"", "")
}

/// Changes so near to each other that their context would meet.
private func hunks(_ changes: [LineDiff.Change], context: Int) -> [[LineDiff.Change]] {
  var hunks: [[LineDiff.Change]] = []
  for change in changes {
    if let last = hunks.last?.last, change.old.lowerBound - last.old.upperBound <= 2 * context {
      hunks[hunks.count - 1].append(change)
    } else {
      hunks.append([change])
    }
  }
  return hunks
}

private func append(
  _ hunk: [LineDiff.Change], _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>], context: Int,
  to patch: inout [UInt8]
) {
  guard let first = hunk.first, let last = hunk.last else { return }
  let before = min(context, first.old.lowerBound)
  let after = min(context, old.count - last.old.upperBound)
  let oldRange = (first.old.lowerBound - before)..<(last.old.upperBound + after)
  let newRange = (first.new.lowerBound - before)..<(last.new.upperBound + after)
  patch += Array("@@ -\(span(oldRange)) +\(span(newRange)) @@\n".utf8)
  var place = oldRange.lowerBound
  for change in hunk {
    for line in old[place..<change.old.lowerBound] { append(" ", line, to: &patch) }
    for line in old[change.old] { append("-", line, to: &patch) }
    for line in new[change.new] { append("+", line, to: &patch) }
    place = change.old.upperBound
  }
  for line in old[place..<oldRange.upperBound] { append(" ", line, to: &patch) }
}

/// `START,COUNT`, counted from 1; an empty span names the line before it.
private func span(_ range: Range<Int>) -> String {
  let start = range.isEmpty ? range.lowerBound : range.lowerBound + 1
  return range.count == 1 ? "\(start)" : "\(start),\(range.count)"
}

private func append(_ mark: Unicode.Scalar, _ line: ArraySlice<UInt8>, to patch: inout [UInt8]) {
  patch.append(UInt8(ascii: mark))
  patch += line
  if line.last != UInt8(ascii: "\n") { patch += Array("\n\\ No newline at end of file\n".utf8) }
}
