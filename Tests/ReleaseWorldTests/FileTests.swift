import Diagnostics
import ReleaseWorld
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

struct FileTests {
  @Test func `files of relsh's own are private, and a store replaces as a whole`() throws {
    let folder = try Folder()
    let files = folder.files
    #expect(try files.read("a/b/c") == nil)
    #expect(files.list("a") == [])
    try files.store("a/b/c", [1])
    // What a process left that died before it could rename, and what one is about to rename.
    try folder.shell("touch a/b/.c.relsh-99999999 a/b/.c.relsh-1")
    try files.store("a/b/c", [2])
    try folder.shell("rm a/b/.c.relsh-1")
    try files.append("x/log", [1])
    try files.append("x/log", [2, 3])
    #expect(try files.read("a/b/c") == [2])
    #expect(try files.read("x/log") == [1, 2, 3])
    #expect(files.list("a/b") == ["c"])
    #expect(try folder.shell("stat -c %a a a/b a/b/c x x/log") == "700\n700\n600\n700\n600")
    #expect(files.kind("a") == .directory)
    #expect(files.kind("x/log") == .file)
    #expect(files.kind("none") == nil)
    try files.remove("x/log")
    try files.remove("x/log")
    #expect(files.kind("x/log") == nil)
  }

  @Test func `an export keeps links, and a mode that forbids is obeyed`() throws {
    let folder = try Folder()
    try folder.write("real", "one")
    try folder.shell("chmod 640 real; ln -s real link; touch locked; chmod 444 locked; mkdir dir")
    try folder.write("link", "two")
    #expect(try folder.text("real") == "two")
    #expect(try folder.shell("stat -c %a real; readlink link") == "640\nreal")
    #expect(code { try folder.write("locked", "x") } == .fileUnwritable)
    #expect(code { try folder.write("dir", "x") } == .fileUnwritable)
    #expect(code { _ = try folder.files.read("dir") } == .fileUnreadable)
    #expect(code { try folder.write("no/such", "x") } == .fileUnwritable)
    #expect(try folder.shell("ls -A") == "dir\nlink\nlocked\nreal")
  }

  @Test func `an edit replaces all files, keeps modes and links, and leaves nothing beside`() throws
  {
    let folder = try Folder()
    try folder.write("a", "1")
    try folder.shell("chmod 751 a; mkdir d; echo -n 2 > d/b; ln -s d/b link")
    let edit = try PreparedEdit(
      [
        folder.edit("a", "1", "one"), folder.edit("link", "2", "two"),
        folder.edit("new/c", nil, "3"),
      ],
      root: folder.path, id: "x")
    try edit.stage()
    #expect(try folder.text("a") == "1")
    try edit.apply()
    #expect(try folder.text("a") == "one")
    #expect(try folder.text("d/b") == "two")
    #expect(try folder.text("new/c") == "3")
    #expect(
      try folder.shell("stat -c %a a; readlink link; ls -A . d new") == """
        751
        d/b
        .:
        a
        d
        link
        new

        d:
        b

        new:
        c
        """)
  }

  @Test(arguments: [
    (FileEdit(path: "a", before: [0], after: [1]), ErrorCode.fileChanged),
    (FileEdit(path: "a", before: nil, after: [1]), .fileChanged),
    (FileEdit(path: "none", before: [0], after: [1]), .fileChanged),
    (FileEdit(path: "locked", before: [], after: [1]), .fileUnwritable),
    (FileEdit(path: "dir", before: nil, after: [1]), .fileUnreadable),
  ])
  func `an edit that cannot be is refused before anything is written`(
    _ edit: FileEdit, _ refusal: ErrorCode
  ) throws {
    let folder = try Folder()
    try folder.write("a", "1")
    try folder.write("b", "2")
    try folder.shell("mkdir dir; touch locked; chmod 444 locked")
    #expect(
      code {
        _ = try PreparedEdit([folder.edit("b", "2", "two"), edit], root: folder.path, id: "x")
      } == refusal)
    #expect(try folder.shell("ls -A") == "a\nb\ndir\nlocked")
  }

  @Test func `a rename that fails in the middle puts the others back`() throws {
    let folder = try Folder()
    for name in ["a", "b", "c"] { try folder.write(name, name) }
    let edit = try PreparedEdit(
      ["a", "b", "c"].map { folder.edit($0, $0, $0 + $0) }, root: folder.path, id: "x")
    try edit.stage()
    try folder.shell("rm c; mkdir -p c/x")
    #expect(code { try edit.apply() } == .fileUnwritable)
    #expect(try folder.shell("cat a b; ls -A") == "aba\nb\nc")
  }

  @Test(.enabled(if: getuid() == 0)) func `a full disk changes nothing`() throws {
    let folder = try Folder()
    try folder.shell("mkdir m; mount -t tmpfs -o size=64k none m")
    defer { _ = try? folder.shell("umount m") }
    try folder.write("m/a", "1")
    try folder.write("m/b", "2")
    let big = String(repeating: "x", count: 100_000)
    let edit = try PreparedEdit(
      [folder.edit("m/a", "1", "one"), folder.edit("m/b", "2", big)], root: folder.path, id: "x")
    #expect(code { try edit.stage() } == .diskFull)
    #expect(code { try folder.files.store("m/s", Array(big.utf8)) } == .diskFull)
    #expect(code { try folder.write("m/a", big) } == .diskFull)
    #expect(try folder.shell("ls -A m; cat m/a m/b") == "a\nb\n12")
  }

  @Test(arguments: [
    ("", "''"), ("a-b_c.d/e", "a-b_c.d/e"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#),
    ("$x;`y`", "'$x;`y`'"), ("ü", "'ü'"),
  ])
  func `a text is one word of the shell`(_ text: String, _ quoted: String) throws {
    #expect(text.shellQuoted == quoted)
    #expect(
      try Folder.processes.run(Child("sh", ["-c", "printf %s \(quoted)"])).text == text)
  }
}
