#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the file system says of a file without reading it: where two looks agree, its bytes are the same.
///
/// A program can set the time of a file's last write, and not that of its last change (ctime), which
/// every write moves.
package struct FileStamp: Hashable, Sendable {
  private var device: UInt64
  private var number: UInt64
  private var size: Int64
  private var written: Int64
  private var changed: Int64
  /// Whether the file was last changed so long before this look that a later change must have another
  /// time, however coarse the file system's clock is.
  ///
  /// Two looks at one that is not settled prove nothing.
  package private(set) var isSettled: Bool

  /// The coarsest clock of a file system in use (FAT), in nanoseconds.
  private static let coarsest: Int64 = 2_000_000_000

  /// A file that is only believed to be there: never settled.
  package static let believed = FileStamp(
    device: 0, number: 0, size: 0, written: 0, changed: 0, isSettled: false)

  private init(
    device: UInt64, number: UInt64, size: Int64, written: Int64, changed: Int64, isSettled: Bool
  ) {
    self.device = device
    self.number = number
    self.size = size
    self.written = written
    self.changed = changed
    self.isSettled = isSettled
  }

  init?(of path: String) {
    var about = stat()
    guard stat(path, &about) == 0 else { return nil }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    #if canImport(Darwin)
      let (written, changed) = (about.st_mtimespec, about.st_ctimespec)
    #else
      let (written, changed) = (about.st_mtim, about.st_ctim)
    #endif
    let last = max(Self.nanoseconds(written), Self.nanoseconds(changed))
    self.init(
      device: UInt64(truncatingIfNeeded: about.st_dev), number: UInt64(about.st_ino),
      size: Int64(about.st_size), written: Self.nanoseconds(written),
      changed: Self.nanoseconds(changed),
      isSettled: Self.nanoseconds(now) - last > Self.coarsest)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
