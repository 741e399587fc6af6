/// Draws an error as text: the one place that knows its layout (design, section 8).
package struct ErrorRenderer: Sendable {
  /// Whether escape codes for colour may be written.
  package var colour: Bool

  package init(colour: Bool) { self.colour = colour }

  /// The lines of an error, without a final newline.
  package func render(_ error: ReleaseError) -> String {
    var lines = ["\(paint("error:", "1;31")) \(error.what) [\(error.code.rawValue)]"]
    if let place = error.at { lines += render(place) }
    for cause in error.why {
      let causes = cause.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in causes.enumerated() {
        lines.append(index == 0 ? "  why  \(line)" : "       \(line)")
      }
    }
    for line in error.fix { lines.append("  \(paint("fix", "32"))  \(line.text)") }
    return lines.joined(separator: "\n")
  }

  private func render(_ place: Place) -> [String] {
    var lines = place.file == nil ? [] : ["  at   \(place)"]
    guard let text = place.text, !text.isEmpty else { return lines }
    // A tab stays a tab in the caret line, so that the caret stands under its word.
    let before = text.unicodeScalars.prefix(place.column - 1)
    let padding = String(String.UnicodeScalarView(before.map { $0 == "\t" ? "\t" : " " }))
    let wide = before.filter { isWide($0) }.count
    let room = max(1, text.unicodeScalars.count - place.column + 2)
    lines.append("       \(text)")
    lines.append(
      "       \(padding)\(String(repeating: " ", count: wide))"
        + paint(String(repeating: "^", count: min(place.length, room)), "31"))
    return lines
  }

  private func paint(_ text: String, _ code: String) -> String {
    colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  /// Whether a terminal gives the scalar two columns (East Asian wide and emoji, by block).
  private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
