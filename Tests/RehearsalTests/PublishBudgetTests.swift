import ReleaseWorld
import Synchronization
import Testing

@testable import Rehearsal

struct PublishBudgetTests {
  /// A clock that stands where it is set.
  private final class Hands: Sendable {
    private let time = Mutex(Stage.now)

    var clock: Clock { Clock { self.time.withLock { $0 } } }
    func move(_ seconds: Double) { time.withLock { $0 += seconds } }
  }

  @Test func `new crates are five at once, then one in ten minutes`() {
    let hands = Hands()
    let stage = Stage(budget: PublishBudget(), clock: hands.clock)
    let statuses = (1...6).map { stage.publish("crate-\($0)", "0.1.0").status }
    #expect(statuses == [200, 200, 200, 200, 200, 429])
    let refused = stage.publish("crate-6", "0.1.0")
    #expect(refused.headers["Retry-After"] == "Tue, 24 Nov 2026 14:24:00 GMT")
    #expect(
      refused.text.contains(
        "You have published too many new crates in a short period of time. Please try again after "
          + "Tue, 24 Nov 2026 14:24:00 GMT and see https://crates.io/docs/rate-limits for more details."
      ))
    // Another person, and another version of what is there, are counted apart.
    #expect(stage.publish("bobs", "0.1.0", by: Stage.crateToken("bob")).status == 200)
    #expect(stage.publish("crate-1", "0.2.0").status == 200)
    hands.move(599)
    #expect(stage.publish("crate-6", "0.1.0").status == 429)
    hands.move(1)
    #expect(stage.publish("crate-6", "0.1.0").status == 200)
    #expect(stage.publish("crate-7", "0.1.0").status == 429)
    // After a long time there are five again and no more.
    hands.move(86_400)
    #expect((7...12).map { stage.publish("crate-\($0)", "0.1.0").status }.last == 429)
  }

  @Test func `versions are thirty at once, and what fails costs a try`() {
    let hands = Hands()
    let stage = Stage(budget: PublishBudget(), clock: hands.clock)
    #expect(stage.publish("alpha", "0.1.0").status == 200)
    for _ in 0..<29 { #expect(stage.publish("alpha", "0.1.0").status == 400) }
    #expect(stage.publish("alpha", "0.2.0").status == 200)
    let refused = stage.publish("alpha", "0.3.0")
    #expect(refused.status == 429)
    #expect(refused.text.contains("You have published too many updates to existing crates in a"))
    hands.move(60)
    #expect(stage.publish("alpha", "0.3.0").status == 200)
    // Who is not let in has not tried.
    for _ in 0..<9 { #expect(stage.publish("alpha", "0.4.0", by: "cio").status != 429) }
  }

  @Test func `without limits a person publishes as often as they like`() {
    let stage = Stage()
    #expect((1...40).allSatisfy { stage.publish("crate-\($0)", "0.1.0").status == 200 })
  }
}

@Test(arguments: [
  ("sparse+https://index.crates.io/", true), ("https://index.crates.io", true),
  ("http://127.0.0.1:8000/index/", true), ("crates.io", false), ("ftp://host/", false),
  ("https://", false), ("https://me:secret@host/", false), ("https://host:x/", false),
  ("https://host:99999/", false), ("https://ho st/", false),
])
func `an upstream is an address of http or https`(_ address: String, _ isTaken: Bool) {
  #expect(UpstreamIndex.takes(address) == isTaken)
}

@Test func `an upstream is asked within limits`() {
  let asked = Mutex<[HTTPRequest]>([])
  let http = HTTP { (request: HTTPRequest) throws(Failure) -> HTTPResponse in
    asked.withLock { $0.append(request) }
    switch request.url.last {
    case "a": return HTTPResponse(status: 200, body: [1])
    case "b": return HTTPResponse(status: 404)
    case "c": return HTTPResponse(status: 500)
    default: throw .serverSilent(request.host, "its certificate is not trusted")
    }
  }
  let upstream = UpstreamIndex(index: "sparse+https://index.test", http: http)
  #expect(upstream.index == "https://index.test/")
  let answers = ["a", "b", "c", "d"].map { upstream.get(upstream.index + $0) }
  guard case .found([1]) = answers[0], case .absent = answers[1],
    case .failed("status 500") = answers[2],
    case .failed("its certificate is not trusted") = answers[3]
  else {
    Issue.record("\(answers)")
    return
  }
  #expect(asked.withLock { $0.allSatisfy { $0.method == "GET" && $0.headers.isEmpty } })
  #expect(asked.withLock { $0.map(\.url) }.first == "https://index.test/a")
}
