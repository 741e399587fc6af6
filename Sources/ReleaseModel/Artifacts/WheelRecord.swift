/// RECORD: every file of a wheel with its hash and size.
///
/// - SeeAlso: The binary distribution format, "The .dist-info directory"; PEP 376, whose CSV it is.
struct WheelRecord {
  /// One line of it.
  struct Line: Hashable {
    var path: String
    /// `sha256=` and the sum in base64 for addresses, without `=` at its end; empty where there is none.
    var hash: String
    var size: String
  }

  private(set) var lines: [Line] = []

  /// `nil` where a line has no three fields, or a quote is not closed.
  init?(_ text: String) {
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var wasQuote = false
    func end() {
      fields.append(String(decoding: field, as: UTF8.self))
      field = []
    }
    for byte in Array(text.utf8) + [0x0A] {
      if isQuoted {
        guard wasQuote else {
          if byte == UInt8(ascii: "\"") { wasQuote = true } else { field.append(byte) }
          continue
        }
        wasQuote = false
        if byte == UInt8(ascii: "\"") {
          field.append(byte)
          continue
        }
        isQuoted = false
      }
      switch byte {
      case UInt8(ascii: "\"") where field.isEmpty: isQuoted = true
      case UInt8(ascii: ","): end()
      case 0x0D: continue
      case 0x0A:
        end()
        if fields != [""] {
          guard fields.count == 3 else { return nil }
          // Some tools on Windows write their own separator.
          let path = String(fields[0].map { $0 == "\\" ? "/" : $0 })
          lines.append(Line(path: path, hash: fields[1], size: fields[2]))
        }
        fields = []
      default: field.append(byte)
      }
    }
    guard !isQuoted else { return nil }
  }

  /// A sum in hexadecimal as RECORD has it.
  static func hash(sha256 hexadecimal: String) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var result: [UInt8] = []
    var (value, bits) = (0, 0)
    for digit in hexadecimal.utf8 {
      value = (value << 4 | Int(digit.isDigit ? digit & 15 : (digit & 15) + 9)) & 0xFFFF
      bits += 4
      if bits >= 6 {
        bits -= 6
        result.append(letters[value >> bits & 63])
      }
    }
    if bits > 0 { result.append(letters[value << (6 - bits) & 63]) }
    return "sha256=" + String(decoding: result, as: UTF8.self)
  }
}
