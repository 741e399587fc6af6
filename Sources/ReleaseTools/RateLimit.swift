package import Diagnostics
package import ReleaseWorld

/// A registry that takes no more for now.
package struct RateLimit: Hashable, Sendable {
  /// When it takes the next one, in seconds since 1970; `nil` where it does not say.
  package let until: Double?

  /// What a refusal says; `nil` for one that waiting does not mend.
  package init?(_ error: ReleaseError) {
    // A registry that is away may stay away; that is for a person to judge.
    guard error.code == .rateLimited, case .wait(let moment) = error.remedy else { return nil }
    until = moment
  }

  package init(until: Double?) { self.until = until }

  /// How long is waited, and when it is given up.
  package struct Patience: Hashable, Sendable {
    /// Seconds in all.
    package let limit: Double
    private var waited = 0.0
    private var next = 60.0

    package init(limit: Double = 3600) { self.limit = limit }

    /// The seconds to wait now; `nil` where that would be over the limit.
    ///
    /// Without a date a minute, doubled each time; a second more than the date, for a clock that is ahead.
    package mutating func wait(for limit: RateLimit, now: Double) -> Double? {
      var seconds = next
      if let until = limit.until {
        seconds = max(1, until - now + 1)
      } else {
        next *= 2
      }
      guard waited + seconds <= self.limit else { return nil }
      waited += seconds
      return seconds
    }
  }
}

extension HTTPResponse {
  /// The seconds after which a server that takes no more for now wants to be asked again; `nil` where it
  /// does not say so.
  ///
  /// - SeeAlso: RFC 9110, 10.2.3, "Retry-After".
  package func retryAfter(now: Double) -> Double? {
    guard status == 429 || status == 503, let text = header("retry-after") else { return nil }
    if let seconds = Double(text), seconds >= 0, seconds < 366 * 86400 { return seconds }
    return HTTPDate.time(text).map { max(0, $0 - now) }
  }
}

extension HTTP {
  /// The same, which asks again when a server says when: at most twice, and only where that is within
  /// `most` seconds; other answers stay as they are.
  ///
  /// `told` is called each second with what is left, then with `nil`. Only what changes nothing is asked
  /// again.
  package func patient(
    _ clock: Clock, most: Double = 120,
    told: @escaping @Sendable (_ host: String, _ seconds: Double?) -> Void = { _, _ in }
  ) -> HTTP {
    HTTP { (request: HTTPRequest) throws(Failure) -> HTTPResponse in
      var response = try send(request)
      for _ in 0..<2 {
        guard request.method == "GET", let seconds = response.retryAfter(now: clock.now()),
          seconds <= min(most, request.seconds * 6)
        else { break }
        try clock.wait(max(seconds, 0.1)) { told(request.host, $0) }
        response = try send(request)
      }
      return response
    }
  }
}

extension Clock {
  /// Lets seconds pass, and tells each second how many are left; at the end `nil`.
  ///
  /// - Throws: `.interrupted`.
  package func wait(
    _ seconds: Double, _ told: (_ left: Double?) -> Void
  ) throws(Failure) {
    let end = now() + seconds
    defer { told(nil) }
    while true {
      let left = end - now()
      if left <= 0 { return }
      told(left)
      try pause(min(1, left))
    }
  }
}
