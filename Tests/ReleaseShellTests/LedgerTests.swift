import CommandLanguage
import Diagnostics
import ReleaseTools
import ReleaseWorld
import Testing

@testable import ReleaseShell

private let sdist = "llmcc-0.1.0.tar.gz"
private let linux = "llmcc-0.1.0-cp311-cp311-manylinux_2_17_x86_64.whl"
private let windows = "llmcc-0.1.0-cp311-cp311-win_amd64.whl"

/// The demo at its tag v0.1.0, of which the sdist and a wheel were built and kept; the index has nothing.
private func stage(_ answer: HTTPResponse = HTTPResponse(status: 404)) throws -> Stage {
  let stage = try Stage(
    given: "demo",
    lay: { world in
      var world = world
      world.http = HTTP { (_: HTTPRequest) throws(Failure) -> HTTPResponse in answer }
      guard let commit = (try? world.git.commit("v0.1.0")) ?? nil,
        var kept = try? KeptArtifacts(of: "llmcc", at: commit, in: world)
      else { return world }
      for (cell, file) in [("sdist", sdist), ("3.11 linux-x86_64", linux)] {
        let bytes = Array(file.utf8)
        try? kept.keep(
          KeptArtifacts.Entry(
            cell: cell, file: file, sha256: Digest.sha256(bytes), size: bytes.count, seconds: 1),
          bytes)
      }
      return world
    })
  try stage.shell(
    "printf '[matrix]\\npython = [\"3.11\"]\\nplatforms = [\"linux-x86_64\", \"windows-x86_64\"]\\n'"
      + " > relsh.toml")
  for line in ["use python", "target 0.1.0"] { _ = stage.type(line) }
  return stage
}

private let address =
  "--upload-url http://127.0.0.1:9/legacy/ --index-url http://127.0.0.1:9/simple"

@Test(arguments: ["publish --here", "go all --here", "release --here"])
func `the line that wanted the whole matrix is the one that says why it goes without`(
  _ line: String
) throws {
  let played = try stage().type("\(line) \(address)")
  #expect(played.end == .fails(.matrixIncomplete), "\(played.errors)")
  #expect(played.errors.contains("py:llmcc@0.1.0 has 2 of 3 files of its matrix"))
  #expect(played.errors.contains("missing: 3.11 for windows-x86_64"))
  let fix = try #require(played.error?.fix.first?.text)
  #expect(fix == "\(line) \(address) --partial 'this machine only'")
  let again = try stage().type(fix)
  #expect(again.end != .fails(.matrixIncomplete), "\(again.errors)")
}

@Test func `a wheel of the missing cell makes the matrix whole`() throws {
  let stage = try stage()
  try stage.shell("mkdir dist && echo wheel > dist/\(windows)")
  #expect(stage.type("publish --here \(address)").end != .fails(.matrixIncomplete))
  try stage.shell("mv dist/\(windows) dist/llmcc-0.1.0-cp312-cp312-win_amd64.whl")
  #expect(stage.type("publish --here \(address)").end == .fails(.matrixIncomplete))
}

@Test func `a file in dist that is not the one that was proven is refused`() throws {
  let stage = try stage()
  try stage.shell("mkdir dist && echo other > dist/\(linux)")
  let played = stage.type("publish --here --partial 'a test' \(address)")
  #expect(played.end == .fails(.distChanged))
  #expect(played.errors.contains("dist/\(linux) is not the file that was built"))
  #expect(played.error?.fix.first?.text == "build matrix -p py:llmcc")
  try stage.shell("printf '%s' \(linux) > dist/\(linux)")
  #expect(stage.type("publish --here --partial 'a test' \(address)").end != .fails(.distChanged))
}

@Test func `a copy of another commit's file in dist is refused`() throws {
  let stage = try stage()
  // `build matrix` built the wheel of another commit, and copied it.
  let sum = Digest.sha256(Array("other\n".utf8))
  try stage.shell(
    """
    mkdir -p dist .git/relsh/artifacts/c0ffee && echo other > dist/\(windows)
    printf '{"cell":"3.11 windows-x86_64","file":"\(windows)","sha256":"\(sum)","size":6,"seconds":1}\n' \
      > .git/relsh/artifacts/c0ffee/llmcc.matrix
    """)
  let played = stage.type("publish --here --partial 'a test' \(address)")
  #expect(played.end == .fails(.distChanged), "\(played.errors)")
  #expect(played.errors.contains("dist/\(windows) is of another commit"))
  try stage.shell("rm dist/\(windows)")
  #expect(stage.type("publish --here --partial 'a test' \(address)").end != .fails(.distChanged))
}

@Test func `the reason is one for its own release`() throws {
  let stage = try stage()
  for line in ["target 0.2.0", "go --partial 'a test'"] { _ = stage.type(line) }
  #expect(try stage.shell("cat .git/relsh/session.json").contains("a test"))
  _ = stage.type("target 0.3.0")
  #expect(try !stage.shell("cat .git/relsh/session.json").contains("a test"))
}

@Test(arguments: [
  (0.0, "13 days are left", nil), (12.5, "1 day is left", nil), (13.5, "less than a day", nil),
  (14.5, "for 14 days, and takes no more", ErrorCode.releaseClosed),
])
func `the days for adding files are counted from the first upload`(
  _ age: Double, _ words: String, _ code: ErrorCode?
) throws {
  // The stage's clock stands in 2026.
  let now = Stage.tickingClock().now()
  let time = UTCTime(now - age * 86_400).text
  func file(_ name: String) -> String {
    let sum = Digest.sha256(Array(name.utf8))
    return #"{"filename":"\#(name)","hashes":{"sha256":"\#(sum)"},"upload-time":"\#(time)"}"#
  }
  let names = code == nil ? [sdist, linux] : [sdist]
  let body = #"{"files":[\#(names.map(file).joined(separator: ","))]}"#
  let stage = try stage(HTTPResponse(status: 200, body: Array(body.utf8)))
  let played = stage.type("publish --here \(address)")
  #expect(played.error?.code == code, "\(played.errors)")
  #expect((played.output + played.errors).contains(words), "\(played.output)\(played.errors)")
}
