import Diagnostics
import ReleaseModel
import ReleaseWorld
import Testing

@testable import ReleaseTools

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What `make_archives.py` writes.
private final class Archives: Sendable {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    let script = #filePath.replacing(
      "ReleaseToolsTests/ArchiveTests.swift", with: "Support/make_archives.py")
    try scratch.shell("python3 '\(script)' .")
  }

  func open(_ name: String, limits: ArchiveLimits = ArchiveLimits()) throws(ReleaseError) -> Archive
  {
    try Archive.read(file: name, in: Files.live(root: scratch.directory), limits: limits)
  }

  func verdict(_ own: String, _ served: String) throws -> ContentVerdict {
    ContentVerdict(own: try open("sound/\(own)"), served: try open("sound/\(served)"))
  }

  static let all = Result { try Archives() }
}

private func archives() throws -> Archives { try Archives.all.get() }

@Test func `a wheel is opened with what is in it`() throws {
  let wheel = try archives().open("sound/sound.whl")
  #expect(wheel.name == "sound.whl")
  let script = try #require(wheel["dm_py/run.sh"])
  #expect(script.isExecutable && script.size == 10 && script.contents == nil)
  #expect(script.sha256 == Digest.sha256(Array("#!/bin/sh\n".utf8)))
  #expect(wheel["dm_py/größe.py"]?.size == 1200)
  let about = try #require(wheel["dm_py-0.2.0.dist-info/METADATA"]?.text)
  #expect(about.contains("Version: 0.2.0\n"))
}

@Test func `a big wheel is read in two passes, in its order`() throws {
  var wheel = try archives().open("sound/big.whl")
  #expect(
    wheel.entries.map(\.path).filter { $0.hasSuffix(".bin") }
      == (0..<40).map { "dm_py/\($0).bin" })
  wheel.name = "dm_py-0.2.0-py3-none-any.whl"
  #expect(WheelProof.findings(of: wheel) == [])
  wheel.entries[wheel.entries.count / 2].sha256 = Digest.sha256([])
  #expect(WheelProof.findings(of: wheel).map(\.code) == [.recordDiffers])
  wheel.entries.removeLast(2)
  #expect(WheelProof.findings(of: wheel).map(\.code).contains(.metadataMissing))
}

@Test(arguments: ["sound.tar.gz", "sound-gnu.tar.gz"])
func `an sdist is opened with its links, which are not followed`(_ name: String) throws {
  let sdist = try archives().open("sound/\(name)")
  #expect(sdist["dm_py-0.2.0"]?.kind == .folder)
  #expect(sdist["dm_py-0.2.0/build.sh"]?.isExecutable == true)
  #expect(sdist["dm_py-0.2.0/LICENSE.txt"]?.kind == .link(to: "LICENSE"))
  #expect(sdist["dm_py-0.2.0/COPYING"]?.kind == .hardLink(to: "dm_py-0.2.0/LICENSE"))
  let long = "dm_py-0.2.0/" + String(repeating: "long", count: 40) + "/größe.py"
  #expect(sdist[long]?.size == 6)
  #expect(sdist["dm_py-0.2.0/PKG-INFO"]?.text?.contains("Name: dm-py") == true)
}

@Test func `a crate names the commit that it was packed from`() throws {
  let crate = try archives().open("sound/sound.crate")
  #expect(crate.commit == String(repeating: "3f", count: 20))
}

@Test func `no damaged archive is opened`() throws {
  let archives = try archives()
  var found: [String: String] = [:]
  for name in Files.live(root: archives.scratch.directory).list("damaged") {
    do throws(ReleaseError) {
      _ = try archives.open("damaged/\(name)")
      found[name] = "is opened"
    } catch {
      #expect(error.code == .badArchive)
      #expect(error.what == "\(name) cannot be opened")
      found[name] = error.why.joined(separator: "; ")
    }
  }
  // libarchive's words differ from version to version.
  for name in ["cut-half.tar.gz", "cut.tar.gz", "flip.whl", "no-tar.tar.gz"] {
    let words = found.removeValue(forKey: name)
    #expect(words != nil && words != "" && words != "is opened")
  }
  let expected = [
    "absolute-windows.whl": "C:/x in it is an absolute name",
    "absolute.tar.gz": "/etc/x in it is an absolute name",
    "absolute.whl": "/etc/x in it is an absolute name",
    "between.whl": "it has bytes that belong to no file in it",
    "bomb-declared.tar.gz": "it unpacks to more than 67108864 bytes",
    "bomb-shared.whl": "two files in it share their bytes",
    "bomb-that-lies.whl": "a has more bytes than the archive says",
    "bomb.tar.gz": "it unpacks to more than 212384800 bytes",
    "bomb.whl": "it unpacks to more than 212387800 bytes",
    "control.whl": "a?[2Jb in it has a control character in its name",
    "cut-half.whl": "it has no directory at its end, as every zip file has",
    "cut.whl": "it has no directory at its end, as every zip file has",
    "directory-differs.whl": "its directory says a where something else stands",
    "empty.whl": "it begins neither as a zip file nor as a gzip file does",
    "encrypted.whl": "a in it is encrypted",
    "flip-sum.tar.gz": "the sum at its end is not that of its contents",
    "flip.tar.gz": "the sum at its end is not that of its contents",
    "many.whl": "it has more than 65000 entries",
    "no-zip.whl": "it has no directory at its end, as every zip file has",
    "packing.whl": "dm_py/__init__.py in it is packed in another way than by deflate",
    "text.tar.gz": "it begins neither as a zip file nor as a gzip file does",
    "twice.tar.gz": "a/b stands in it twice",
    "twice.whl": "a stands in it twice",
    "up-windows.whl": "../x in it leads up a folder",
    "up.tar.gz": "a/../../x in it leads up a folder",
    "up.whl": "dm_py/../../x in it leads up a folder",
  ]
  #expect(found == expected)
}

