/// A time as transcripts write it: in UTC, to the second.
struct UTCTime: Sendable {
  private let date: (year: Int, month: Int, day: Int)
  private let second: Int

  /// From seconds since 1970-01-01T00:00:00Z.
  ///
  /// - SeeAlso: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
  init(_ time: Double) {
    let total = Int(max(0, time))
    second = total % 86_400
    let days = total / 86_400 + 719_468
    let (era, ofEra) = (days / 146_097, days % 146_097)
    let year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * year + year / 4 - year / 100)
    let shifted = (5 * ofYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    date = (
      era * 400 + year + (month <= 2 ? 1 : 0), month, ofYear - (153 * shifted + 2) / 5 + 1
    )
  }

  /// `2026-11-24`.
  var day: String { "\(date.year)-\(Self.two(date.month))-\(Self.two(date.day))" }
  /// `2026-11-24T14:00:00Z`.
  var text: String { "\(day)T\(clock(separator: ":"))Z" }
  /// `2026-11-24T140000Z`: without colons, which some file systems refuse.
  var forFileNames: String { "\(day)T\(clock(separator: ""))Z" }

  private func clock(separator: String) -> String {
    [second / 3_600, second / 60 % 60, second % 60].map(Self.two).joined(separator: separator)
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

}
