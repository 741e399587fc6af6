import Diagnostics
import ReleaseTools
import ReleaseWorld
import Synchronization
import Testing

@Test func `without a date a minute is waited, doubled up to the limit`() {
  var patience = RateLimit.Patience(limit: 600)
  let limit = RateLimit(until: nil)
  #expect((0..<4).map { _ in patience.wait(for: limit, now: 0) } == [60, 120, 240, nil])
}

@Test func `a date is waited for, and a second more`() {
  var patience = RateLimit.Patience(limit: 600)
  #expect(patience.wait(for: RateLimit(until: 1100), now: 1000) == 101)
  #expect(patience.wait(for: RateLimit(until: 900), now: 1000) == 1)
  #expect(patience.wait(for: RateLimit(until: 1600), now: 1000) == nil)
}

@Test func `only what waiting mends is waited for`() {
  var error = ReleaseError(.rateLimited, "too many")
  #expect(RateLimit(error) == nil)
  error.remedy = .wait(until: 5)
  #expect(RateLimit(error) == RateLimit(until: 5))
}

private let answers: [(Int, String?, Double?)] = [
  (429, "7", 7), (503, "0", 0), (429, "Tue, 24 Nov 2026 14:14:00 GMT", 60), (429, nil, nil),
  (429, "soon", nil), (200, "7", nil), (429, "-1", nil),
]

@Test(arguments: answers)
func `Retry-After is seconds or a date`(_ status: Int, _ value: String?, _ seconds: Double?) {
  let headers = value.map { [HTTPRequest.Header("Retry-After", $0)] } ?? []
  let response = HTTPResponse(status: status, headers: headers)
  #expect(response.retryAfter(now: 1_795_529_580) == seconds)
}

/// A server that says 429 so many times, the requests it saw, and a clock that only pauses move.
private final class Busy: Sendable {
  let state = Mutex((left: 0, asked: 0, time: 0.0))

  func answer(_ after: String, times: Int) -> (HTTP, Clock) {
    state.withLock { $0.left = times }
    let http = HTTP { (_: HTTPRequest) throws(Failure) in
      self.state.withLock { state in
        state.asked += 1
        guard state.left > 0 else { return HTTPResponse(status: 200) }
        state.left -= 1
        return HTTPResponse(status: 429, headers: [.init("retry-after", after)])
      }
    }
    let clock = Clock(
      now: { self.state.withLock { $0.time } },
      pause: { (seconds: Double) throws(Failure) in self.state.withLock { $0.time += seconds } })
    return (http, clock)
  }
}

@Test(arguments: [
  ("3", 1, "GET", 200, 2, 3.0), ("3", 9, "GET", 429, 3, 6.0), ("3", 1, "PUT", 429, 1, 0.0),
  ("500", 1, "GET", 429, 1, 0.0),
])
func `a server that wants to be asked later is asked later`(
  _ after: String, _ times: Int, _ method: String, _ status: Int, _ asked: Int, _ waited: Double
) throws {
  let busy = Busy()
  let (http, clock) = busy.answer(after, times: times)
  let told = Mutex<[Double?]>([])
  let patient = http.patient(clock) { _, left in told.withLock { $0.append(left) } }
  let response = try patient.send(HTTPRequest("https://x.example/", method: method))
  #expect(response.status == status)
  #expect(busy.state.withLock { $0.asked } == asked)
  #expect(busy.state.withLock { $0.time } == waited)
  #expect(told.withLock { $0.isEmpty } == (waited == 0))
}
