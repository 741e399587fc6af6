import Diagnostics
import ReleaseModel
import ReleaseWorld

/// One pass through an archive, with what it has used up of its limits.
struct ArchiveReading {
  /// An entry, and the how manieth of the archive it is.
  struct Placed {
    let position: Int
    let entry: ArchiveEntry
  }

  private let name: String
  private let limits: ArchiveLimits
  /// Which of several passes this is, that share the files of an archive, and the bytes of each so far.
  private var part = 0
  private var loads = [0]
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

  /// Every entry, read to its end; of several passes each has its part of them.
  func entries(
    of bytes: [UInt8], as form: ArchiveStream.Form, part: Int = 0, of parts: Int = 1,
    keeping: (String) -> Bool
  ) throws(ReleaseError) -> [Placed] {
    var pass = self
    pass.part = part
    pass.loads = Array(repeating: 0, count: parts)
    return try ArchiveStream.open(bytes, as: form) { (stream) throws(ReleaseError) in
      try pass.entries(of: stream, keeping: keeping)
    } damaged: {
      bad($0.words)
    }
  }

  private mutating func entries(
    of stream: borrowing ArchiveStream, keeping: (String) -> Bool
  ) throws(ReleaseError) -> [Placed] {
    var entries: [Placed] = []
    var count = 0
    while true {
      let found: ArchiveStream.Entry?
      do throws(ArchiveStream.Damage) {
        found = try stream.next()
      } catch {
        throw bad(error.words)
      }
      guard let found else { return entries }
      guard count < limits.entries else {
        throw bad("it has more than \(limits.entries) entries")
      }
      if var entry = try entry(found), takes(found) {
        if entry.kind == .file {
          try read(stream, declared: found.size, keeping: keeping(entry.path), into: &entry)
        }
        entries.append(Placed(position: count, entry: entry))
      }
      count += 1
    }
  }

  /// Whether an entry is one of this pass: each goes to the pass that has had the fewest bytes.
  private mutating func takes(_ found: ArchiveStream.Entry) -> Bool {
    let next = loads.indices.min { loads[$0] < loads[$1] } ?? 0
    // A look at an entry costs something, too.
    loads[next] += min(found.size ?? 0, limits.total) + 1000
    return next == part
  }

  /// An entry with its name checked; `nil` for the folder in which all of the archive lies.
  private mutating func entry(
    _ found: ArchiveStream.Entry
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
    if entry.kind != .file { entry.isExecutable = false }
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
