package import Diagnostics

/// One change of a file: the bytes of a range become others.
package struct TextEdit: Hashable, Sendable {
  /// Offsets in the file before any edit; empty for an insertion.
  package var range: Range<Int>
  /// What stands there afterwards; empty for a deletion.
  package var replacement: [UInt8]

  /// An edit that puts bytes in.
  package init(range: Range<Int>, replacement: [UInt8]) {
    self.range = range
    self.replacement = replacement
  }

  /// An edit that puts a text in, as UTF-8.
  package init(range: Range<Int>, replacement: String) {
    self.init(range: range, replacement: Array(replacement.utf8))
  }

  /// The bytes with all edits made, in whatever order they are given.
  ///
  /// Edits that overlap or reach past the end throw `badManifest`: they were made for other bytes.
  ///
  /// - Complexity: O(*n*) in the bytes, and the sort of the edits.
  package static func apply(_ edits: [TextEdit], to bytes: [UInt8], file: String)
    throws(ReleaseError) -> [UInt8]
  {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + edits.reduce(0) { $0 + $1.replacement.count })
    var done = 0
    for edit in edits.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }) {
      guard edit.range.lowerBound >= done, edit.range.upperBound <= bytes.count else {
        throw ReleaseError(
          .badManifest, "edits of \(file) lie inside it and do not overlap",
          at: Place(file: file, bytes: bytes, range: edit.range))
      }
      result += bytes[done..<edit.range.lowerBound]
      result += edit.replacement
      done = edit.range.upperBound
    }
    result += bytes[done...]
    return result
  }
}
