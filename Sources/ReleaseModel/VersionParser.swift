package import Diagnostics

extension Version {
  /// Reads a version as a person types it: SemVer, or the PEP 440 spelling of one (`1.0.0rc1`).
  ///
  /// - Throws: `bad-version`, with the place in the text.
  package init(_ text: String) throws(ReleaseError) {
    switch VersionScanner.scan(Array(text.utf8)[...]) {
    case .success(let version): self = version
    case .failure(let flaw): throw .badVersion(text, flaw)
    }
  }

  /// Reads SemVer, or a PEP 440 spelling of the same with three numbers.
  ///
  /// `nil` for everything else. Meant for long lists: it makes no error.
  package init?(bytes: ArraySlice<UInt8>) {
    guard case .success(let version) = VersionScanner.scan(bytes) else { return nil }
    self = version
  }

  /// Reads a version as Python manifests state it.
  ///
  /// Like ``init(bytes:)``, but fewer than three numbers are filled with zeros (`1.0` is `1.0.0`
  /// to PEP 440).
  package init?(python text: String) {
    var bytes = Array(text.utf8)
    if bytes.first == UInt8(ascii: "v") || bytes.first == UInt8(ascii: "V") { bytes.removeFirst() }
    var end = 0
    var dots = 0
    while end < bytes.count,
      bytes[end].isDigit
        || (bytes[end] == UInt8(ascii: ".") && end + 1 < bytes.count && bytes[end + 1].isDigit)
    {
      if bytes[end] == UInt8(ascii: ".") { dots += 1 }
      end += 1
    }
    if end > 0, dots < 2 {
      bytes.insert(contentsOf: Array(repeatElement(".0", count: 2 - dots).joined().utf8), at: end)
    }
    self.init(bytes: bytes[...])
  }
}

extension ReleaseError {
  fileprivate static func badVersion(_ text: String, _ flaw: VersionScanner.Flaw) -> Self {
    let bytes = Array(text.utf8)
    var fix: [ShellLine] = []
    var why = ["\(flaw.reason); a version is written like 1.2.3 or 1.2.3-rc.1"]
    if let twin = VersionScanner.twin(bytes) {
      why = ["\(flaw.reason); a version is written \(twin)"]
      fix = [ShellLine("target \(twin)")]
    }
    return Self(
      .badVersion, "`\(text)` is not a version",
      at: Place(file: nil, bytes: bytes, range: flaw.range), why: why, fix: fix)
  }
}

/// Reads the spellings of a version, byte by byte.
enum VersionScanner {
  /// Where a text stops to be a version, and why.
  struct Flaw: Error {
    var range: Range<Int>
    var reason: String
  }

  static func scan(_ bytes: ArraySlice<UInt8>) -> Result<Version, Flaw> {
    do throws(Flaw) {
      var cursor = Cursor(bytes: bytes, index: bytes.startIndex)
      return .success(try cursor.version())
    } catch {
      return .failure(
        Flaw(
          range: (error.range.lowerBound - bytes.startIndex)..<(error.range.upperBound
            - bytes.startIndex), reason: error.reason))
    }
  }

  /// The version that a text nearly is: without its `v`, with the numbers that are missing.
  static func twin(_ bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let version = Version(python: text) else { return nil }
    return version.description == text ? nil : version.description
  }
}

private struct Cursor {
  let bytes: ArraySlice<UInt8>
  var index: Int

  var here: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

  func flaw(_ reason: String, from start: Int? = nil) -> VersionScanner.Flaw {
    let from = start ?? index
    return VersionScanner.Flaw(range: from..<max(from + 1, index), reason: reason)
  }

  mutating func version() throws(VersionScanner.Flaw) -> Version {
    guard let first = here else { throw flaw("it is empty") }
    if !first.isDigit {
      throw flaw(
        first == UInt8(ascii: "v") || first == UInt8(ascii: "V")
          ? "a `v` belongs to a tag, not to a version" : "a version begins with a number")
    }
    var version = Version(try number(), 0, 0)
    try dot("the minor")
    version.minor = try number()
    try dot("the patch")
    version.patch = try number()
    switch here {
    case nil: return version
    case UInt8(ascii: "-"):
      index += 1
      version.prerelease = try identifiers(zeros: false)
    case UInt8(ascii: "+"): break
    default: try python(&version)
    }
    if here == UInt8(ascii: "+") {
      index += 1
      version.build = try identifiers(zeros: true)
    }
    if index < bytes.endIndex { throw flaw("nothing can follow here") }
    return version
  }

