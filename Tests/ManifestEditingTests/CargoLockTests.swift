import Diagnostics
import ManifestEditing
import Testing

struct CargoLockTests {
  private static let registry = "registry+https://github.com/rust-lang/crates.io-index"

  private func edit(_ text: String, _ changes: [LockedVersionChange]) throws -> String {
    let lock = try CargoLock(Array(text.utf8), file: "Cargo.lock")
    let edited = try TextEdit.apply(
      try lock.edits(for: changes), to: lock.document.bytes, file: "Cargo.lock")
    return String(decoding: edited, as: UTF8.self)
  }

  private func block(
    _ name: String, _ version: String, _ source: String? = nil, _ needs: [String] = []
  )
    -> String
  {
    var lines = ["[[package]]", "name = \"\(name)\"", "version = \"\(version)\""]
    if let source { lines += ["source = \"\(source)\"", "checksum = \"00\""] }
    if !needs.isEmpty { lines += ["dependencies = ["] + needs.map { " \"\($0)\"," } + ["]"] }
    return lines.joined(separator: "\n") + "\n"
  }

  private func file(_ blocks: [String]) -> String {
    (["# generated\nversion = 4\n"] + blocks).joined(separator: "\n")
  }

  @Test func `the version of a package from a path changes, and nothing else`() throws {
    let before = file([
      block("core", "0.1.0"), block("serde", "0.1.0", Self.registry),
      block("tool", "0.1.0", nil, ["core", "serde"]),
    ])
    let after = file([
      block("core", "0.2.0"), block("serde", "0.1.0", Self.registry),
      block("tool", "0.1.0", nil, ["core", "serde"]),
    ])
    let change = LockedVersionChange(name: "core", old: "0.1.0", new: "0.2.0")
    #expect(try edit(before, [change]) == after)
    #expect(
      try edit(before.replacing("\n", with: "\r\n"), [change])
        == after.replacing("\n", with: "\r\n"))
    #expect(
      try edit(before, [LockedVersionChange(name: "core", old: "9.9.9", new: "0.2.0")]) == after)
    for name in ["serde", "absent"] {
      #expect(
        try edit(before, [LockedVersionChange(name: name, old: "0.1.0", new: "1.0.0")]) == before)
    }
    #expect(try edit(before, [LockedVersionChange(name: "core", old: nil, new: "0.1.0")]) == before)
  }

  @Test func `several packages change at once`() throws {
    let before = file([block("a", "0.1.0"), block("b", "0.1.0", nil, ["a"]), block("c", "0.1.0")])
    let after = file([block("a", "0.2.0"), block("b", "0.3.0", nil, ["a"]), block("c", "0.1.0")])
    #expect(
      try edit(
        before,
        [
          LockedVersionChange(name: "b", old: nil, new: "0.3.0"),
          LockedVersionChange(name: "a", old: nil, new: "0.2.0"),
        ]) == after)
  }

  @Test func `of packages of one name, entries name the one that is meant`() throws {
    let before = file([
      block("core", "0.1.0"), block("core", "0.2.0"),
      block("tool", "0.1.0", nil, ["core 0.1.0", "core 0.2.0", "other"]),
      block("use", "0.1.0", nil, ["core 0.2.0"]),
    ])
    let after = file([
      block("core", "0.1.1"), block("core", "0.2.0"),
      block("tool", "0.1.0", nil, ["core 0.1.1", "core 0.2.0", "other"]),
      block("use", "0.1.0", nil, ["core 0.2.0"]),
    ])
    #expect(
      try edit(before, [LockedVersionChange(name: "core", old: "0.1.0", new: "0.1.1")]) == after)
    #expect(
      try edit(before, [LockedVersionChange(name: "core", old: "0.3.0", new: "0.4.0")]) == before)
  }

  @Test func `a source is named as long as it is needed, and order follows the versions`() throws {
    let shared = file([
      block("x", "0.1.0", nil, ["x 0.1.0 (\(Self.registry))"]), block("x", "0.1.0", Self.registry),
      block("y", "0.1.0", nil, ["x 0.1.0"]),
    ])
    let apart = file([
      block("x", "0.1.0", Self.registry), block("x", "0.2.0", nil, ["x 0.1.0"]),
      block("y", "0.1.0", nil, ["x 0.2.0"]),
    ])
    #expect(try edit(shared, [LockedVersionChange(name: "x", old: "0.1.0", new: "0.2.0")]) == apart)
  }

  /// Captured from cargo 1.95, whose lock file has, byte for byte, these blocks of `x` and entries of `z`.
  @Test(arguments: [
    ("0.1.0", ["0.1.0 path", "0.1.0", "0.3.0"], ["x 0.1.0", "x 0.1.0 (R)", "x 0.3.0"]),
    ("0.1.1", ["0.1.0", "0.1.1 path", "0.3.0"], ["x 0.1.0", "x 0.1.1", "x 0.3.0"]),
    ("0.3.0", ["0.1.0", "0.3.0 path", "0.3.0"], ["x 0.1.0", "x 0.3.0", "x 0.3.0 (R)"]),
    ("0.4.0", ["0.1.0", "0.3.0", "0.4.0 path"], ["x 0.1.0", "x 0.3.0", "x 0.4.0"]),
    ("0.0.9", ["0.0.9 path", "0.1.0", "0.3.0"], ["x 0.0.9", "x 0.1.0", "x 0.3.0"]),
  ])
  func `a package that shares its name is spelt as cargo spells it`(
    _ version: String, _ order: [String], _ entries: [String]
  ) throws {
    func lock(_ order: [String], _ entries: [String]) -> String {
      let x = order.map { $0.split(separator: " ") }.map { parts in
        block("x", String(parts[0]), parts.count == 1 ? Self.registry : nil)
      }
      let needs = entries.map { $0.replacing("(R)", with: "(\(Self.registry))") }
      return file(x + [block("z", "0.1.0", nil, needs)])
    }
    let before = lock(
      ["0.1.0 path", "0.1.0", "0.3.0"], ["x 0.1.0", "x 0.1.0 (R)", "x 0.3.0"])
    let after = lock(order, entries)
    #expect(try edit(before, [LockedVersionChange(name: "x", old: "0.1.0", new: version)]) == after)
    #expect(try edit(after, [LockedVersionChange(name: "x", old: version, new: "0.1.0")]) == before)
  }

  @Test func `the entries of format 1 always have version and source`() throws {
    func lock(_ version: String) -> String {
      let blocks = [
        block("core", version),
        "[[package]]\nname = \"serde\"\nversion = \"0.1.0\"\nsource = \"\(Self.registry)\"\n",
        block("tool", "0.1.0", nil, ["core \(version)", "serde 0.1.0 (\(Self.registry))"]),
        "[metadata]\n\"checksum serde 0.1.0 (\(Self.registry))\" = \"00\"\n",
      ]
      return blocks.joined(separator: "\n")
    }
    #expect(
      try edit(lock("0.1.0"), [LockedVersionChange(name: "core", old: "0.1.0", new: "0.2.0")])
        == lock("0.2.0"))
  }

  @Test func `a package without a version is an error with its place`() {
    #expect {
      try CargoLock(Array("version = 4\n[[package]]\nname = 'a'\n".utf8), file: "Cargo.lock")
    } throws: { error in
      (error as? ReleaseError)?.at?.description == "Cargo.lock:2:1"
    }
  }
}
