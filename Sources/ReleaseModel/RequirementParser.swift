/// Reads the conditions of a requirement, byte by byte.
struct RequirementParser {
  let bytes: [UInt8]
  private var index = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  private var here: UInt8? { index < bytes.count ? bytes[index] : nil }

  private func flaw(_ reason: String, from start: Int? = nil) -> VersionScanner.Flaw {
    let from = start ?? index
    return VersionScanner.Flaw(range: from..<max(from + 1, index), reason: reason)
  }

  private mutating func skipSpace() {
    while here == UInt8(ascii: " ") || here == UInt8(ascii: "\t") { index += 1 }
  }

  mutating func comparators() throws(VersionScanner.Flaw) -> [Requirement.Comparator] {
    var found: [Requirement.Comparator] = []
    skipSpace()
    while true {
      let comparator = try comparator()
      found.append(comparator)
      skipSpace()
      guard here != nil else { return found }
      guard here == UInt8(ascii: ",") else { throw flaw("a `,` or the end is expected here") }
      index += 1
      skipSpace()
      if here == nil { return found }
      // The Cargo Book's grammar has no `*` beside other conditions.
      if comparator.major == nil { throw flaw("nothing stands beside `*`", from: 0) }
    }
  }

  private mutating func comparator() throws(VersionScanner.Flaw) -> Requirement.Comparator {
    var sign = Requirement.Comparator.Operator.caret
    var isStated = true
    switch here {
    case UInt8(ascii: "^"): index += 1
    case UInt8(ascii: "~"):
      sign = .tilde
      index += 1
    case UInt8(ascii: "="):
      sign = .exact
      index += 1
    case UInt8(ascii: ">"): sign = orEqual(.greater, .greaterOrEqual)
    case UInt8(ascii: "<"): sign = orEqual(.less, .lessOrEqual)
    default: isStated = false
    }
    skipSpace()
    let start = index
    var result = Requirement.Comparator(sign: sign, range: start..<start)
    if wildcard() {
      if isStated { throw flaw("`*` takes no operator", from: start) }
      while here == UInt8(ascii: ".") {
        index += 1
        guard wildcard() else { throw flaw("only `*` can follow `*`") }
      }
      result.sign = .wildcard
      result.range = start..<index
      return result
    }
    result.major = try number()
    try rest(of: &result, isStated: isStated)
    result.range = start..<index
    return result
  }

  private mutating func rest(
    of result: inout Requirement.Comparator, isStated: Bool
  ) throws(VersionScanner.Flaw) {
    guard here == UInt8(ascii: ".") else { return }
    index += 1
    if wildcard() {
      if !isStated { result.sign = .wildcard }
      guard here == UInt8(ascii: ".") else { return }
      index += 1
      guard wildcard() else { throw flaw("only `*` can follow `*`") }
      return
    }
    result.minor = try number()
    guard here == UInt8(ascii: ".") else { return }
    index += 1
    if wildcard() {
      if !isStated { result.sign = .wildcard }
      return
    }
    result.patch = try number()
    if here == UInt8(ascii: "-") {
      index += 1
      result.prerelease = try identifiers()
    }
    if here == UInt8(ascii: "+") {
      index += 1
      _ = try identifiers()
    }
  }

  private mutating func orEqual(
    _ strict: Requirement.Comparator.Operator, _ loose: Requirement.Comparator.Operator
  ) -> Requirement.Comparator.Operator {
    index += 1
    guard here == UInt8(ascii: "=") else { return strict }
    index += 1
    return loose
  }

  private mutating func wildcard() -> Bool {
    guard let byte = here, byte == UInt8(ascii: "*") || byte | 0x20 == UInt8(ascii: "x") else {
      return false
    }
    index += 1
    return true
  }

  private mutating func number() throws(VersionScanner.Flaw) -> UInt64 {
    let start = index
    while let byte = here, byte.isDigit { index += 1 }
    if index == start { throw flaw("a number is expected here") }
    if index - start > 1, bytes[start] == 0x30 {
      throw flaw("a number has no leading zero", from: start)
    }
    guard let value = UInt64(String(decoding: bytes[start..<index], as: UTF8.self)) else {
      throw flaw("the number is above 18446744073709551615", from: start)
    }
    return value
  }

  private mutating func identifiers() throws(VersionScanner.Flaw) -> String {
    let start = index
    while let byte = here, byte.isIdentifier || byte == UInt8(ascii: ".") { index += 1 }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    if text.isEmpty || text.hasPrefix(".") || text.hasSuffix(".")
      || text.utf8.contains(0x2E)
        && zip(text.utf8, text.utf8.dropFirst()).contains(where: { $0 == 0x2E && $1 == 0x2E })
    {
      throw flaw("an identifier of letters, digits and `-` is expected here", from: start)
    }
    return text
  }
}
