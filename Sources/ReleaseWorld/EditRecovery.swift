import Diagnostics

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The end of an edit that was cut off.
package enum EditRecovery: Hashable, Sendable {
  /// All files had been replaced.
  case done
  /// Those that were missing have been replaced now.
  case rolledForward
  /// No file had been replaced; what lay beside them is gone.
  case nothingChanged
  /// A file is neither as before nor as it was to be: no file was touched.
  case untouched(file: String)

  /// Ends an edit, forward or not at all.
  ///
  /// Forward where every file has one of its two digests and all that is missing lies ready beside
  /// them; otherwise no file is touched. What is staged is removed in any case.
  ///
  /// - Throws: `.fileUnreadable`, `.fileUnwritable`; it may then be tried again.
  package static func end(_ replacements: [JournalRecord.Replacement], id: String) throws(Failure)
    -> EditRecovery
  {
    // A journal that was tampered with must not have us rename or remove anything else.
    let ours = replacements.filter { replacement in
      replacement.staged
        == "\(FilePath.parent(of: replacement.path) ?? ".")/.\(FilePath.name(of: replacement.path)).relsh-\(id)"
    }
    guard ours.count == replacements.count else {
      return .untouched(file: replacements.first { !ours.contains($0) }?.path ?? "")
    }
    var missing: [JournalRecord.Replacement] = []
    for replacement in replacements {
      let digest = try digest(of: replacement.path)
      if digest == replacement.after { continue }
      guard digest == replacement.before else {
        try discard(replacements)
        return .untouched(file: replacement.path)
      }
      missing.append(replacement)
    }
    for replacement in missing {
      guard try digest(of: replacement.staged) == replacement.after else {
        try discard(replacements)
        return missing.count == replacements.count
          ? .nothingChanged : .untouched(file: replacement.path)
      }
    }
    for replacement in missing where rename(replacement.staged, replacement.path) != 0 {
      throw .unwritable(replacement.path, errno)
    }
    for directory in Set(missing.compactMap { FilePath.parent(of: $0.path) }).sorted() {
      do throws(Descriptor.Refusal) { try Descriptor.sync(directory) } catch {}
    }
    try discard(replacements)
    return missing.isEmpty ? .done : .rolledForward
  }

  private static func digest(of path: String) throws(Failure) -> String? {
    do throws(Descriptor.Refusal) {
      return Digest.sha256(try Descriptor.contents(path))
    } catch {
      if error.number == ENOENT || error.number == ENOTDIR { return nil }
      throw .unreadable(path, error.number)
    }
  }

  private static func discard(_ replacements: [JournalRecord.Replacement]) throws(Failure) {
    for replacement in replacements where unlink(replacement.staged) != 0 {
      guard errno == ENOENT || errno == ENOTDIR else {
        throw .unwritable(replacement.staged, errno)
      }
    }
  }
}
