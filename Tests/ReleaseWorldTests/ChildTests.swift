import Diagnostics
import ReleaseWorld
import Testing

struct ChildTests {
  private let processes = Processes.live(root: "/", environment: .live())

  @Test func `large input and output pass without a deadlock, side by side too`() throws {
    let input = [UInt8](repeating: 0x61, count: 4 << 20)
    let child = Child("sh", ["-c", "tee /dev/stderr"], input: input)
    let end = ChildEnd(status: 0, output: input, errors: input)
    #expect(try processes.runAll([child, child, child]) == [end, end, end])
    // A child that does not read what it is given.
    #expect(try processes.run(Child("true", [], input: input)) == ChildEnd(status: 0))
  }

  @Test(arguments: [
    (Child("sh", ["-c", "exit 7"]), ChildEnd(status: 7)),
    (Child("sh", ["-c", "kill -9 $$"]), ChildEnd(status: 137)),
    (Child("sh", ["-c", "kill -INT $$"]), ChildEnd(status: 130, wasInterrupted: true)),
    (Child("sleep", ["60"], limit: 1), ChildEnd(status: 143, timedOut: true)),
    (
      Child("sh", ["-c", "trap '' TERM; while :; do :; done"], limit: 1),
      ChildEnd(status: 137, timedOut: true)
    ),
    // A child that leaves a grandchild with its pipes.
    (Child("sh", ["-c", "sleep 30 & echo x"]), ChildEnd(status: 0, output: Array("x\n".utf8))),
    (Child("pwd", [], directory: "/usr"), ChildEnd(status: 0, output: Array("/usr\n".utf8))),
    (
      Child("sh", ["-c", "echo $A-$HOME"], environment: ["A": "b c", "HOME": nil]),
      ChildEnd(status: 0, output: Array("b c-\n".utf8))
    ),
    (Child("cat", []), ChildEnd(status: 0)),
    (
      Child("printf", ["%s|", "", "a b", "ü'\""]),
      ChildEnd(status: 0, output: Array("|a b|ü'\"|".utf8))
    ),
    // Descriptors above 2: ls has one open on the directory that it lists.
    (
      Child("sh", ["-c", "ls /proc/self/fd | wc -l"]),
      ChildEnd(status: 0, output: Array("4\n".utf8))
    ),
    (Child("sh", ["-c", "true"], output: .terminal), ChildEnd(status: 0)),
    (Child("sleep", ["60"], output: .terminal, limit: 1), ChildEnd(status: 143, timedOut: true)),
  ])
  func `a child's end is told as it was`(_ child: Child, _ end: ChildEnd) throws {
    #expect(try processes.run(child) == end)
  }

  @Test(arguments: [
    (Child("no-such-program", []), "no directory of PATH holds it"),
    (Child("/no/such/program", []), "No such file or directory"),
    (Child("true", [], directory: "/no/such"), "there is no directory /no/such"),
    (Child("head", ["-c", "70000000", "/dev/zero"]), "it was stopped; what it said is not kept"),
  ])
  func `a child that cannot be started or says too much is an error`(
    _ child: Child, _ why: String
  ) throws {
    let error = #expect(throws: ReleaseError.self) { try processes.run(child) }
    #expect(error?.code == .toolFailed)
    #expect(error?.why == [why])
  }

  @Test func `a grandchild that talks on in the background is not waited for`() throws {
    let line = "(for i in $(seq 200); do echo; sleep 0.1; done) & exit 3"
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try processes.run(Child("sh", ["-c", line])).status == 3)
    #expect(clock.now - start < .seconds(15))
  }

  @Test func `a spawn is cheap`() throws {
    let clock = ContinuousClock()
    let time = try clock.measure {
      for _ in 0..<100 { _ = try processes.run(Child("/bin/true", [])) }
    }
    // Measured: 0.7 ms each; the bound is for a busy machine.
    #expect(time < .seconds(1))
  }
}
