extension TOMLValue {
  /// The edit that gives a string another text and keeps its quotes; `nil` for what is no string.
  ///
  /// Single quotes become double ones only where the text cannot stand in them. Three quotes and a line ending right
  /// behind them stay.
  package func edit(to text: String) -> TextEdit? {
    guard kind == .string else { return nil }
    let isBasic = bytes[range.lowerBound] == UInt8(ascii: "\"")
    let isMultiLine = TOMLString.isMultiLine(bytes, range)
    let content = TOMLString.contentRange(bytes, range)
    if isBasic {
      return TextEdit(range: content, replacement: Self.escape(text, keepingLines: isMultiLine))
    }
    let fits = text.unicodeScalars.allSatisfy { scalar in
      scalar == "\t" || scalar.value >= 0x20 && scalar.value != 0x7F && scalar != "'"
    }
    return fits
      ? TextEdit(range: content, replacement: text)
      : TextEdit(range: range, replacement: "\"\(Self.escape(text, keepingLines: false))\"")
  }

  /// The text as it stands between double quotes.
  private static func escape(_ text: String, keepingLines: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += keepingLines ? "\n" : "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
