import Testing

@testable import ReleaseModel

@Test(arguments: [
  "any", "win32", "win_amd64", "win_arm64", "linux_armv7l", "manylinux1_i686",
  "manylinux2010_x86_64", "manylinux2014_aarch64", "manylinux2014_ppc64", "manylinux_2_17_x86_64",
  "manylinux_2_39_riscv64", "musllinux_1_2_armv7l", "macosx_10_9_universal2", "macosx_10_13_intel",
  "macosx_11_0_arm64", "macosx_26_0_arm64", "ios_13_0_arm64_iphoneos", "android_21_arm64_v8a",
  "pyemscripten_2026_0_wasm32",
])
func `PyPI takes a platform`(_ tag: String) {
  #expect(PlatformTag(tag).isTakenByPyPI)
}

@Test(arguments: [
  "", "linux_x86_64", "linux_aarch64", "win_x86_64", "win32_any", "macosx_11_3_arm64",
  "macosx_11_arm64",
  "macosx_10_9_aarch64", "manylinux_x86_64", "manylinux_2_x86_64", "manylinux_2_17_arm64",
  "manylinux1_aarch64", "manylinux2014_riscv64", "musllinux_1_1_ppc64", "freebsd_14_amd64",
  "any_any",
  "ios_13_0_x86_64_iphoneos", "cygwin_x86_64",
])
func `PyPI refuses a platform`(_ tag: String) {
  #expect(!PlatformTag(tag).isTakenByPyPI)
}

@Test(arguments: [
  ("3.11", "linux-x86_64", "cp311-cp311-manylinux_2_17_x86_64", true),
  ("3.11", "linux-x86_64", "cp311-none-any", true),
  ("3.11", "linux-x86_64", "cp38-abi3-musllinux_1_1_x86_64", true),
  ("3.11", "linux-x86_64", "py3-none-any", true),
  ("3.11", "linux-x86_64", "py39-none-any", true),
  ("3.11", "linux-x86_64", "py312-none-any", false),
  ("3.11", "linux-x86_64", "py2-none-any", false),
  ("3.11", "linux-x86_64", "cp39-cp39-manylinux_2_17_x86_64", false),
  ("3.11", "linux-x86_64", "cp312-abi3-manylinux_2_17_x86_64", false),
  ("3.11", "linux-x86_64", "cp311-cp311-manylinux_2_17_aarch64", false),
  ("3.11", "linux-x86_64", "cp311-cp311-win_amd64", false),
  ("3.13", "linux-aarch64", "cp313-cp313t-manylinux_2_17_aarch64", false),
  ("3.12", "windows-x86_64", "cp312-cp312-win_amd64", true),
  ("3.12", "windows-x86_64", "cp312-cp312-win32", false),
  ("3.12", "macos-arm64", "cp312-cp312-macosx_11_0_arm64", true),
  ("3.12", "macos-arm64", "cp312-cp312-macosx_10_9_universal2", true),
  ("3.12", "macos-x86_64", "cp312-cp312-macosx_11_0_arm64", false),
  ("pypy3.9", "linux-x86_64", "pp39-pypy39_pp73-manylinux_2_17_x86_64", true),
  ("pypy3.9", "linux-x86_64", "cp39-cp39-manylinux_2_17_x86_64", false),
  ("pypy3.9", "linux-x86_64", "cp38-abi3-manylinux_2_17_x86_64", false),
  ("pypy3.9", "linux-x86_64", "pp310-pypy310_pp73-manylinux_2_17_x86_64", false),
])
func `a cell takes the wheels that its pip would take`(
  _ python: String, _ platform: String, _ tag: String, _ takes: Bool
) throws {
  let cell = try #require(WheelCell(python: python, platform: platform))
  let name = try #require(WheelName("a-1-\(tag).whl"))
  #expect(name.tags.contains(where: cell.takes) == takes)
}

