/// Times as registries write them.
enum UTCTime {
  /// Year, month, day and the second of the day, by Howard Hinnant's `civil_from_days`.
  private static func parts(_ seconds: Double) -> (
    year: Int, month: Int, day: Int, second: Int, days: Int
  ) {
    let whole = Int(seconds.rounded(.down))
    let days = whole / 86400
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, whole % 86400, days)
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func clock(_ second: Int) -> String {
    "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
  }

  /// `2026-11-24T14:00:00Z`, for a time since 1970.
  static func text(_ seconds: Double) -> String {
    let parts = parts(seconds)
    return "\(parts.year)-\(two(parts.month))-\(two(parts.day))T\(clock(parts.second))Z"
  }

  /// `Tue, 24 Nov 2026 14:00:00 GMT` (RFC 9110, 5.6.7), for a time since 1970.
  static func header(_ seconds: Double) -> String {
    let parts = parts(seconds)
    let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    return "\(days[parts.days % 7]), \(two(parts.day)) \(months[parts.month - 1]) \(parts.year)"
      + " \(clock(parts.second)) GMT"
  }
}
