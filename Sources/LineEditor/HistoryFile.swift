#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A history that several shells share: one line of text an entry, the newest last.
///
/// In an entry `\\` stands for a backslash and `\n` for a newline. Each entry is one `write` on an
/// `O_APPEND` descriptor under `flock`. The file has mode 0600, directories that are made for it 0700.
/// A history that cannot be read or written is no error: the prompt works without.
package struct HistoryFile {
  let path: String
  let kept: Int

  /// A history at `path`, which need not exist; a compaction keeps `keeping` entries.
  package init(path: String, keeping kept: Int = 1000) {
    self.path = path
    self.kept = kept
  }

  /// How far a file was read, and which file that was.
  struct Mark: Equatable {
    var device = dev_t()
    var inode = ino_t()
    var offset = 0
  }

  /// Adds entries after all others; `false` where the file cannot be written.
  func append(_ entries: [String]) -> Bool {
    withLockedFile { descriptor in
      var bytes: [UInt8] = endsInTornLine(descriptor) ? [0x0A] : []
      for entry in entries { bytes += Self.encode(entry) }
      return write(descriptor, bytes, bytes.count) == bytes.count
    } ?? false
  }

  /// The entries that are kept, oldest first, without those that came again.
  package func lines() -> [String] {
    var mark: Mark?
    return Self.newest(kept, of: entries(after: &mark).entries)
  }

  /// The whole entries behind `mark`, which moves on; all, where another file has taken its place.
  ///
  /// - Returns: The entries, oldest first, and whether they are all that the file holds.
  func entries(after mark: inout Mark?) -> (entries: [String], areAll: Bool) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return ([], false) }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return ([], false) }
    var new = Mark(device: status.st_dev, inode: status.st_ino)
    if let old = mark, old.device == new.device, old.inode == new.inode,
      old.offset <= Int(status.st_size)
    {
      new.offset = old.offset
    }
    let areAll = new.offset == 0
    let bytes = Self.bytes(of: descriptor, from: new.offset)
    // What a writer has not finished has no newline yet, and is read the next time.
    let end = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    new.offset += end
    mark = new
    return (Self.decode(bytes[..<end]), areAll)
  }

  /// Rewrites a file that holds more than twice the entries to keep, without those that came again.
  func compact() {
    var status = stat()
    guard stat(path, &status) == 0, Int(status.st_size) > 2 * kept else { return }
    _ = withLockedFile { descriptor in
      let entries = Self.decode(Self.bytes(of: descriptor, from: 0)[...])
      guard entries.count > 2 * kept else { return }
      let bytes = Self.newest(kept, of: entries).flatMap(Self.encode)
      let temporary = path + ".new"
      let new = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      guard new >= 0 else { return }
      let isWhole = write(new, bytes, bytes.count) == bytes.count && fsync(new) == 0
      _ = close(new)
      // Writers that wait for the lock see that the file at this path is another one now.
      if !isWhole || rename(temporary, path) != 0 { unlink(temporary) }
    }
  }

  /// The last entries, each only where it stands last.
  static func newest(_ count: Int, of entries: [String]) -> [String] {
    var seen: Set<String> = []
    var result: [String] = []
    for entry in entries.reversed() where seen.insert(entry).inserted {
      result.append(entry)
      if result.count == count { break }
    }
    return result.reversed()
  }

  static func encode(_ entry: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in entry.utf8 {
      switch byte {
      case 0x5C: bytes += [0x5C, 0x5C]
      case 0x0A: bytes += [0x5C, 0x6E]
      case 0x00: continue
      default: bytes.append(byte)
      }
    }
    bytes.append(0x0A)
    return bytes
  }

  static func decode(_ bytes: ArraySlice<UInt8>) -> [String] {
    var entries: [String] = []
    var entry: [UInt8] = []
    var isEscaped = false
    for byte in bytes {
      switch byte {
      case 0x0A:
        if !entry.isEmpty { entries.append(String(decoding: entry, as: UTF8.self)) }
        entry.removeAll(keepingCapacity: true)
        isEscaped = false
      case 0x5C where !isEscaped: isEscaped = true
      default:
        entry.append(isEscaped && byte == 0x6E ? 0x0A : byte)
        isEscaped = false
      }
    }
    return entries
  }

  /// Runs `body` with the file open for appending and locked; `nil` where it cannot be opened.
  private func withLockedFile<Result>(_ body: (Int32) -> Result) -> Result? {
    for _ in 0..<8 {
      var descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
      if descriptor < 0, errno == ENOENT {
        makeDirectories()
        descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
      }
      guard descriptor >= 0 else { return nil }
      defer {
        // By name: a child between its fork and its exec has the descriptor too.
        flock(descriptor, LOCK_UN)
        _ = close(descriptor)
      }
      lock(descriptor)
      var opened = stat()
      var current = stat()
      guard fstat(descriptor, &opened) == 0 else { return nil }
      guard stat(path, &current) == 0, current.st_ino == opened.st_ino,
        current.st_dev == opened.st_dev
      else { continue }
      if opened.st_mode & 0o077 != 0 { fchmod(descriptor, 0o600) }
      return body(descriptor)
    }
    return nil
  }

  /// Waits a second at most: a process that was stopped while it had the lock must not stop us, and
  /// an append without it is a single write all the same.
  private func lock(_ descriptor: Int32) {
    for _ in 0..<200 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
      guard errno == EWOULDBLOCK || errno == EINTR else { return }
      usleep(5000)
    }
  }

  private func makeDirectories() {
    let bytes = Array(path.utf8)
    for index in bytes.indices.dropFirst() where bytes[index] == 0x2F {
      mkdir(String(decoding: bytes[..<index], as: UTF8.self), 0o700)
    }
  }

  private func endsInTornLine(_ descriptor: Int32) -> Bool {
    let size = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 0x0A
    guard size > 0, pread(descriptor, &last, 1, size - 1) == 1 else { return false }
    return last != 0x0A
  }

  private static func bytes(of descriptor: Int32, from offset: Int) -> [UInt8] {
    var result: [UInt8] = []
    var position = offset
    while true {
      let part = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
        count = max(0, pread(descriptor, buffer.baseAddress, 65536, off_t(position)))
      }
      if part.isEmpty { return result }
      result += part
      position += part.count
    }
  }
}
