import Diagnostics

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension World {
  /// The same world, whose effects are recorded: an intent before each, a result after it, under the
  /// repository's lock.
  ///
  /// Records go through `journal.append` as it is when this is called, so that a test can stand in
  /// between. An edit's intent comes before its new contents are written beside the files: whatever lies
  /// about after a crash is then named in the journal, and where it is not complete no file has been
  /// replaced yet.
  package func journaled() -> World {
    let inner = self
    var world = self
    world.perform = { (effect: Effect) throws(Failure) in
      try inner.locked(command: "an effect") { () throws(Failure) in
        try inner.performRecorded(effect)
      }
    }
    return world
  }

  private func performRecorded(_ effect: Effect) throws(Failure) {
    let id = JournalRecord.newID(at: clock.now())
    switch effect {
    case .edit(let edits):
      let edit = try PreparedEdit(edits, root: root, id: id)
      try record(id, .editIntent(edit.replacements))
      try recordingResult(id) { () throws(Failure) in
        try edit.stage()
        try edit.apply()
      }
    case .git(let call):
      try record(id, .gitIntent(arguments: call.arguments, change: call.change.journalText))
      try recordingResult(id) { () throws(Failure) in try perform(effect) }
    case .tool(let call):
      try record(
        id, .toolIntent(command: [call.program] + call.arguments, change: call.change.journalText))
      try recordingResult(id) { () throws(Failure) in try perform(effect) }
    }
  }

  private func recordingResult(_ id: String, _ body: () throws(Failure) -> Void) throws(Failure) {
    do throws(Failure) {
      try body()
    } catch {
      // The first error is the one to tell; without a result the next start looks for itself.
      do throws(Failure) { try record(id, .result(succeeded: false)) } catch {}
      throw error
    }
    try record(id, .result(succeeded: true))
  }

  /// Appends a record of this process, of now.
  package func record(_ id: String, _ kind: JournalRecord.Kind) throws(Failure) {
    try journal.append(JournalRecord(id: id, process: getpid(), time: clock.now(), kind: kind))
  }
}

extension GitCall.Change {
  /// The change as the journal keeps it: words between tabs, of which git's names hold none.
  package var journalText: String {
    switch self {
    case .commit(let message, _): "commit\t\(message)"
    case .tag(let name, _): "tag\t\(name)"
    case .push(let remote, let references):
      (["push", remote] + references).joined(separator: "\t")
    case .deleteTag(let name): "delete-tag\t\(name)"
    case .deleteRemoteTag(let remote, let name): "delete-remote-tag\t\(remote)\t\(name)"
    case .other: "other"
    }
  }

  /// What a journal's text says; `paths` and a tag's message are not kept.
  package init(journalText: String) {
    let words = journalText.split(separator: "\t", omittingEmptySubsequences: false)
      .map(String.init)
    switch (words.first, words.count) {
    case ("commit", 2...):
      self = .commit(message: words[1...].joined(separator: "\t"), paths: [])
    case ("tag", 2): self = .tag(name: words[1], message: "")
    case ("push", 2...): self = .push(remote: words[1], references: Array(words[2...]))
    case ("delete-tag", 2): self = .deleteTag(name: words[1])
    case ("delete-remote-tag", 3): self = .deleteRemoteTag(remote: words[1], name: words[2])
    default: self = .other
    }
  }
}
