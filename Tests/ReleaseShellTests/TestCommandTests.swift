import Diagnostics
import ReleaseTools
import ReleaseWorld
import Synchronization
import Testing

@testable import ReleaseShell

/// Lines that an output was given.
private final class Lines: Sendable {
  private let text = Mutex("")
  var all: String { text.withLock { $0 } }
  func output(colour: Bool = false) -> Output {
    Output(colour: colour) { [self] _, words in text.withLock { $0 += words } }
  }
}

private let clock = Clock(now: { 0 })

struct TestCommandTests {
  @Test func `a subset of Pythons that nobody has is refused with the line that installs one`()
    throws
  {
    let stage = try Stage(given: "demo")
    try stage.shell(#"printf '[matrix]\npython = ["pypy3.99"]\n' > relsh.toml"#)
    let played = stage.type("test subset -p python")
    let error = try #require(played.error)
    #expect(error.code == .noPython)
    #expect(error.fix.first?.text.contains("uv python install pypy3.99") == true)
    #expect(stage.type("test -p python").error?.code == .noPython)
    // A dry run says it, and fails for nothing.
    let shown = stage.type("test subset -p python --dry-run")
    #expect(shown.outcomes == ["would test py:llmcc@0.1.0"])
    #expect(shown.output.contains("no interpreter; `!"), "\(shown.output)")
  }

  @Test func `a command of relsh.toml takes the place of cargo test, its crate as one argument`()
    throws
  {
    let stage = try Stage(given: "demo")
    try stage.shell(
      #"printf '[test]\ncommand = ["echo", "of {crate}; $HOME"]\n' > relsh.toml"#)
    let played = stage.type("test -p llmcc-core")
    #expect(played.outcomes == ["tested crate:llmcc-core@0.1.0"], "\(played.errors)")
    #expect(played.output.contains("  of llmcc-core; $HOME\n"), "\(played.output)")
    #expect(played.output.contains("test crate:llmcc-core: passed in "))
    let shown = stage.type("test -p llmcc-core --dry-run")
    #expect(shown.output.contains("would run echo 'of llmcc-core; $HOME'"), "\(shown.output)")
    try stage.shell(#"printf '[test]\ncommand = ["no-such-program"]\n' > relsh.toml"#)
    #expect(stage.type("test -p llmcc-core").error?.code == .toolFailed)
  }

  @Test func `a command without a crate runs once for all crates`() throws {
    let stage = try Stage(given: "demo")
    try stage.shell(
      #"printf '[test]\ncommand = ["sh", "-c", "echo x >> ../runs"]\n' > relsh.toml"#)
    let played = stage.type("test -p llmcc-core,llmcc-rust")
    #expect(played.outcomes == ["tested crate:llmcc-core@0.1.0 crate:llmcc-rust@0.1.0"])
    #expect(try stage.shell("wc -l < ../runs").contains("1"))
  }

  @Test func `a test gets no token`() throws {
    let token = "cio" + String(repeating: "5", count: 32)
    let stage = try Stage(given: "demo", environment: ["CARGO_REGISTRY_TOKEN": token])
    try stage.shell(
      #"printf '[test]\ncommand = ["sh", "-c", "env > ../seen"]\n' > relsh.toml"#)
    #expect(stage.type("test -p llmcc-core").error == nil)
    let seen = try stage.shell("cat ../seen")
    #expect(seen.contains("CARGO_TARGET_DIR=") && !seen.contains(token))
  }

  @Test func `what a child says is shown line by line where nothing is written over`() throws {
    let lines = Lines()
    let progress = ToolProgress("test a", on: lines.output(), clock: clock)
    try progress.during { (listener) throws(ReleaseError) in
      listener.hear(Array("\u{1B}[31mone\u{1B}[0m\ntw".utf8))
      listener.hear(Array("o\nthree".utf8))
    }
    #expect(lines.all == "test a\n  one\n  two\n")
  }

  @Test func `on a terminal the last line stands behind how long it takes, and goes`() throws {
    let lines = Lines()
    let progress = ToolProgress("test a", on: lines.output(colour: true), clock: clock)
    try progress.during { (listener) throws(ReleaseError) in
      listener.hear(Array("one\ntwo\n".utf8))
      MonotonicTime.pause(0.3)
    }
    #expect(lines.all.contains("test a: 0 s  two"), "\(lines.all)")
    #expect(!lines.all.contains("one\n"))
    #expect(lines.all.hasSuffix("\r\u{1B}[K"))
  }

  @Test func `side by side all is done, and what fails is told as it fails`() throws {
    let world = World.outside(directory: "/", environment: Environment([:]))
    var seen: [Int: String] = [:]
    try world.sideBySide(
      [1, 2, 3, 4, 5],
      { (number) throws(Failure) in
        guard number != 3 else { throw Failure(.toolFailed, "three") }
        return number * number
      },
      { (index, result) throws(Failure) in
        switch result {
        case .success(let value): seen[index] = "\(value)"
        case .failure(let failure): seen[index] = failure.what
        }
      })
    #expect(seen == [0: "1", 1: "4", 2: "three", 3: "16", 4: "25"])
  }
}
