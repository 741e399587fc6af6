import CommandLanguage
import Diagnostics
import ReleaseWorld
import Synchronization
import Testing

@testable import ReleaseShell

/// What a package index holds of `llmcc` 0.1.0: contents by file name.
private typealias Held = [String: String]

/// A stage whose package index serves files, after so many questions; and the demo's tag v0.1.0.
private func stage(
  serving held: Held, after questions: Int = 0, yanked: Bool = false, built: Held = [:]
) throws -> Stage {
  let asked = Asked()
  let stage = try Stage(
    given: "demo",
    lay: { world in
      var world = world
      world.http = HTTP { (request: HTTPRequest) throws(Failure) -> HTTPResponse in
        guard request.url == "https://pypi.org/pypi/llmcc/0.1.0/json" else {
          throw .serverSilent(request.host, "there is no network here")
        }
        guard asked.next() > questions else { return HTTPResponse(status: 404) }
        let files = held.map { name, contents in
          let sum = Digest.sha256(Array(contents.utf8))
          return #"{"filename":"\#(name)","digests":{"sha256":"\#(sum)"},"yanked":\#(yanked)}"#
        }
        let body = #"{"urls":[\#(files.joined(separator: ","))]}"#
        return HTTPResponse(status: 200, body: Array(body.utf8))
      }
      return world
    })
  for (name, contents) in built {
    try stage.shell("mkdir -p dist && printf '%s' '\(contents)' > 'dist/\(name)'")
  }
  return stage
}

private final class Asked: Sendable {
  private let count = Mutex(0)
  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}

private let wheel = "llmcc-0.1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
private let other = "llmcc-0.1.0-cp311-cp311-win_amd64.whl"
private let sdist = "llmcc-0.1.0.tar.gz"

@Test(
  arguments: [
    ([wheel: "a", sdist: "b"], [wheel: "a", sdist: "b"], false, ["right", "right"], nil),
    ([wheel: "a", sdist: "b"], [:], false, ["there", "there"], nil),
    ([wheel: "a", other: "c"], [wheel: "a"], false, ["right", "only there"], nil),
    ([wheel: "a"], [wheel: "other", "llmcc-0.2.0.tar.gz": "d"], false, ["differs"], .notVerified),
    ([wheel: "a"], [wheel: "a", sdist: "b"], false, ["right", "missing"], .notVerified),
    ([wheel: "a", sdist: "b"], [wheel: "a"], true, ["yanked", "yanked"], .notVerified),
    ([:], [wheel: "a"], false, ["missing"], .notVerified),
    ([:], [:], false, ["missing"], .notVerified),
  ] as [([String: String], [String: String], Bool, [String], ErrorCode?)])
func `each file of a distribution is compared with the one in dist`(
  _ held: [String: String], _ built: [String: String], _ yanked: Bool, _ verdicts: [String],
  _ code: ErrorCode?
) throws {
  let played = try stage(serving: held, yanked: yanked, built: built).type("verify py:llmcc@0.1.0")
  #expect(played.error?.code == code, "\(played.output)\(played.errors)")
  let rows = played.output.split(separator: "\n").filter { !$0.hasPrefix("verified") }.dropFirst(3)
  #expect(rows.count == verdicts.count, "\(played.output)")
  for (row, verdict) in zip(rows, verdicts) { #expect(row.hasSuffix("  \(verdict)")) }
  #expect(rows.allSatisfy { $0.unicodeScalars.count <= 80 }, "\(played.output)")
  if code != nil { #expect(played.error?.exitCode == .findings) }
}

@Test func `verify waits until the index has every file of dist`() throws {
  let stage = try stage(serving: [wheel: "a"], after: 3, built: [wheel: "a"])
  let played = stage.type("verify py:llmcc@0.1.0 --wait --limit 600")
  #expect(played.outcomes == ["verified py:llmcc@0.1.0"], "\(played.output)\(played.errors)")
  #expect(played.output.contains("waiting until pypi.org serves py:llmcc@0.1.0"))
}

@Test func `what never comes is missing at the limit`() throws {
  let stage = try stage(serving: [wheel: "a"], built: [wheel: "a", sdist: "b"])
  let played = stage.type("verify py:llmcc@0.1.0 --wait --limit 5")
  #expect(played.error?.code == .notVerified)
  #expect(played.errors.contains("pypi.org does not serve \(sdist)"), "\(played.errors)")
}

@Test func `a crate that is not what its index says is named with both checksums`() throws {
  let stage = try Stage(
    given: "served",
    lay: { world in
      var world = world
      let right = world.http
      world.http = HTTP { (request: HTTPRequest) throws(Failure) -> HTTPResponse in
        guard request.host == "static.crates.io" else { return try right.send(request) }
        return HTTPResponse(status: 200, body: Array("other".utf8))
      }
      return world
    })
  let played = stage.type("verify")
  #expect(played.error?.code == .notVerified)
  #expect(played.errors.contains(Digest.sha256(Array("other".utf8))), "\(played.errors)")
  #expect(played.errors.contains(Digest.sha256(DemoCrateFile.bytes(of: "llmcc-core", "0.2.0"))))
}

@Test func `a remote that does not answer is no fault of the release`() throws {
  let stage = try Stage(given: "served")
  try stage.shell("git config remote.origin.url \"$ORIGIN.gone\"")
  #expect(stage.type("verify").end == .fails(.remoteSilent))
}

@Test func `the table fits its width, whatever the names are`() {
  let names = ["a", "crate:a-name-that-is-long-enough-to-be-cut@10.20.30-rc.1", "py:x@1"]
  let rows = names.flatMap { name in
    [VerificationRow.Verdict.onlyThere, .right].map {
      VerificationRow(object: name, what: name + wheel, found: "upstream, at 1234567", verdict: $0)
    }
  }
  for width in [60, 80, 100] {
    let lines = VerificationTable(rows: rows).lines(width: width, Output(colour: false) { _, _ in })
    #expect(lines.count == rows.count + 1)
    #expect(lines.allSatisfy { $0.unicodeScalars.count <= width }, "\(lines)")
  }
}

@Test func `a crate that is yanked comes with the line that gives it out again`() throws {
  let stage = try Stage(given: "yanked")
  let played = stage.type("verify")
  #expect(played.error?.code == .notVerified && played.error?.exitCode == .findings)
  #expect(played.error?.fix.map(\.text) == ["unyank crate:llmcc-core@0.2.0"])
  #expect(played.output.contains("  yanked\n"), "\(played.output)")
}

@Test func `a remote is asked once for the tags of all that is verified`() throws {
  let asked = Mutex(0)
  let stage = try Stage(
    given: "served",
    lay: { world in
      var world = world
      let real = world.git
      world.git.remoteReferences = {
        (remote: String, patterns: [String]) throws(Failure) -> [String: String] in
        asked.withLock { $0 += 1 }
        return try real.remoteReferences(remote, patterns)
      }
      return world
    })
  let played = stage.type("verify llmcc-core@0.2.0 llmcc-rust@0.1.0 llmcc-python@0.1.0")
  #expect(played.error == nil, "\(played.errors)")
  #expect(asked.withLock { $0 } == 1)
}
