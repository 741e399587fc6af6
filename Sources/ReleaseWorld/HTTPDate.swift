/// Moments as HTTP writes them.
package enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The seconds since 1970 of `Tue, 24 Nov 2026 14:14:00 GMT`; `nil` where it is no such date.
  ///
  /// The name of the day is not looked at; the two forms of before 1994 are not read.
  ///
  /// - SeeAlso: RFC 9110, 5.6.7, and Howard Hinnant's `days_from_civil`.
  package static func time(_ text: String) -> Double? {
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT" || words[5] == "UTC", words[0].hasSuffix(","),
      let day = Int(words[1]), (1...31).contains(day),
      let month = months.firstIndex(of: String(words[2])),
      let year = Int(words[3]), (1970...9999).contains(year)
    else { return nil }
    let clock = words[4].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    // The year begins in March, so that the leap day is its last.
    let shifted = month >= 2 ? month - 2 : month + 10
    let ofMarch = month >= 2 ? year : year - 1
    let (era, ofEra) = (ofMarch / 400, ofMarch % 400)
    let ofYear = (153 * shifted + 2) / 5 + day - 1
    let days = era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    return Double(days * 86400 + hour * 3600 + minute * 60 + second)
  }
}
