/// A wheel, an sdist or a crate, opened: every name in it is safe and stands in it once.
package struct Archive: Hashable, Sendable {
  /// The file's own name, without folders.
  package var name: String
  /// In bytes.
  package var size: Int
  /// Of the whole file, in lower-case hexadecimal.
  package var sha256: String
  /// In the order in which they stand in the archive.
  package var entries: [ArchiveEntry]

  package init(name: String, size: Int, sha256: String, entries: [ArchiveEntry]) {
    self.name = name
    self.size = size
    self.sha256 = sha256
    self.entries = entries
  }

  /// The entry of a path.
  package subscript(path: String) -> ArchiveEntry? { entries.first { $0.path == path } }
}

/// One entry of an archive.
package struct ArchiveEntry: Hashable, Sendable {
  /// What an entry is.
  ///
  /// A link is never followed; its destination is as it stands in the archive.
  package enum Kind: Hashable, Sendable {
    case file, folder
    /// A symbolic link.
    case link(to: String)
    /// Another name for an entry that stands before it, by its path.
    case hardLink(to: String)
    /// A device, a pipe, a socket.
    case other
  }

  /// Relative, its parts joined by `/`; no part is empty, `.` or `..`.
  package var path: String
  package var kind: Kind
  /// Of a file in bytes, else 0; counted, not as declared.
  package var size: Int
  package var isExecutable: Bool
  /// Of a file, in lower-case hexadecimal; empty otherwise.
  package var sha256: String
  /// Of a file for whose path the reader asked for them, else `nil`.
  package var contents: [UInt8]?

  package init(
    _ path: String, _ kind: Kind = .file, size: Int = 0, isExecutable: Bool = false,
    sha256: String = "", contents: [UInt8]? = nil
  ) {
    self.path = path
    self.kind = kind
    self.size = size
    self.isExecutable = isExecutable
    self.sha256 = sha256
    self.contents = contents
  }

  /// The contents as text; what is not UTF-8 is replaced.
  package var text: String? { contents.map { String(decoding: $0, as: UTF8.self) } }
}

/// What an archive may have at most; whatever is over it is refused before it is read.
package struct ArchiveLimits: Hashable, Sendable {
  package var entries = 65_000
  /// Bytes of all files together, unpacked.
  package var total = 1 << 30
  /// Bytes of a name or of a link's destination.
  package var path = 4096
  /// Bytes of the files whose contents are kept, together.
  package var kept = 64 << 20

  package init() {}

  /// These limits for an archive of so many bytes: a hundred times as many, where that is over 64 MiB.
  ///
  /// What is worth publishing is packed to more than a hundredth of its size; a file that was made to
  /// fill somebody's disk is not.
  package func within(size: Int) -> ArchiveLimits {
    var limits = self
    limits.total = min(total, max(64 << 20, size * 100))
    return limits
  }
}
