import Diagnostics
import ReleaseWorld
import Testing

struct ChildTests {
  private let processes = Processes.live(root: "/", environment: .live())

  @Test func `large input and output pass without a deadlock`() throws {
    let input = [UInt8](repeating: 0x61, count: 8 << 20)
    let end = try processes.run(Child("sh", ["-c", "tee /dev/stderr"], input: input))
    #expect(end == ChildEnd(status: 0, output: input, errors: input))
  }
}
