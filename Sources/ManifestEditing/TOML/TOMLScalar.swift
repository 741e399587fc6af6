/// Tells numbers, booleans, dates and times apart and checks them.
enum TOMLScalar {
  /// The rule that a scalar breaks.
  struct Broken: Error {
    var rule: String
  }

  typealias Bytes = ArraySlice<UInt8>

  /// The kind of a scalar as it is written, or the rule that it breaks.
  static func kind(of text: Bytes) -> Result<TOMLKind, Broken> {
    guard let first = text.first else { return .failure(notAValue) }
    if first == UInt8(ascii: "t") || first == UInt8(ascii: "f") {
      return text.elementsEqual("true".utf8) || text.elementsEqual("false".utf8)
        ? .success(.boolean) : .failure(notAValue)
    }
    var reader = DateReader(text)
    if let kind = reader.kind() { return kind }
    return number(text)
  }

  private static let notAValue = Broken(
    rule: "a value is expected: a string, number, boolean, date, array or inline table")

  private static func number(_ text: Bytes) -> Result<TOMLKind, Broken> {
    var rest = text
    let isSigned = rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-")
    if isSigned { rest = rest.dropFirst() }
    if rest.elementsEqual("inf".utf8) || rest.elementsEqual("nan".utf8) { return .success(.float) }
    guard let first = rest.first, isDigit(first) else { return .failure(notAValue) }
    if first == UInt8(ascii: "0"), let second = rest.dropFirst().first, radix(second) != nil {
      guard !isSigned else { return .failure(Broken(rule: "a number with a prefix has no sign")) }
      return integer(text) != nil ? .success(.integer) : .failure(badInteger(text))
    }
    let whole = digits(&rest)
    guard whole > 0 else { return .failure(badInteger(text)) }
    guard whole == 1 || first != UInt8(ascii: "0") else {
      return .failure(Broken(rule: "a number does not begin with a needless zero"))
    }
    if rest.isEmpty {
      return integer(text) != nil ? .success(.integer) : .failure(badInteger(text))
    }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits(&rest) > 0 else {
        return .failure(Broken(rule: "a digit stands on both sides of the point in a number"))
      }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      guard digits(&rest) > 0 else {
        return .failure(Broken(rule: "an exponent has digits"))
      }
    }
    return rest.isEmpty ? .success(.float) : .failure(badInteger(text))
  }

  private static func badInteger(_ text: Bytes) -> Broken {
    let isLong = text.filter(isDigit).count > 18 && text.allSatisfy { $0 != UInt8(ascii: ".") }
    return Broken(
      rule: isLong
        ? "an integer fits in 64 bits"
        : "a number has digits, with single underscores between them only")
  }

  /// Drops digits with single underscores between them from the front; how many bytes, 0 where it breaks that rule.
  private static func digits(_ text: inout Bytes) -> Int {
    let start = text.startIndex
    var index = start
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "_") {
        guard index > start, index + 1 < text.endIndex, isDigit(text[index + 1]) else { return 0 }
      } else if !isDigit(text[index]) {
        break
      }
      index += 1
    }
    text = text[index...]
    return index - start
  }

  /// The value of an integer of any base, or `nil` where it breaks a rule or needs more than 64 bits.
  static func integer(_ text: Bytes) -> Int64? {
    var rest = text
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    var base: Int64 = 10
    if rest.first == UInt8(ascii: "0"), let second = rest.dropFirst().first,
      let other = radix(second)
    {
      base = other
      rest = rest.dropFirst(2)
    }
    var value: Int64 = 0
    var mayBeUnderscore = false
    for byte in rest {
      if byte == UInt8(ascii: "_") {
        guard mayBeUnderscore else { return nil }
        mayBeUnderscore = false
        continue
      }
      guard let digit = TOMLString.hexDigit(byte), Int64(digit) < base else { return nil }
      let (product, high) = value.multipliedReportingOverflow(by: base)
      // Counted below zero, so that the lowest integer fits.
      let (difference, low) = product.subtractingReportingOverflow(Int64(digit))
      guard !high, !low else { return nil }
      value = difference
      mayBeUnderscore = true
    }
    guard mayBeUnderscore else { return nil }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  /// The value of a float that has been checked already.
  static func float(_ text: Bytes) -> Double? {
    Double(String(decoding: text.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self))
  }

  private static func radix(_ byte: UInt8) -> Int64? {
    switch byte {
    case UInt8(ascii: "x"): 16
    case UInt8(ascii: "o"): 8
    case UInt8(ascii: "b"): 2
    default: nil
    }
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
