import Testing

@testable import LineEditor

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file in a directory of its own, which goes with it.
private final class Scratch {
  let directory: String
  var path: String { directory + "/state/relsh/history" }

  init() throws {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((base + "/line-editor-XXXXXX").utf8CString)
    directory = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit {
    for name in ["history", "history.new"] { unlink(directory + "/state/relsh/" + name) }
    for name in ["/state/relsh", "/state", ""] { rmdir(directory + name) }
  }

  func mode(_ path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
  }
}

@Test(arguments: ["tag v1", "a\\nb", "two\nlines", "\\", "é漢 ", "\\\\n\n\\"])
func `an entry comes back as it was`(entry: String) {
  let bytes = HistoryFile.encode(entry)
  #expect(bytes.filter { $0 == 0x0A }.count == 1)
  #expect(HistoryFile.decode(bytes[...]) == [entry])
}

@Test func `the file and its directories are for their owner alone`() throws {
  let scratch = try Scratch()
  #expect(HistoryFile(path: scratch.path).append(["tag"]))
  #expect(scratch.mode(scratch.path) == 0o600)
  #expect(scratch.mode(scratch.directory + "/state/relsh") == 0o700)
  chmod(scratch.path, 0o644)
  #expect(HistoryFile(path: scratch.path).append(["push"]))
  #expect(scratch.mode(scratch.path) == 0o600)
}

@Test func `each shell sees what the other has added, once and in order`() throws {
  let scratch = try Scratch()
  var one = History(file: HistoryFile(path: scratch.path))
  var two = History(file: HistoryFile(path: scratch.path))
  one.add("bump")
  two.add("tag\n push\nplan")
  one.add(" hidden")
  one.add("   \n")
  one.synchronize()
  #expect(one.entries == ["bump", "tag", "plan"])
  two.add("bump")
  one.synchronize()
  two.synchronize()
  #expect(one.entries == ["tag", "plan", "bump"])
  #expect(two.entries == one.entries)
}

@Test func `blanks behind a line are no other line`() {
  var history = History(file: nil)
  for line in ["status", "status  ", "a \\ ", "b\\", "  "] { history.add(line) }
  #expect(history.entries == ["status", "a \\ ", "b\\"])
}

@Test func `without a file, or where it cannot be written, the session has its own history`() {
  for file in [nil, HistoryFile(path: "/dev/null/history")] {
    var history = History(file: file)
    history.add("bump")
    history.add("tag")
    history.add("bump")
    history.synchronize()
    #expect(history.entries == ["tag", "bump"])
  }
}

@Test func `a line that was cut off does not spoil the next`() throws {
  let scratch = try Scratch()
  let file = HistoryFile(path: scratch.path)
  #expect(file.append(["tag"]))
  let descriptor = open(scratch.path, O_WRONLY | O_APPEND)
  _ = write(descriptor, "pus", 3)
  close(descriptor)
  var mark: HistoryFile.Mark?
  #expect(file.entries(after: &mark).entries == ["tag"])
  #expect(file.append(["plan"]))
  #expect(file.entries(after: &mark).entries == ["pus", "plan"])
}

@Test func `compaction keeps the newest, and shells that read on see the new file`() throws {
  let scratch = try Scratch()
  let file = HistoryFile(path: scratch.path, keeping: 3)
  var reader = History(file: file)
  #expect(file.append((0..<6).map { "tag \($0)" }))
  reader.synchronize()
  file.compact()
  var mark: HistoryFile.Mark?
  #expect(file.entries(after: &mark).entries.count == 6)
  #expect(file.append(["tag 5"]))
  file.compact()
  #expect(file.append(["push"]))
  mark = nil
  #expect(file.entries(after: &mark).entries == ["tag 3", "tag 4", "tag 5", "push"])
  reader.synchronize()
  #expect(reader.entries == (0..<6).map { "tag \($0)" } + ["push"])
  #expect(scratch.mode(scratch.path) == 0o600)
}

@Test func `writers and compactions at once lose nothing`() async throws {
  let scratch = try Scratch()
  let path = scratch.path
  await withTaskGroup(of: Void.self) { group in
    for writer in 0..<4 {
      group.addTask {
        for number in 0..<100 {
          _ = HistoryFile(path: path, keeping: 500).append(["tag \(writer)-\(number)", "again"])
          if number % 10 == 0 { HistoryFile(path: path, keeping: 500).compact() }
        }
      }
    }
  }
  var mark: HistoryFile.Mark?
  let entries = HistoryFile(path: path).entries(after: &mark).entries
  #expect(Set(entries).count == 401)
}

@Test func `arrows go through the entries that begin with what was typed`() {
  let entries = ["bump 1", "abump", "build", "tag bu", "bump 2"]
  var walk = HistoryWalk()
  var line = "bu"
  var seen: [String] = []
  for direction in [.older, .older, .older, .older, .newer, .newer, .newer, .newer]
    as [HistoryWalk.Direction]
  {
    line = walk.step(direction, line: line, head: "bu", in: entries) ?? line
    seen.append(line)
  }
  #expect(
    seen == ["bump 2", "build", "bump 1", "bump 1", "build", "bump 2", "bu", "bu"])
}

@Test func `an edited line begins another walk`() {
  var walk = HistoryWalk()
  let entries = ["tag 1", "bump", "tag 2"]
  #expect(walk.step(.older, line: "", head: "", in: entries) == "tag 2")
  #expect(walk.step(.older, line: "tag 2", head: "tag 2", in: entries) == "bump")
  #expect(walk.step(.older, line: "tag", head: "tag", in: entries) == "tag 2")
  #expect(walk.step(.older, line: "tag 2", head: "tag 2", in: entries) == "tag 1")
  #expect(walk.step(.older, line: "tag 1", head: "tag 1", in: entries) == nil)
}

@Test func `undo takes back a word at a time`() {
  var stack = UndoStack()
  func state(_ text: String, _ cursor: Int? = nil) -> UndoStack.State {
    let line = text.unicodeScalars.map(\.value)
    return UndoStack.State(line: line, cursor: cursor ?? line.count)
  }
  for end in 0...8 { stack.record(state(String("bump one".prefix(end)))) }
  stack.record(state("bump one", 0))
  stack.record(state("one", 0))
  #expect(stack.undo() == state("bump one", 0))
  #expect(stack.undo() == state("bump"))
  #expect(stack.undo() == state(""))
  #expect(stack.undo() == nil)
}

@Test func `what is not to be kept is in no history`() throws {
  let scratch = try Scratch()
  var history = History(file: HistoryFile(path: scratch.path))
  history.add("tag v1\nuse secret", if: { !$0.contains("secret") })
  history.add("secret", if: { _ in false })
  history.synchronize()
  #expect(history.entries == ["tag v1"])
  #expect(HistoryFile(path: scratch.path).lines() == ["tag v1"])
}
