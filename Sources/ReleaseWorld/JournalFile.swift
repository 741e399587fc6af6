import Diagnostics

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Journal {
  /// The size in bytes past which the records of effects that came to their end are dropped.
  static let bound = 64 << 10

  /// The journal in a file of JSON lines.
  package static func live(_ path: String, _ files: Files) -> Journal {
    Journal(
      append: { (record: JournalRecord) throws(Failure) in
        let size: Int
        do throws(Descriptor.Refusal) {
          size = try appendLine(JournalLine.write(record), path)
        } catch {
          throw .unwritable(path, error.number)
        }
        guard size > bound, record.isLast else { return }
        let open = JournalRecord.open(try read(path, files))
        try files.store(path, open.flatMap { JournalLine.write($0) })
      },
      records: { () throws(Failure) -> [JournalRecord] in try read(path, files) })
  }

  private static func read(_ path: String, _ files: Files) throws(Failure) -> [JournalRecord] {
    guard let bytes = try files.read(path) else { return [] }
    // A line that a crash cut off is no record: what it announces had not begun.
    return bytes.split(separator: 0x0A).compactMap(JournalLine.read)
  }

  /// Appends a line that outlasts a power cut; the size of the file after it.
  private static func appendLine(
    _ line: [UInt8], _ path: String
  ) throws(Descriptor.Refusal) -> Int {
    let flags = O_RDWR | O_APPEND | O_CREAT
    let descriptor: Int32
    do throws(Descriptor.Refusal) {
      descriptor = try Descriptor.open(path, flags, mode: 0o600)
    } catch {
      guard error.number == ENOENT, let parent = FilePath.parent(of: path) else { throw error }
      try Descriptor.makeDirectories(parent, mode: 0o700)
      descriptor = try Descriptor.open(path, flags, mode: 0o600)
    }
    defer { close(descriptor) }
    var about = stat()
    guard fstat(descriptor, &about) == 0 else { throw Descriptor.Refusal(number: errno) }
    let size = Int(about.st_size)
    var last: UInt8 = 0x0A
    if size > 0, pread(descriptor, &last, 1, off_t(size - 1)) != 1 { last = 0 }
    // After a line that was cut off a new one begins.
    let bytes = last == 0x0A ? line : [0x0A] + line
    do throws(Descriptor.Refusal) {
      try Descriptor.write(bytes, to: descriptor)
      if fsync(descriptor) != 0 { throw Descriptor.Refusal(number: errno) }
    } catch {
      ftruncate(descriptor, about.st_size)
      throw error
    }
    return size + bytes.count
  }
}

extension JournalRecord {
  /// A name that no other record has: the time in microseconds and the process.
  package static func newID(at time: Double) -> String {
    String(UInt64(max(0, time) * 1e6), radix: 36) + "-" + String(getpid(), radix: 36)
  }

  /// Whether something came to its end with this record.
  var isLast: Bool {
    switch kind {
    case .result, .scriptEnd: true
    default: false
    }
  }

  /// The records that are not answered by a later one, oldest first.
  package static func open(_ records: [JournalRecord]) -> [JournalRecord] {
    var open: [JournalRecord] = []
    for record in records {
      switch record.kind {
      case .result: open.removeAll { $0.id == record.id }
      case .scriptEnd(let script):
        open.removeAll {
          if case .scriptLevels(script, _) = $0.kind { true } else { false }
        }
      case .scriptLevels(let script, _):
        open.removeAll {
          if case .scriptLevels(script, _) = $0.kind { true } else { false }
        }
        open.append(record)
      default: open.append(record)
      }
    }
    return open
  }
}
