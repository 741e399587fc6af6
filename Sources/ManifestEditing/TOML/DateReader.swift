/// Reads the four forms of a date and time (RFC 3339; since TOML 1.1 the seconds may be missing).
struct DateReader {
  private let text: ArraySlice<UInt8>
  private var index: Int

  init(_ text: ArraySlice<UInt8>) {
    self.text = text
    index = text.startIndex
  }

  /// The kind of a date or time, the rule that it breaks, or `nil` where the text is neither.
  mutating func kind() -> Result<TOMLKind, TOMLScalar.Broken>? {
    if has(UInt8(ascii: ":"), at: 2) {
      guard time(), isAtEnd else { return broken("a time is HH:MM, HH:MM:SS or HH:MM:SS.FRACTION") }
      return .success(.localTime)
    }
    guard has(UInt8(ascii: "-"), at: 4) else { return nil }
    guard date() else { return broken("a date is a day of the calendar, written YYYY-MM-DD") }
    if isAtEnd { return .success(.localDate) }
    guard take(UInt8(ascii: "T")) || take(UInt8(ascii: "t")) || take(UInt8(ascii: " ")), time()
    else { return broken("a date is followed by T and a time, HH:MM or HH:MM:SS") }
    if isAtEnd { return .success(.localDateTime) }
    guard offset(), isAtEnd else { return broken("a time zone is Z, +HH:MM or -HH:MM") }
    return .success(.offsetDateTime)
  }

  private func broken(_ rule: String) -> Result<TOMLKind, TOMLScalar.Broken> {
    .failure(TOMLScalar.Broken(rule: rule))
  }

  /// Whether the text begins with that many digits and then the byte.
  private func has(_ byte: UInt8, at count: Int) -> Bool {
    text.count > count && text[text.startIndex + count] == byte
      && text.prefix(count).allSatisfy(TOMLScalar.isDigit)
  }

  private var isAtEnd: Bool { index == text.endIndex }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < text.endIndex, text[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func digits(_ count: Int) -> Int? {
    guard index + count <= text.endIndex else { return nil }
    var value = 0
    for _ in 0..<count {
      guard TOMLScalar.isDigit(text[index]) else { return nil }
      value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
      index += 1
    }
    return value
  }

  private mutating func date() -> Bool {
    guard let year = digits(4), take(UInt8(ascii: "-")), let month = digits(2),
      take(UInt8(ascii: "-")), let day = digits(2), (1...12).contains(month)
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    return (1...days).contains(day)
  }

  private mutating func time() -> Bool {
    guard let hour = digits(2), take(UInt8(ascii: ":")), let minute = digits(2), hour < 24,
      minute < 60
    else { return false }
    guard take(UInt8(ascii: ":")) else { return true }
    // 60 is a leap second.
    guard let second = digits(2), second <= 60 else { return false }
    guard take(UInt8(ascii: ".")) else { return true }
    let start = index
    while index < text.endIndex, TOMLScalar.isDigit(text[index]) { index += 1 }
    return index > start
  }

  private mutating func offset() -> Bool {
    if take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return true }
    guard take(UInt8(ascii: "+")) || take(UInt8(ascii: "-")) else { return false }
    guard let hour = digits(2), take(UInt8(ascii: ":")), let minute = digits(2) else {
      return false
    }
    return hour < 24 && minute < 60
  }
}