@Test(arguments: [
  ("_a.cpython-311-x86_64-linux-gnu.so", "cp311-cp311-manylinux_2_17_x86_64", true),
  ("_a.cpython-311-x86_64-linux-gnu.so", "cp311-cp311-musllinux_1_1_x86_64", true),
  ("_a.cpython-311-i386-linux-gnu.so", "cp311-cp311-manylinux1_i686", true),
  ("_a.cpython-311-arm-linux-gnueabihf.so", "cp311-cp311-manylinux_2_31_armv7l", true),
  ("_a.cpython-311-powerpc64le-linux-gnu.so", "cp311-cp311-manylinux2014_ppc64le", true),
  ("_a.cpython-311-x86_64-linux-gnu.so", "cp311-cp311-manylinux_2_17_i686", false),
  ("_a.cpython-311-x86_64-linux-gnu.so", "cp312-cp312-manylinux_2_17_x86_64", false),
  ("_a.cpython-311-x86_64-linux-gnu.so", "py3-none-manylinux_2_17_x86_64", false),
  ("_a.cpython-313t-darwin.so", "cp313-cp313t-macosx_11_0_arm64", true),
  ("_a.cpython-313-darwin.so", "cp313-cp313t-macosx_11_0_arm64", false),
  ("_a.abi3.so", "cp38-abi3-macosx_11_0_arm64", true),
  ("_a.abi3.so", "cp38-cp38-manylinux1_x86_64", true),
  ("_a.abi3.so", "cp313-cp313t-manylinux_2_17_x86_64", false),
  ("_a.abi3.so", "pp39-pypy39_pp73-manylinux_2_17_x86_64", false),
  ("_a.abi3.so", "cp38-abi3-win_amd64", false),
  ("_a.pyd", "cp38-abi3-win_amd64", true),
  ("_a.cp311-win_amd64.pyd", "cp311-cp311-win_amd64", true),
  ("_a.cp311-win32.pyd", "cp311-cp311-win_amd64", false),
  ("_a.pypy39-pp73-x86_64-linux-gnu.so", "pp39-pypy39_pp73-manylinux_2_17_x86_64", true),
  ("_a.pypy39-pp73-darwin.so", "pp310-pypy310_pp73-macosx_10_15_x86_64", false),
  ("libz.so", "py3-none-any", true),
])
func `a compiled module fits the wheel whose Python loads it`(
  _ path: String, _ tag: String, _ fits: Bool
) throws {
  let module = try #require(ExtensionModule("p/\(path)"))
  let name = try #require(WheelName("a-1-\(tag).whl"))
  #expect(module.name == "p/" + path.prefix { $0 != "." })
  #expect(name.tags.contains(where: module.fits) == fits)
}

@Test func `a RECORD is read with quotes, either end of line and either separator`() throws {
  let record = try #require(
    WheelRecord("a.py,sha256=x,1\r\n\"b, \"\"c\"\".py\",sha256=y,2\n\nd\\e.py,,\nf,,"))
  #expect(record.lines.map(\.path) == ["a.py", "b, \"c\".py", "d/e.py", "f"])
  #expect(record.lines.map(\.size) == ["1", "2", "", ""])
  for text in ["a,b\n", "a,b,c,d\n", "\"a,b,c\n", "a;b;c"] {
    #expect(WheelRecord(text) == nil, "\(text)")
  }
}

@Test func `a hash is spelled as RECORD has it`() {
  let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  #expect(
    WheelRecord.hash(sha256: empty) == "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
}

@Test func `metadata ends where its text begins, and a folded field is one`() {
  let metadata = CoreMetadata(
    "Name: a\nVERSION:1.0 \nLicense: one\n  two\nLicense-File: A\nLicense-File: B\n\nName: b\n")
  #expect(metadata["name"] == "a")
  #expect(metadata["Version"] == "1.0")
  #expect(metadata["License"] == "one\ntwo")
  #expect(metadata.all("License-File") == ["A", "B"])
  #expect(metadata["Summary"] == nil)
}

@Test(arguments: [
  (["a/b": "c"], true), (["a/b/c": "../d"], true), (["a/b": "."], true), (["a/b/c": ".."], true),
  (["a/b": ""], false), (["a/b": "/c"], false), (["a/b": ".."], false), (["a/b": "../a/c"], false),
  (["a/b": "b"], false), (["a/b/c": "..", "a/d": "b/c/.."], false),
  (["a/b/c": "..", "a/d": "b/c/e"], true), (["a/b": "c", "a/c": "d", "a/d": "b"], false),
])
func `a link is followed over other links`(_ links: [String: String], _ isWithin: Bool) {
  let entries = links.map { ArchiveEntry($0, .link(to: $1)) }
  let archive = Archive(name: "a-1.tar.gz", size: 0, sha256: "", entries: entries)
  let found = SdistProof.findings(of: archive).contains { $0.code == .link }
  #expect(found != isWithin)
}

@Test func `no text of a finding can move the cursor`() {
  let finding = ArtifactFinding(
    .link, "", why: "a\u{1B}[2J\nb" + String(repeating: "x", count: 2000), fix: "")
  #expect(finding.why.hasPrefix("a?[2J?bx"))
  #expect(finding.why.utf8.count == 1003)
}
