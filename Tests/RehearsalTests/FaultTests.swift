import ReleaseWorld
import Testing

@testable import Rehearsal

struct FaultTests {
  /// Sends a publish and a look at the index through faults.
  private func published(_ faults: [Fault], times: Int = 1) -> [RegistryResponse] {
    let stage = Stage()
    let faulty = FaultyRegistries(
      faults, over: stage.registries.response, clock: Clock { Stage.now })
    let token = [HeaderField("authorization", Stage.crateToken("ann"))]
    let upload = RegistryRequest(
      "PUT", "/api/v1/crates/new", headers: token, body: Stage.upload("alpha", "0.1.0"))
    return (0..<times).map { _ in faulty.response(to: upload) }
      + [faulty.response(to: RegistryRequest("GET", "/index/al/ph/alpha"))]
  }

  @Test func `a fault ends after its hits, and only what it hits is wrong`() {
    let once = published([.refusal(500, "oops", of: Fault.cratesUpload, times: 1)], times: 2)
    #expect(once.map(\.status) == [500, 200, 200])
    #expect(published([.page(of: Fault.packagesUpload)]).map(\.status) == [200, 200])
    let page = published([.page(of: Fault.cratesUpload)])
    #expect(page[0].text.hasPrefix("<html>") && page[1].status == 404)
  }

  @Test func `a lost answer was taken, a late one is not shown yet`() {
    let lost = published([Fault("PUT", "/api/v1/crates/new", .answerLost)])
    #expect(lost[0].isLost && lost[1].status == 200)
    let late = published([Fault("PUT", "/api/v1/crates/new", .late(seconds: 3))])
    #expect(late.map(\.status) == [200, 404])
    let wrong = published([.wrongChecksum])[1].text
    #expect(!wrong.contains(Digest.sha256([0x1F, 0x8B, 1, 2])) && wrong.contains("cksum"))
  }

  @Test func `too many requests name the moment to come again`() {
    let refused = published([.tooMany(until: Stage.now, of: Fault.cratesUpload)])[0]
    #expect(refused.status == 429)
    #expect(refused.headers["Retry-After"] == "Tue, 24 Nov 2026 14:14:00 GMT")
    #expect(refused.text.contains("Please try again after Tue, 24 Nov 2026 14:14:00 GMT and see"))
  }
}
