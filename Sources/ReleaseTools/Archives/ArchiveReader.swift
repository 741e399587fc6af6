package import Diagnostics
package import ReleaseModel
package import ReleaseWorld

extension Archive {
  /// Opens a file: `.whl` and `.zip` as zip, all else as tar within gzip, whatever its name.
  ///
  /// - Throws: `.fileUnreadable`, and what the other reader throws.
  package static func read(
    file path: String, in files: Files, limits: ArchiveLimits = ArchiveLimits(),
    keeping: @escaping @Sendable (String) -> Bool = Archive.isDescription
  ) throws(ReleaseError) -> Archive {
    guard let bytes = try files.read(path) else {
      throw ReleaseError(.fileUnreadable, "there is no file \(path)")
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return try read(bytes, named: name, limits: limits, keeping: keeping)
  }

  /// Opens an archive in memory; `name` is the file's own, for the errors and for what is compared.
  ///
  /// Every file is read to its end and its sums are checked. The contents of those for whose path
  /// `keeping` is true are kept; by default of those that describe the others.
  ///
  /// - Throws: `.badArchive` where it is none, is damaged, is over a limit, or has a name that is not
  ///   safe or stands in it twice; `.noLibrary`; `.interrupted`.
  /// - Complexity: O(*n*) in the bytes unpacked, at most `limits.total`; memory of what is kept.
  package static func read(
    _ bytes: [UInt8], named name: String, limits: ArchiveLimits = ArchiveLimits(),
    keeping: @escaping @Sendable (String) -> Bool = Archive.isDescription
  ) throws(ReleaseError) -> Archive {
    let isZip = bytes.starts(with: [0x50, 0x4B])
    let reading = ArchiveReading(name: name, limits: limits.within(size: bytes.count))
    var entries: [ArchiveReading.Placed]
    if isZip {
      try ZipDirectory(bytes, named: name).check(limits.within(size: bytes.count))
      // Unpacking is nearly all of the work, and a zip file's members are packed one by one.
      if bytes.count > 1 << 20 {
        let other = Background { () throws(ReleaseError) -> [ArchiveReading.Placed] in
          try reading.entries(of: bytes, as: .zip, part: 1, of: 2, keeping: keeping)
        }
        entries = try reading.entries(of: bytes, as: .zip, part: 0, of: 2, keeping: keeping)
        entries += try other.value()
        entries.sort { $0.position < $1.position }
      } else {
        entries = try reading.entries(of: bytes, as: .zip, keeping: keeping)
      }
    } else {
      guard bytes.starts(with: [0x1F, 0x8B]) else {
        throw .badArchive(name, "it begins neither as a zip file nor as a gzip file does")
      }
      try reading.checkSum(of: bytes)
      entries = try reading.entries(of: bytes, as: .tar, keeping: keeping)
    }
    var sum = RunningDigest()
    bytes.withUnsafeBytes { sum.add($0) }
    return Archive(
      name: name, size: bytes.count, sha256: sum.finish(), entries: entries.map(\.entry))
  }

  /// Whether a file of an archive describes the others: metadata, `RECORD`, where a crate is from.
  package static func isDescription(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    guard parts.count == 2 else { return false }
    return switch parts[1] {
    case "METADATA", "WHEEL", "RECORD": parts[0].hasSuffix(".dist-info")
    case "PKG-INFO", ".cargo_vcs_info.json": true
    default: false
    }
  }
}

extension ReleaseError {
  /// A file is no archive that can be used; `why` says how that showed.
  package static func badArchive(_ name: String, _ why: String) -> Self {
    Self(
      .badArchive, "\(UnsafePath.shown(name)) cannot be opened",
      why: [UnsafePath.shown(why, most: 1000)])
  }
}