@Test func `what is over a limit is refused`() throws {
  func why(_ name: String, _ change: (inout ArchiveLimits) -> Void) throws -> String {
    var limits = ArchiveLimits()
    change(&limits)
    let error = #expect(throws: ReleaseError.self) { try archives().open(name, limits: limits) }
    return error?.why.first ?? ""
  }
  for name in ["sound/sound.whl", "sound/sound.tar.gz"] {
    #expect(try why(name) { $0.entries = 3 } == "it has more than 3 entries")
    #expect(try why(name) { $0.total = 20 } == "it unpacks to more than 20 bytes")
    #expect(try why(name) { $0.path = 12 }.hasSuffix("has too long a name"))
    #expect(try why(name) { $0.kept = 20 }.hasSuffix("more than are read of such a file"))
  }
}

@Test(arguments: [
  ("sound.whl", "sound.whl", ContentVerdict.same),
  ("sound.whl", "other-time.whl", .sameSource(commit: nil)),
  ("sound.whl", "sbom.whl", .sameSource(commit: nil)),
  (
    "sound.whl", "other.whl",
    .otherContent([
      ContentDifference("dm_py/__init__.py", .changed), ContentDifference("dm_py/more.py", .added),
      ContentDifference("dm_py/run.sh", .missing),
    ])
  ),
  ("sound.tar.gz", "other-time.tar.gz", .sameSource(commit: nil)),
  ("sound.tar.gz", "sound-gnu.tar.gz", .sameSource(commit: nil)),
  (
    "sound.tar.gz", "other.tar.gz",
    .otherContent([
      ContentDifference("build.sh", .changed),
      ContentDifference(String(repeating: "long", count: 40) + "/größe.py", .missing),
    ])
  ),
  (
    "sound.crate", "other-commit.crate",
    .sameSource(commit: String(repeating: "ab", count: 20))
  ),
  ("sound.crate", "other.crate", .otherContent([ContentDifference("src/lib.rs", .changed)])),
])
func `a served file is compared with the one built here`(
  _ own: String, _ served: String, _ verdict: ContentVerdict
) throws {
  #expect(try archives().verdict(own, served) == verdict)
}

@Test func `a crate of real cargo, packed from two commits, has the same source`() throws {
  // Where cargo is rustup's, it looks for its toolchains in the real home.
  let rustup =
    getenv("RUSTUP_HOME").map { String(cString: $0) }
    ?? getenv("HOME").map { String(cString: $0) + "/.rustup" }
  let scratch = try Scratch(["RUSTUP_HOME": rustup ?? ""])
  try scratch.shell(
    """
    git init -q -b main work
    cd work
    mkdir src
    printf '[package]\\nname = "dm"\\nversion = "0.1.0"\\nedition = "2021"\\n' > Cargo.toml
    echo 'pub fn a() {}' > src/lib.rs
    export CARGO_HOME=$HOME/cargo
    pack() {
      git add . && git commit -q --allow-empty -m "$1"
      cargo package -q --no-verify --offline && mv target/package/dm-0.1.0.crate ../"$1".crate
    }
    echo target > .gitignore
    pack one
    git rev-parse HEAD > ../commit
    pack two
    echo 'pub fn b() {}' > src/lib.rs
    pack three
    """)
  let files = Files.live(root: scratch.directory)
  let one = try Archive.read(file: "one.crate", in: files)
  let two = try Archive.read(file: "two.crate", in: files)
  let three = try Archive.read(file: "three.crate", in: files)
  let commit = try #require(try scratch.text("commit")).split(separator: "\n").joined()
  #expect(ContentVerdict(own: two, served: one) == .sameSource(commit: commit))
  #expect(
    ContentVerdict(own: three, served: one)
      == .otherContent([ContentDifference("src/lib.rs", .changed)]))
}

@Test func `without libarchive it says what to install`() {
  let error = ReleaseError.noArchiveLibrary
  #expect(error.code == .noLibrary)
  #expect(error.what == "libarchive is not installed")
  #expect(error.why.joined().contains("`libarchive13` (Debian, Ubuntu)"))
}
