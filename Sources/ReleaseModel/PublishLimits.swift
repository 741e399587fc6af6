/// How much a registry takes at once, and how fast after that.
///
/// - SeeAlso: crates.io's `docs/rate-limits` and `src/rate_limiter.rs`.
package struct PublishLimits: Hashable, Sendable {
  /// So many at once, then one in so many seconds.
  package struct Rate: Hashable, Sendable {
    package var burst: Int
    package var seconds: Double

    package init(burst: Int, seconds: Double) {
      self.burst = burst
      self.seconds = seconds
    }

    /// The seconds that the last of so many waits at least, where none was sent before.
    func seconds(for count: Int) -> Double { Double(max(0, count - burst)) * seconds }
  }

  /// For crates that the registry does not know yet.
  package var newCrates: Rate
  /// For versions of those that it knows.
  package var newVersions: Rate

  package init(newCrates: Rate, newVersions: Rate) {
    self.newCrates = newCrates
    self.newVersions = newVersions
  }

  package static let cratesIO = PublishLimits(
    newCrates: Rate(burst: 5, seconds: 600), newVersions: Rate(burst: 30, seconds: 60))

  /// What is told before a release of so many crates begins, a line a limit that it would hit; empty where
  /// it hits none.
  package func forecast(newCrates: [String], newVersions: [String], at registry: String) -> [String]
  {
    [
      line(self.newCrates, newCrates, "new crates", registry),
      line(self.newVersions, newVersions, "new versions", registry),
    ].compactMap(\.self)
  }

  private func line(
    _ rate: Rate, _ names: [String], _ what: String, _ registry: String
  ) -> String? {
    guard names.count > rate.burst else { return nil }
    return "\(registry) takes \(rate.burst) \(what) at once, then one in"
      + " \(Self.spelled(rate.seconds)): of these \(names.count), \(names[rate.burst]) is the first"
      + " that waits, and all take at least \(Self.spelled(rate.seconds(for: names.count)))"
  }

  /// Seconds in words: `10 min`, `1 h 30 min`, `45 s`.
  package static func spelled(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    let (hours, minutes, rest) = (whole / 3600, whole % 3600 / 60, whole % 60)
    let parts = [(hours, "h"), (minutes, "min"), (rest, "s")].filter { $0.0 > 0 }
    return parts.isEmpty ? "0 s" : parts.prefix(2).map { "\($0.0) \($0.1)" }.joined(separator: " ")
  }
}
