import ReleaseWorld
import Synchronization

/// How often a person may publish and yank: for each kind of change a bucket of tries that fills again.
///
/// A try is taken before the crate is looked at, so that one which fails costs as much.
///
/// - SeeAlso: crates.io's `src/rate_limiter.rs` and `docs/rate-limits`.
package final class PublishBudget: Sendable {
  /// So many at once, then one in so many seconds.
  package struct Rate: Hashable, Sendable {
    package let burst: Int
    package let seconds: Double

    package init(burst: Int, seconds: Double) {
      self.burst = burst
      self.seconds = seconds
    }
  }

  /// What is counted.
  enum Change: String {
    case newCrate, newVersion, yank
  }

  private struct Bucket {
    var tries: Int
    var filled: Double
  }

  private let rates: [Change: Rate]
  private let buckets = Mutex<[String: Bucket]>([:])

  /// The rates of crates.io, unless others are given.
  package init(
    newCrates: Rate = Rate(burst: 5, seconds: 600),
    newVersions: Rate = Rate(burst: 30, seconds: 60),
    yanks: Rate = Rate(burst: 100, seconds: 60)
  ) {
    rates = [.newCrate: newCrates, .newVersion: newVersions, .yank: yanks]
  }

  /// Takes one try of a person; `now` is in seconds since 1970.
  func take(_ change: Change, of login: String, now: Double) throws(CrateRefusal) {
    guard let rate = rates[change] else { return }
    let next = buckets.withLock { buckets -> Double? in
      let key = "\(change) \(login)"
      var bucket = buckets[key] ?? Bucket(tries: rate.burst, filled: now)
      let more = max(0, Int((now - bucket.filled) / rate.seconds))
      bucket.tries = min(rate.burst, bucket.tries + more)
      bucket.filled += Double(more) * rate.seconds
      defer { buckets[key] = bucket }
      guard bucket.tries > 0 else { return bucket.filled + rate.seconds }
      bucket.tries -= 1
      return nil
    }
    guard let next else { return }
    let what =
      switch change {
      case .newCrate: "published too many new crates"
      case .newVersion: "published too many updates to existing crates"
      case .yank: "yanked or unyanked too many versions"
      }
    let date = UTCTime.header(next)
    throw CrateRefusal(
      429,
      "You have \(what) in a short period of time. Please try again after \(date) and see "
        + "https://crates.io/docs/rate-limits for more details.",
      headers: [HeaderField("retry-after", date)])
  }
}
