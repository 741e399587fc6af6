/// When an index took a file, and until when it takes others beside it.
package enum UploadTime {
  /// PyPI takes new files for a release for so many days after the first.
  ///
  /// - SeeAlso: PyPI's own source, `warehouse/forklift/legacy.py`.
  package static let openDays = 14

  /// How many days are left to add files to a release whose first one is of a moment, rounded down; `nil`
  /// where it is over.
  package static func daysLeft(since first: Double, now: Double) -> Int? {
    let left = Double(openDays) - (now - first) / 86_400
    return left > 0 ? Int(left) : nil
  }

  /// Seconds since 1970 of `2026-11-24T14:00:00.123456Z`; `nil` for what is not written so, or not in UTC.
  ///
  /// - SeeAlso: PEP 700, "`upload-time`"; Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
  ///   `days_from_civil`.
  package static func read(_ text: String) -> Double? {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard parts.count == 2, let clock = ["Z", "+00:00"].first(where: parts[1].hasSuffix) else {
      return nil
    }
    let date = parts[0].split(separator: "-").map { Int($0) }
    let whole = parts[1].dropLast(clock.count).prefix { $0 != "." }
    let time = whole.split(separator: ":").map { Int($0) }
    guard date.count == 3, time.count == 3, let year = date[0], let month = date[1],
      let day = date[2], let hour = time[0], let minute = time[1], let second = time[2],
      (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let (era, ofEra) = (shifted / 400, shifted % 400)
    let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let days = era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    return Double(days * 86_400 + hour * 3_600 + minute * 60 + second)
  }
}
