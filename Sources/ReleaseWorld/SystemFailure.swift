package import Diagnostics

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension ReleaseError {
  /// A file could not be read.
  package static func unreadable(_ path: String, _ number: Int32) -> Self {
    Self(
      .fileUnreadable, "\(path) cannot be read",
      why: [systemReason(number)]
        + (number == EACCES ? [] : ["mend the file, then type the line again"]),
      fix: number == EACCES ? [ShellLine("!chmod u+r \(path.shellQuoted)")] : [])
  }

  /// A file could not be written; a full disk has a code of its own.
  package static func unwritable(_ path: String, _ number: Int32) -> Self {
    switch number {
    case ENOSPC, EDQUOT:
      Self(
        .diskFull, "no space is left to write \(path)",
        why: [systemReason(number), "free some space, then type the line again"])
    case EACCES, EPERM:
      Self(
        .fileUnwritable, "\(path) cannot be written", why: [systemReason(number)],
        fix: [ShellLine("!chmod u+w \(directory(of: path).shellQuoted)")])
    default:
      Self(
        .fileUnwritable, "\(path) cannot be written",
        why: [systemReason(number), "mend that, then type the line again"])
    }
  }

  /// A file is marked as not to be written.
  package static func readOnly(_ path: String) -> Self {
    Self(
      .fileUnwritable, "\(path) is read-only", why: ["its mode lets nobody write it"],
      fix: [ShellLine("!chmod u+w \(path.shellQuoted)")])
  }

  /// A file is not as it was when the edit was made.
  package static func changedMeanwhile(_ path: String) -> Self {
    Self(
      .fileChanged, "\(path) was changed meanwhile",
      why: [
        "it is not as it was when the edit was made; nothing was written",
        "look at it, then type the line again",
      ])
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// The system's own words for an error number.
func systemReason(_ number: Int32) -> String { String(cString: strerror(number)) }

extension String {
  /// The text as one word of a POSIX shell.
  package var shellQuoted: String {
    let plain = utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"),
        UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "@"),
        UInt8(ascii: ","):
        true
      default: false
      }
    }
    if plain && !isEmpty { return self }
    return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
