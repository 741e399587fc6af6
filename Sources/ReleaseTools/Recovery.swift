import Diagnostics
package import ReleaseWorld

/// What a run that was cut off left, and what was done about it.
package struct Recovery: Hashable, Sendable {
  /// How the effect that was under way ended.
  package enum Found: Hashable, Sendable {
    /// It had happened.
    case done
    /// An edit was brought to its end now.
    case rolledForward
    /// It had not happened, and nothing of it is left.
    case nothingChanged
    /// An edit of which this file has since been changed by somebody else; no file was touched.
    case untouched(file: String)
    /// Nobody could be asked; the reason.
    case unknown(String)
    /// Its git is still at work; nothing was done.
    case running(process: Int32)
  }

  /// The effect in a person's words (`the edit of Cargo.toml`, `git tag ...`).
  package var what: String
  package var found: Found
  /// Lock and temporary files of a git that had died, which were removed.
  package var removed: [String]

  package init(what: String, found: Found, removed: [String] = []) {
    self.what = what
    self.found = found
    self.removed = removed
  }

  /// One line for a person.
  package var text: String {
    let end =
      switch found {
      case .done: "it had been done"
      case .rolledForward: "it is done now"
      case .nothingChanged: "nothing of it was done"
      case .untouched(let file): "\(file) was changed since, so no file was touched"
      case .unknown(let reason): "whether it was done is not known: \(reason)"
      case .running(let process): "its git (process \(process)) is still running"
      }
    let removed = removed.isEmpty ? "" : "; removed \(removed.joined(separator: ", "))"
    return "an earlier run was cut off during \(what): \(end)\(removed)"
  }
}

extension World {
  /// Ends or reports every effect that a run which was cut off left without a result.
  ///
  /// Empty also while another relsh is at work: what is open then is its own. Nothing is asked of
  /// anybody where the journal holds no open effect.
  ///
  /// - Throws: What reading the journal, or ending an edit, refused; then it stays open.
  package func recover() throws(Failure) -> [Recovery] {
    guard !onlyShows else { return [] }
    try temporaryTree.removeLeft()
    guard try !openEffects().isEmpty else { return [] }
    do throws(Failure) {
      return try locked(command: "recovery") { () throws(Failure) -> [Recovery] in
        var recoveries: [Recovery] = []
        // Read again: another relsh may have ended them meanwhile.
        for record in try openEffects() {
          let (recovery, succeeded) = try end(record)
          recoveries.append(recovery)
          if let succeeded { try self.record(record.id, .result(succeeded: succeeded)) }
        }
        return recoveries
      }
    } catch  where error.code == .locked {
      return []
    }
  }

  private func openEffects() throws(Failure) -> [JournalRecord] {
    JournalRecord.open(try journal.records()).filter {
      switch $0.kind {
      case .editIntent, .gitIntent, .toolIntent: true
      default: false
      }
    }
  }

  /// Ends one; whether it succeeded, or `nil` where it stays open.
  private func end(_ record: JournalRecord) throws(Failure) -> (Recovery, succeeded: Bool?) {
    switch record.kind {
    case .editIntent(let replacements):
      let names = replacements.map { relative($0.path) }
      let some = names.prefix(3).joined(separator: ", ")
      let what = "the edit of \(names.count > 3 ? "\(some) and \(names.count - 3) more" : some)"
      switch try EditRecovery.end(replacements, id: record.id) {
      case .done: return (Recovery(what: what, found: .done), true)
      case .rolledForward: return (Recovery(what: what, found: .rolledForward), true)
      case .nothingChanged: return (Recovery(what: what, found: .nothingChanged), false)
      case .untouched(let file):
        return (Recovery(what: what, found: .untouched(file: relative(file))), false)
      }
    case .gitIntent(let arguments, let change):
      let what = "git \(arguments.map(\.shellQuoted).joined(separator: " "))"
      if let process = runningGit() {
        return (Recovery(what: what, found: .running(process: process)), nil)
      }
      let left = LeftFiles.find(in: [git.directory, git.commonDirectory], since: record.time)
      for file in left { try files.remove(file) }
      let found = try happened(GitCall.Change(journalText: change), since: record.time)
      return (Recovery(what: what, found: found, removed: left.map(relative)), found == .done)
    case .toolIntent(let command, let change):
      let what = command.map(\.shellQuoted).joined(separator: " ")
      let found = try registryHolds(ToolCall.Change(journalText: change))
      return (Recovery(what: what, found: found), found == .done)
    default: return (Recovery(what: "nothing", found: .done), true)
    }
  }

