import Diagnostics
import ReleaseTools
import ReleaseWorld
import Testing

@Suite struct CargoVersionTests {
  @Test(
    arguments: [
      ("cargo 1.95.0 (f2d3ce0bd 2026-03-21)", nil),
      ("cargo 1.90.0", nil),
      ("cargo 2.0.0-nightly (0123456 2027-01-01)", nil),
      ("cargo 1.89.9 (0123456 2025-08-01)", "the cargo that comes first along PATH is 1.89"),
      ("cargo 1.65.0", "the cargo that comes first along PATH is 1.65"),
      ("something else", "`cargo --version` tells none"),
    ] as [(String, String?)])
  func `only a cargo that is new enough publishes`(words: String, fault: String?) throws {
    var world = World.outside(directory: "/", environment: Environment([:]))
    world.processes.run = { (_: Child) throws(Failure) -> ChildEnd in
      ChildEnd(status: 0, output: Array(words.utf8))
    }
    let found = try world.cargoFault()
    #expect(found?.why.first == fault)
    #expect(found?.code == fault.map { _ in ErrorCode.noCargo })
    #expect(found?.fix.first.map(\.text) == fault.map { _ in "!apt-get install --yes cargo-web" })
  }

  @Test func `without a cargo that is said`() throws {
    let world = World.outside(directory: "/", environment: Environment(["PATH": "/nonexistent"]))
    #expect(try world.cargoFault()?.code == .noCargo)
  }
}