  private mutating func dot(_ part: String) throws(VersionScanner.Flaw) {
    guard here == UInt8(ascii: ".") else {
      throw flaw(
        index == bytes.endIndex
          ? "\(part) number is missing" : "a `.` and \(part) number are expected here")
    }
    index += 1
  }

  private mutating func number(zeros: Bool = false) throws(VersionScanner.Flaw) -> UInt64 {
    let start = index
    var value: UInt64 = 0
    while let digit = here, digit.isDigit {
      let (product, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit - 0x30))
      if over || carry { throw flaw("the number is above 18446744073709551615", from: start) }
      value = sum
      index += 1
    }
    if index == start { throw flaw("a number is expected here") }
    if !zeros, index - start > 1, bytes[start] == 0x30 {
      throw flaw("a number has no leading zero", from: start)
    }
    return value
  }

  private mutating func identifiers(zeros: Bool) throws(VersionScanner.Flaw) -> String {
    let start = index
    while true {
      let first = index
      var onlyDigits = true
      while let byte = here, byte.isIdentifier {
        if !byte.isDigit { onlyDigits = false }
        index += 1
      }
      if index == first { throw flaw("an identifier of letters, digits and `-` is expected here") }
      if !zeros, onlyDigits, index - first > 1, bytes[first] == 0x30 {
        throw flaw("a number has no leading zero", from: first)
      }
      guard here == UInt8(ascii: ".") else { break }
      index += 1
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private static let prereleases: [(spelling: [UInt8], word: String)] = [
    ("alpha", "alpha"), ("a", "alpha"), ("beta", "beta"), ("b", "beta"), ("preview", "rc"),
    ("pre", "rc"), ("rc", "rc"), ("c", "rc"),
  ].map { (Array($0.0.utf8), $0.1) }

  /// What PEP 440 writes after the numbers: a prerelease or a post release, not a `dev` one.
  private mutating func python(_ version: inout Version) throws(VersionScanner.Flaw) {
    let start = index
    separator()
    if let word = Self.prereleases.first(where: { take($0.spelling) })?.word {
      separator()
      let count = here?.isDigit == true ? try number(zeros: true) : 0
      version.prerelease = count == 0 ? word : "\(word).\(count)"
    } else if take(Array("post".utf8)) || take(Array("rev".utf8)) || take([UInt8(ascii: "r")]) {
      separator()
      version.post = here?.isDigit == true ? try number(zeros: true) : 0
    } else if take(Array("dev".utf8)) {
      while let byte = here, byte.isIdentifier { index += 1 }
      throw flaw(
        "a `dev` version sorts before every alpha, which SemVer has no form for", from: start)
    } else {
      index = start
      throw flaw(
        here == UInt8(ascii: ".")
          ? "a version has three numbers" : "a `-`, a `+` or the end is expected here")
    }
    guard let next = here, next != UInt8(ascii: "+") else { return }
    let rest = index
    while let byte = here, byte.isIdentifier || byte == UInt8(ascii: ".") { index += 1 }
    throw flaw("SemVer has no form for both of these together", from: rest)
  }

  private mutating func separator() {
    if let byte = here, [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte) {
      index += 1
    }
  }

  /// Goes past a word in any case, where no other letter follows it.
  private mutating func take(_ word: [UInt8]) -> Bool {
    let end = index + word.count
    guard end <= bytes.endIndex, zip(bytes[index...], word).allSatisfy({ $0 | 0x20 == $1 }) else {
      return false
    }
    if end < bytes.endIndex, bytes[end].isIdentifier, !bytes[end].isDigit, bytes[end] != 0x2D {
      return false
    }
    index = end
    return true
  }
}
