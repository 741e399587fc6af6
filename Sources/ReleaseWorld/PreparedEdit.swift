import Diagnostics

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The replacement of several files, all or none, in the three parts between which a journal writes.
///
/// `init` looks and changes nothing; `stage` writes the new contents beside the files; `apply` puts
/// them in their places. Beside, not in a directory of relsh's own: only within a directory is a rename
/// sure to be atomic (the git directory may lie on another file system).
package struct PreparedEdit: Sendable {
  fileprivate struct File: Sendable {
    /// As the edit names it, for people.
    let path: String
    /// The file itself: where a link leads to.
    let target: String
    let staged: String
    let before: [UInt8]?
    let after: [UInt8]
    let mode: mode_t
    let owner: (user: uid_t, group: gid_t)?
  }

  private let files: [File]

  /// Checks that each file is as it was when the edit was made, and that it may be written.
  ///
  /// - Throws: `.fileChanged`, `.fileUnwritable`, `.fileUnreadable`; nothing is changed then.
  package init(_ edits: [FileEdit], root: String, id: String) throws(Failure) {
    var files: [File] = []
    var targets: Set<String> = []
    for edit in edits {
      let file = try Self.look(edit, root, id)
      guard targets.insert(file.target).inserted else {
        throw Failure(.fileChanged, "\(edit.path) is edited twice in one edit")
      }
      files.append(file)
    }
    self.files = files
  }

  private static func look(_ edit: FileEdit, _ root: String, _ id: String) throws(Failure) -> File {
    let full = FilePath.join(root, edit.path)
    let target = FilePath.real(full) ?? full
    let staged = "\(FilePath.parent(of: target) ?? ".")/.\(FilePath.name(of: target)).relsh-\(id)"
    var about = stat()
    guard stat(target, &about) == 0 else {
      let number = errno
      guard number == ENOENT || number == ENOTDIR else { throw .unreadable(edit.path, number) }
      guard edit.before == nil else { throw .changedMeanwhile(edit.path) }
      let mask = umask(0)
      umask(mask)
      return File(
        path: edit.path, target: target, staged: staged, before: nil, after: edit.after,
        mode: (edit.executable ? 0o777 : 0o666) & ~mask, owner: nil)
    }
    let now: [UInt8]
    do throws(Descriptor.Refusal) {
      now = try Descriptor.contents(target)
    } catch {
      throw .unreadable(edit.path, error.number)
    }
    guard now == edit.before else { throw .changedMeanwhile(edit.path) }
    // For root, too, a mode that lets nobody write is a wish to be asked.
    guard about.st_mode & 0o222 != 0, access(target, W_OK) == 0 else { throw .readOnly(edit.path) }
    return File(
      path: edit.path, target: target, staged: staged, before: now, after: edit.after,
      mode: about.st_mode & 0o7777 | (edit.executable ? 0o111 : 0),
      owner: (about.st_uid, about.st_gid))
  }

  /// What the journal needs to end the edit after a crash.
  package var replacements: [JournalRecord.Replacement] {
    files.map { file in
      JournalRecord.Replacement(
        path: file.target, before: file.before.map(Digest.sha256),
        after: Digest.sha256(file.after), staged: file.staged)
    }
  }

  /// Writes the new contents beside the files; after an error nothing of it is left.
  package func stage() throws(Failure) {
    do throws(Failure) {
      for file in files { try Self.write(file) }
      // All are written before the first is waited for: the disk then takes them in one go.
      for file in files {
        try file.refusing { () throws(Descriptor.Refusal) in try Descriptor.sync(file.staged) }
      }
    } catch {
      discard()
      throw error
    }
  }

  private static func write(_ file: File) throws(Failure) {
    try file.refusing { () throws(Descriptor.Refusal) in
      if file.before == nil, let parent = FilePath.parent(of: file.target) {
        try Descriptor.makeDirectories(parent, mode: 0o777)
      }
      try Descriptor.create(file.staged, file.after, mode: file.mode, sync: false)
      if let owner = file.owner { _ = chown(file.staged, owner.user, owner.group) }
      // After the owner: a change of it clears bits. And umask has no say in a mode that is kept.
      if chmod(file.staged, file.mode) != 0 { throw Descriptor.Refusal(number: errno) }
    }
  }

  /// Puts the new contents in their places; after an error all files are as before.
  ///
  /// Where not even that succeeds, the error says so, and what is staged stays for a recovery.
  package func apply() throws(Failure) {
    for (index, file) in files.enumerated() where rename(file.staged, file.target) != 0 {
      let number = errno
      do throws(Failure) {
        for done in files[..<index] { try Self.restore(done) }
      } catch {
        throw Failure(
          .fileUnwritable, "\(file.path) could not be replaced, nor the others put back",
          why: [systemReason(number)] + error.why, fix: error.fix)
      }
      discard()
      throw .unwritable(file.path, number)
    }
    for directory in Set(files.compactMap { FilePath.parent(of: $0.target) }).sorted() {
      // The renames have happened; that a power cut may undo some is what the journal is for.
      do throws(Descriptor.Refusal) { try Descriptor.sync(directory) } catch {}
    }
  }

  private static func restore(_ file: File) throws(Failure) {
    guard let before = file.before else {
      unlink(file.target)
      return
    }
    try file.refusing { () throws(Descriptor.Refusal) in
      try Descriptor.create(file.staged, before, mode: file.mode, sync: true)
      chmod(file.staged, file.mode)
      if rename(file.staged, file.target) != 0 { throw Descriptor.Refusal(number: errno) }
    }
  }

  /// Removes what was staged.
  package func discard() {
    for file in files { unlink(file.staged) }
  }
}

extension PreparedEdit.File {
  /// The system's refusal as an error that names the file.
  fileprivate func refusing(_ body: () throws(Descriptor.Refusal) -> Void) throws(Failure) {
    do throws(Descriptor.Refusal) { try body() } catch { throw .unwritable(path, error.number) }
  }
}
