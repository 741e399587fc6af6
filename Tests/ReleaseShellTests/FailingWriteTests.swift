import CommandLanguage
import Diagnostics
import ReleaseWorld
import Testing

@testable import ReleaseShell

@Test(arguments: [ErrorCode.diskFull, .fileUnwritable])
func `an effect that fails changes nothing, and says so`(_ code: ErrorCode) throws {
  let stage = try Stage(
    given: "targeted",
    lay: { world in
      var world = world
      world.perform = { (_: Effect) throws(Failure) in
        throw Failure(code, "nothing can be written", why: ["make room, then type the line again"])
      }
      return world
    })
  let before = try stage.fingerprint()
  for line in [
    "bump", "go", "go all --confirm llmcc-core-v0.2.0", "release --confirm llmcc-core-v0.2.0",
  ] {
    #expect(stage.type(line).end == .fails(code), "\(line)")
    #expect(try stage.fingerprint() == before, "\(line)")
  }
}

@Test func `what leaves no trace is not believed`() throws {
  let stage = try Stage(
    given: "targeted",
    lay: { world in
      var world = world
      world.perform = { (_: Effect) throws(Failure) in }
      return world
    })
  let before = try stage.fingerprint()
  #expect(stage.type("bump").end == .fails(.unproven))
  #expect(try stage.fingerprint() == before)
}

/// Whether this machine lets a test mount a small file system of its own.
private let canMount: Bool = {
  let root = temporaryDirectory("relsh-mount")
  defer { removeTree(root) }
  let line = "mount -t tmpfs -o size=64k none '\(root)' && umount '\(root)'"
  return (try? Stage.run(line, in: "/", Stage.environment("/"))) != nil
}()

@Test(.enabled(if: canMount), arguments: ["work tree", "git directory"])
func `a disk that is really full leaves every file whole`(_ place: String) throws {
  let stage = try Stage(given: "targeted")
  let mounted = place == "work tree" ? "." : ".git"
  // The file system takes the place of the folder, with what was in it, and is then filled to the brim.
  try stage.shell(
    """
    cd .. && mkdir aside full
    cp -a llmcc/\(mounted)/. aside/
    size=$(du -sk aside | cut -f 1)
    mount -t tmpfs -o size=$((size + 600))k none llmcc/\(mounted)
    cp -a aside/. llmcc/\(mounted)/
    rm -rf aside full
    """)
  defer { _ = try? stage.shell("cd .. && umount -l llmcc/\(mounted)") }
  let filler = "\(stage.work)/\(mounted)/filler"
  let full = try Stage(reopening: stage)
  try full.shell(
    "dd if=/dev/zero of='\(filler)' bs=1k 2>/dev/null || true; dd if=/dev/zero of='\(filler).2' bs=1 2>/dev/null || true"
  )
  let before = try full.fingerprint()
  let played = full.type("bump")
  #expect(played.end == .fails(.diskFull), "\(played.errors)")
  #expect(try full.fingerprint() == before)
  try full.shell("rm '\(filler)' '\(filler).2'")
  #expect(full.type("bump").outcomes == ["bumped crate:llmcc-core@0.2.0"])
}

@Test(arguments: ["crates/llmcc-core/Cargo.toml", "Cargo.lock"])
func `a read-only file is named, and no other is changed`(_ path: String) throws {
  let stage = try Stage(given: "targeted")
  try stage.shell("chmod a-w \(path)")
  let before = try stage.fingerprint()
  let played = stage.type("bump")
  #expect(played.end == .fails(.fileUnwritable), "\(played.errors)")
  #expect(played.errors.contains(path))
  #expect(try stage.fingerprint() == before)
  for fix in played.error?.fix ?? [] { #expect(stage.type(fix.text).error == nil, "\(fix)") }
  if played.error?.fix.isEmpty == true { try stage.shell("chmod u+w \(path)") }
  #expect(stage.type("bump").outcomes == ["bumped crate:llmcc-core@0.2.0"])
}
