package import Diagnostics
package import ReleaseModel
package import ReleaseWorld

extension Archive {
  /// Opens a file: `.whl` and `.zip` as zip, all else as tar within gzip, whatever its name.
  ///
  /// - Throws: `.fileUnreadable`, and what the other reader throws.
  package static func read(
    file path: String, in files: Files, limits: ArchiveLimits = ArchiveLimits(),
    keeping: (String) -> Bool = Archive.isDescription
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
    keeping: (String) -> Bool = Archive.isDescription
  ) throws(ReleaseError) -> Archive {
    let isZip = bytes.starts(with: [0x50, 0x4B])
    let limits = limits.within(size: bytes.count)
    var reading = ArchiveReading(name: name, limits: limits)
    if isZip {
      try ZipDirectory(bytes, named: name).check(limits)
    } else {
      guard bytes.starts(with: [0x1F, 0x8B]) else {
        throw .badArchive(name, "it begins neither as a zip file nor as a gzip file does")
      }
      try reading.checkSum(of: bytes)
    }
    let entries = try ArchiveStream.open(bytes, as: isZip ? .zip : .tar) {
      (stream) throws(ReleaseError) in
      try reading.entries(of: stream, keeping: keeping)
    } damaged: {
      .badArchive(name, $0.words)
    }
    return Archive(
      name: name, size: bytes.count, sha256: Digest.sha256(bytes), entries: entries)
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

/// One pass through an archive, with what it has used up of its limits.
struct ArchiveReading {
  private let name: String
  private let limits: ArchiveLimits
  private var total = 0
  private var kept = 0
  private var seen: Set<String> = []

  init(name: String, limits: ArchiveLimits) {
    self.name = name
    self.limits = limits
  }

  private func bad(_ why: String) -> ReleaseError { .badArchive(name, why) }

  /// Checks the length and the sum at the end of a gzip file, which libarchive leaves unread.
  ///
  /// A file of several members, which no tool makes for an sdist or a crate, is refused.
  func checkSum(of bytes: [UInt8]) throws(ReleaseError) {
    // A tar file has at most this much beside the files themselves.
    let most = limits.total + limits.entries * 4096
    guard bytes.count > 18 else { throw bad("it is too short for a gzip file") }
    let (sum, count) = try ArchiveStream.open(bytes, as: .gzip) {
      (stream) throws(ReleaseError) in
      var sum = CyclicSum()
      var count = 0
      do throws(ArchiveStream.Damage) {
        _ = try stream.next()
      } catch {
        throw bad(error.words)
      }
      try drain(stream) { (piece) throws(ReleaseError) in
        count += piece.count
        guard count <= most else { throw tooMuch }
        sum.add(piece)
      }
      return (sum.value, count)
    } damaged: {
      bad($0.words)
    }
    let trailer = bytes.suffix(8).reversed().map { UInt32($0) }
    func number(_ digits: ArraySlice<UInt32>) -> UInt32 { digits.reduce(0) { $0 << 8 | $1 } }
    guard number(trailer[4...]) == sum, number(trailer[..<4]) == UInt32(truncatingIfNeeded: count)
    else { throw bad("the sum at its end is not that of its contents") }
  }

  private var tooMuch: ReleaseError {
    bad("it unpacks to more than \(limits.total) bytes")
  }

  /// Every entry, read to its end.
  mutating func entries(
    of stream: borrowing ArchiveStream, keeping: (String) -> Bool
  ) throws(ReleaseError) -> [ArchiveEntry] {
    var entries: [ArchiveEntry] = []
    while true {
      let found: ArchiveStream.Entry?
      do throws(ArchiveStream.Damage) {
        found = try stream.next()
      } catch {
        throw bad(error.words)
      }
      guard let found else { return entries }
      guard entries.count < limits.entries else {
        throw bad("it has more than \(limits.entries) entries")
      }
      if let entry = try entry(found, of: stream, keeping: keeping) { entries.append(entry) }
    }
  }

  /// `nil` for the folder in which all of it lies.
  private mutating func entry(
    _ found: ArchiveStream.Entry, of stream: borrowing ArchiveStream, keeping: (String) -> Bool
  ) throws(ReleaseError) -> ArchiveEntry? {
    let path: String
    do throws(UnsafePath) {
      path = try UnsafePath.checked(found.path, most: limits.path)
    } catch {
      throw bad("\(UnsafePath.shown(found.path)) in it \(error.reason)")
    }
    if path.isEmpty, found.kind == .folder { return nil }
    guard !path.isEmpty else { throw bad("a file in it has no name") }
    var entry = ArchiveEntry(path, isExecutable: found.isExecutable)
    switch found.kind {
    case .file: break
    case .folder: entry.kind = .folder
    case .other: entry.kind = .other
    case .link(let destination): entry.kind = .link(to: destination)
    case .hardLink(let destination): entry.kind = .hardLink(to: destination)
    }
    if entry.kind != .folder {
      guard seen.insert(path).inserted else { throw bad("\(path) stands in it twice") }
    }
    if entry.kind == .file {
      try read(stream, declared: found.size, keeping: keeping(path), into: &entry)
    } else {
      entry.isExecutable = false
    }
    return entry
  }

  private mutating func read(
    _ stream: borrowing ArchiveStream, declared: Int?, keeping: Bool, into entry: inout ArchiveEntry
  ) throws(ReleaseError) {
    if let declared, declared > limits.total - total { throw tooMuch }
    if keeping, let declared, declared > limits.kept - kept {
      throw bad("\(entry.path) has \(declared) bytes, more than are read of such a file")
    }
    var digest = RunningDigest()
    var contents: [UInt8] = []
    var count = 0
    let room = min(declared ?? .max, limits.total - total)
    let roomKept = limits.kept - kept
    try drain(stream) { (piece) throws(ReleaseError) in
      count += piece.count
      guard count <= room else {
        throw declared == nil
          ? tooMuch : bad("\(entry.path) has more bytes than the archive says")
      }
      digest.add(piece)
      guard keeping else { return }
      guard count <= roomKept else {
        throw bad("\(entry.path) has more bytes than are read of such a file")
      }
      contents += piece
    }
    if let declared, count != declared {
      throw bad("\(entry.path) has \(count) bytes, and the archive says \(declared)")
    }
    total += count
    entry.size = count
    entry.sha256 = digest.finish()
    guard keeping else { return }
    kept += count
    entry.contents = contents
  }

  /// Hands over the entry's bytes, a piece at a time.
  private func drain(
    _ stream: borrowing ArchiveStream,
    _ take: (UnsafeRawBufferPointer) throws(ReleaseError) -> Void
  ) throws(ReleaseError) {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    defer { room.deallocate() }
    while true {
      let count: Int
      do throws(ArchiveStream.Damage) {
        count = try stream.read(into: room)
      } catch {
        throw bad(error.words)
      }
      if count == 0 { return }
      if Interrupts.take() {
        throw ReleaseError(.interrupted, "^C ended the reading of \(name)")
      }
      try take(UnsafeRawBufferPointer(rebasing: room[..<count]))
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
