import Diagnostics
import Foundation
import ManifestEditing
import Testing

struct UnifiedDiffTests {
  /// Texts that become each other, and the path at which they lie.
  static let pairs: [(old: String?, new: String?, path: String)] = [
    ("a\nb\nc\n", "a\nB\nc\n", "Cargo.toml"),
    ("a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n", "crates/a/Cargo.toml"),
    ("a\nb", "a\nb\n", "x"),
    ("a\nb\n", "a\nb", "x"),
    ("a\nb", "a\nc", "x"),
    ("", "a\n", "x"),
    ("a\n", "", "x"),
    (nil, "a\nb\n", "new/file.txt"),
    (nil, "a", "n"),
    (nil, "", "empty"),
    ("a\nb\n", nil, "gone"),
    ("a\n", "b\n", "with blank/x y.toml"),
    ("a\n", "b\n", "wörter/ü.toml"),
    ("a\n", "b\n", "quote\"back\\slash\ttab"),
    ("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", "1\nx\n3\n4\n5\n6\n7\n8\n9\ny\n", "x"),
    ("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n", "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n", "x"),
    ("a\na\na\nb\na\na\n", "a\na\nb\na\na\na\n", "x"),
  ]

  @Test func `git apply makes the new file of the old one`() throws {
    for pair in Self.pairs { try check(pair.old, pair.new, path: pair.path) }
  }

  @Test func `git apply takes the diffs of random texts`() throws {
    var random = SeededRandom(1)
    for _ in 0..<60 {
      let old = (0..<Int.random(in: 0...30, using: &random)).map { _ in
        "\(Int.random(in: 0...4, using: &random))"
      }
      var new = old
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        let place = Int.random(in: 0...new.count, using: &random)
        if Bool.random(using: &random) || place == new.count {
          new.insert("\(Int.random(in: 0...5, using: &random))", at: place)
        } else {
          new.remove(at: place)
        }
      }
      let end = Bool.random(using: &random) ? "\n" : ""
      try check(
        old.joined(separator: "\n") + end, new.joined(separator: "\n") + "\n", path: "x.txt",
        context: Int.random(in: 0...3, using: &random))
    }
  }

  private func check(_ old: String?, _ new: String?, path: String, context: Int = 3) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    if let old { try Data(old.utf8).write(to: file) }
    let (before, after) = (old.map { Array($0.utf8) }, new.map { Array($0.utf8) })
    let patch = unifiedPatch(old: before, new: after, path: path, context: context)
    guard old != new else {
      #expect(patch.isEmpty)
      return
    }
    #expect(patch.last == UInt8(ascii: "\n"))
    let zero = context == 0 ? ["--unidiff-zero"] : []
    try run(["git", "apply", "--whitespace=nowarn"] + zero + ["-"], in: folder, input: patch)
    let result = try? Data(contentsOf: file)
    #expect(result.map { [UInt8]($0) } == after, "\(String(decoding: patch, as: UTF8.self))")
  }

  @Test func `a change has three lines of context and its numbers`() {
    let old = (1...9).map { "line \($0)\n" }.joined()
    let new = old.replacing("line 5\n", with: "line five\n")
    #expect(
      unifiedDiff(old: Array(old.utf8), new: Array(new.utf8), path: "a.txt") == """
        diff --git a/a.txt b/a.txt
        --- a/a.txt
        +++ b/a.txt
        @@ -2,7 +2,7 @@
         line 2
         line 3
         line 4
        -line 5
        +line five
         line 6
         line 7
         line 8

        """)
  }

  @Test
  func `five changed lines of ten thousand are found quickly, and a rewritten file is bounded`() {
    let old = (0..<10_000).map { "line \($0)\n" }
    var new = old
    for place in [3, 1_000, 5_000, 5_001, 9_990] { new[place] = "changed\n" }
    let start = ContinuousClock.now
    let patch = unifiedDiff(
      old: Array(old.joined().utf8), new: Array(new.joined().utf8), path: "Cargo.lock")
    #expect(patch.split(separator: "\n").count { $0.hasPrefix("+changed") } == 5)
    let other = (0..<10_000).map { "other \($0)\n" }
    let whole = unifiedDiff(
      old: Array(old.joined().utf8), new: Array(other.joined().utf8), path: "Cargo.lock")
    #expect(whole.contains("@@ -1,10000 +1,10000 @@"))
    #expect(ContinuousClock.now - start < .seconds(10))
  }
}
