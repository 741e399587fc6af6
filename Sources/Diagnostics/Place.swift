/// A place in a text: where an error points at.
package struct Place: Hashable, Sendable {
  /// The file as the person knows it (relative to the repository, or as typed); `nil` for a typed line.
  package var file: String?
  /// Counted from 1.
  package var line: Int
  /// Counted from 1, in Unicode scalars.
  package var column: Int
  /// How many scalars the caret line underlines; at least 1.
  package var length: Int
  /// The whole line that is pointed at, without its line ending; `nil` where it is not shown.
  package var text: String?

  package init(file: String?, line: Int, column: Int, length: Int = 1, text: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.length = max(1, length)
    self.text = text
  }

  /// The place of a byte range in a file that is held as bytes.
  ///
  /// Offsets past the end give the place behind the last byte. Invalid UTF-8 counts as U+FFFD.
  package init(file: String?, bytes: [UInt8], range: Range<Int>) {
    let start = min(max(0, range.lowerBound), bytes.count)
    var lineStart = 0
    var line = 1
    for index in 0..<start where bytes[index] == 0x0A {
      line += 1
      lineStart = index + 1
    }
    var lineEnd = start
    while lineEnd < bytes.count, bytes[lineEnd] != 0x0A { lineEnd += 1 }
    if lineEnd > lineStart, bytes[lineEnd - 1] == 0x0D { lineEnd -= 1 }
    let stop = min(max(start, range.upperBound), max(start, lineEnd))
    self.init(
      file: file, line: line,
      column: String(decoding: bytes[lineStart..<start], as: UTF8.self).unicodeScalars.count + 1,
      length: String(decoding: bytes[start..<stop], as: UTF8.self).unicodeScalars.count,
      text: String(decoding: bytes[lineStart..<max(lineStart, lineEnd)], as: UTF8.self))
  }
}

extension Place: CustomStringConvertible {
  /// `FILE:LINE:COLUMN`, or `LINE:COLUMN` for a typed line.
  package var description: String {
    (file.map { "\($0):" } ?? "") + "\(line):\(column)"
  }
}
