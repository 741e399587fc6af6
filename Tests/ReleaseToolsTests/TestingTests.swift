import Diagnostics
import ReleaseWorld
import Testing

@testable import ReleaseTools

struct TestingTests {
  @Test(arguments: [
    ("cargo-test-fails", 1, 1, 0), ("cargo-doctest-fails", 0, 1, 0),
  ])
  func `cargo's counts are added up`(
    _ name: String, _ passed: Int, _ failed: Int, _ skipped: Int
  ) throws {
    let counts = try #require(TestCounts(cargo: try Captured(name).output))
    #expect(counts == TestCounts(passed: passed, failed: failed, skipped: skipped))
  }

  @Test func `a crate whose tests do not compile has none`() throws {
    #expect(TestCounts(cargo: try Captured("cargo-test-compile").output) == nil)
  }

  @Test(arguments: [
    ("========= 2 passed, 1 skipped in 0.01s =========", 2, 0, 1, "2 passed, 1 left out"),
    (
      "1 failed, 10 passed, 1 xfailed in 61.20s (0:01:01)", 10, 1, 1,
      "10 passed, 1 failed, 1 left out"
    ),
    ("=== 1 passed, 2 errors in 0.01s ===", 1, 2, 0, "1 passed, 2 failed"),
    ("==== no tests ran in 0.00s ====", 0, 0, 0, "0 passed"),
  ])
  func `pytest's last line is read`(
    _ line: String, _ passed: Int, _ failed: Int, _ skipped: Int, _ text: String
  ) throws {
    let counts = try #require(TestCounts(pytest: "collected 3 items\n\n\(line)\n"))
    #expect(counts == TestCounts(passed: passed, failed: failed, skipped: skipped))
    #expect(counts.text == text)
    #expect(TestCounts(pytest: "make: done") == nil)
  }

  @Test(arguments: [
    (
      "    Updating serde v1.0.1 -> v1.0.2 (available: v2.0.0)",
      ["serde", "1.0.1", "1.0.2", "2.0.0"]
    ),
    ("    Updating a v1.0.0 -> v1.0.1", ["a", "1.0.0", "1.0.1", "-"]),
    ("      Adding b v0.1.0", ["b", "-", "0.1.0", "-"]),
    ("    Removing c v0.1.0 (/work/c)", ["c", "0.1.0", "-", "-"]),
    ("   Unchanged d v0.1.0 (available: v0.2.0)", ["d", "0.1.0", "0.1.0", "0.2.0"]),
    (
      "   Unchanged e v0.1.0 (available: v0.2.0, requires Rust 1.99)",
      ["e", "0.1.0", "0.1.0", "0.2.0"]
    ),
  ])
  func `a line of cargo update is read`(_ line: String, _ parts: [String]) throws {
    let update = try #require(LockedUpdate(line))
    #expect(
      [update.name, update.locked ?? "-", update.update ?? "-", update.newest ?? "-"] == parts)
  }

  @Test func `what cargo update says besides is no update`() {
    let said = """
          Updating crates.io index
           Locking 1 package to latest compatible version
          Updating a v1.0.0 -> v1.0.1
      warning: not updating lockfile due to dry run
      """
    #expect(LockedUpdate.all(in: said).map(\.name) == ["a"])
  }

  @Test func `pip's settings are told to uv, where uv has none of its own`() {
    let pip = Environment([
      "PIP_FIND_LINKS": "/wheels /more", "PIP_INDEX_URL": "http://x/simple",
    ])
    let told = TestEnvironment.indexes(of: pip)
    #expect(told["UV_FIND_LINKS"] == "/wheels,/more")
    #expect(told["UV_DEFAULT_INDEX"] == "http://x/simple")
    var both = pip
    both.variables["UV_DEFAULT_INDEX"] = "http://y/simple"
    both.variables["UV_FIND_LINKS"] = "/other"
    #expect(TestEnvironment.indexes(of: both).isEmpty)
  }
}