  private func relative(_ path: String) -> String {
    path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
  }

  private func happened(
    _ change: GitCall.Change, since time: Double
  ) throws(Failure) -> Recovery.Found {
    switch change {
    case .commit(let message, _):
      let end = try processes.run(
        Child(
          "git", ["cat-file", "commit", "HEAD"], directory: root, environment: GitClient.cleared))
      guard end.status == 0, CommitObject(end.output).isMade(with: message, since: time) else {
        return .nothingChanged
      }
      try finishIndex()
      return .done
    case .tag(let name, _):
      return try git.commit("refs/tags/\(name)") != nil ? .done : .nothingChanged
    case .deleteTag(let name):
      return try git.commit("refs/tags/\(name)") == nil ? .done : .nothingChanged
    case .push(let remote, let references):
      return try asking(
        remote, references.map { PushedReference.full(PushedReference.split($0).destination) }
      ) { (there) throws(Failure) -> Bool in
        for reference in references {
          let (source, destination) = PushedReference.split(reference)
          guard let there = there[PushedReference.full(destination)],
            try git.commit(source) == git.commit(there)
          else { return false }
        }
        return true
      }
    case .deleteRemoteTag(let remote, let name):
      return try asking(remote, ["refs/tags/\(name)"]) { (there) throws(Failure) -> Bool in
        there["refs/tags/\(name)"] == nil
      }
    case .other: return .unknown("only a look at the repository can tell")
    }
  }

  private func asking(
    _ remote: String, _ references: [String],
    _ isDone: ([String: String]) throws(Failure) -> Bool
  ) throws(Failure) -> Recovery.Found {
    let there: [String: String]
    do throws(Failure) {
      there = try git.remoteReferences(remote, references)
    } catch {
      return .unknown(error.what)
    }
    return try isDone(there) ? .done : .nothingChanged
  }

  /// A git whose directory lies in this work tree: a child of the run that was cut off may live on.
  private func runningGit() -> Int32? {
    for name in files.list("/proc") {
      guard let process = Int32(name), let comm = try? files.read("/proc/\(name)/comm"),
        comm.starts(with: "git".utf8), let place = FilePath.real("/proc/\(name)/cwd")
      else { continue }
      if (place + "/").hasPrefix(root + "/") || (place + "/").hasPrefix(git.commonDirectory + "/") {
        return process
      }
    }
    guard files.kind("/proc/self") == nil else { return nil }
    // Without /proc it is not known where a git is at work: any counts.
    guard let end = try? processes.run(Child("ps", ["-axo", "pid=,comm="])) else { return nil }
    for line in end.text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      if words.count == 2, FilePath.name(of: String(words[1])).hasPrefix("git") {
        return Int32(words[0])
      }
    }
    return nil
  }
}

/// A commit as git stores it.
///
/// - SeeAlso: git's Documentation/user-manual, "Commit Object".
private struct CommitObject {
  private var time = 0.0
  private var message: ArraySlice<UInt8> = []

  init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0x0A), end > rest.startIndex {
      let line = rest[..<end]
      rest = rest[(end + 1)...]
      guard line.starts(with: "committer ".utf8) else { continue }
      // `committer NAME <ADDRESS> SECONDS ZONE`
      let words = line.split(separator: 0x20)
      time = Double(String(decoding: words[max(0, words.count - 2)], as: UTF8.self)) ?? 0
    }
    message = rest.dropFirst()
  }

  /// Whether it has the first line of a message and was made at or after a time.
  func isMade(with text: String, since start: Double) -> Bool {
    let first = text.utf8.drop { $0 == 0x0A }.prefix { $0 != 0x0A }
    return time >= start - 2 && message.prefix { $0 != 0x0A }.elementsEqual(first)
  }
}

/// One reference of a push.
enum PushedReference {
  /// What is pushed, and the reference of the remote that gets it, as git's refspec writes them.
  static func split(_ reference: String) -> (source: String, destination: String) {
    let plain = reference.hasPrefix("+") ? String(reference.dropFirst()) : reference
    guard let colon = plain.firstIndex(of: ":") else { return (plain, plain) }
    return (String(plain[..<colon]), String(plain[plain.index(after: colon)...]))
  }

  /// A reference in full; a short one names a branch.
  static func full(_ reference: String) -> String {
    reference.hasPrefix("refs/") ? reference : "refs/heads/\(reference)"
  }
}
