import CRelsh
package import Diagnostics

/// The entries of an archive, one behind the other, as libarchive reads them.
///
/// Nothing that it says has been checked: names, sizes and links are those of whoever made the archive.
package struct ArchiveStream: ~Copyable {
  /// What is to be read; nothing else is tried.
  package enum Form: Sendable {
    case zip
    /// A tar file within gzip.
    case tar
    /// Whatever is within gzip, as one entry.
    case gzip
  }

  /// What the archive says of an entry.
  package struct Entry: Sendable {
    package enum Kind: Hashable, Sendable {
      case file, folder, other
      case link(to: String)
      case hardLink(to: String)
    }

    /// As it stands in the archive; what is not UTF-8 is replaced.
    package var path: String
    package var kind: Kind
    package var isExecutable: Bool
    /// In bytes; `nil` where the archive does not say.
    package var size: Int?
  }

  /// The only reason for which a stream ends before its end: libarchive's own words.
  package struct Damage: Error, Sendable {
    package let words: String
  }

  private let archive: UnsafeMutableRawPointer

  private init(_ archive: UnsafeMutableRawPointer) { self.archive = archive }

  /// Calls `body` with the archive in `bytes`.
  ///
  /// - Throws: `.noLibrary`, and what `body` throws.
  package static func open<Result>(
    _ bytes: [UInt8], as form: Form,
    _ body: (borrowing ArchiveStream) throws(ReleaseError) -> Result,
    damaged: (Damage) -> ReleaseError
  ) throws(ReleaseError) -> Result {
    let number =
      switch form {
      case .zip: RELSH_ARCHIVE_ZIP
      case .tar: RELSH_ARCHIVE_TAR
      case .gzip: RELSH_ARCHIVE_STREAM
      }
    return try bytes.withUnsafeBytes { (memory) -> Swift.Result<Result, ReleaseError> in
      var archive: UnsafeMutableRawPointer?
      let code = relsh_archive_open(
        memory.baseAddress, memory.count, Int32(number), &archive)
      defer { relsh_archive_close(archive) }
      guard code != Int32(RELSH_ARCHIVE_NO_LIBRARY), let archive else {
        return .failure(.noArchiveLibrary)
      }
      let stream = ArchiveStream(archive)
      guard code == 0 else { return .failure(damaged(stream.damage)) }
      do throws(ReleaseError) {
        return .success(try body(stream))
      } catch {
        return .failure(error)
      }
    }.get()
  }

  /// The next entry, or `nil` behind the last.
  package func next() throws(Damage) -> Entry? {
    var about = relsh_archive_entry()
    switch relsh_archive_next(archive, &about) {
    case 0: break
    case Int32(RELSH_ARCHIVE_END): return nil
    default: throw damage
    }
    let kind: Entry.Kind =
      if let target = about.hard_link {
        .hardLink(to: String(cString: target))
      } else if about.is_link != 0 {
        .link(to: about.link.map { String(cString: $0) } ?? "")
      } else if about.is_file != 0 {
        .file
      } else {
        about.is_folder != 0 ? .folder : .other
      }
    return Entry(
      path: about.path.map { String(cString: $0) } ?? "", kind: kind,
      isExecutable: about.is_executable != 0, size: about.size < 0 ? nil : Int(about.size))
  }

  /// Fills `room` with the entry's next bytes; 0 at its end.
  package func read(into room: UnsafeMutableRawBufferPointer) throws(Damage) -> Int {
    let count = relsh_archive_read(archive, room.baseAddress, room.count)
    guard count >= 0 else { throw damage }
    return count
  }

  private var damage: Damage { Damage(words: String(cString: relsh_archive_words(archive))) }
}

/// The sum that gzip and zip keep of their contents.
package struct CyclicSum: Sendable {
  package private(set) var value: UInt32 = 0

  package init() {}

  /// Takes more bytes in.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    value = relsh_crc32(value, bytes.baseAddress, bytes.count)
  }
}

extension ReleaseError {
  /// There is no libarchive on this machine.
  package static let noArchiveLibrary = Self(
    .noLibrary, "libarchive is not installed",
    why: [
      "relsh opens wheels, sdists and crates through it; install the package `libarchive13` (Debian,"
        + " Ubuntu) or `libarchive` (Fedora, Arch, Alpine, macOS)"
    ])
}
