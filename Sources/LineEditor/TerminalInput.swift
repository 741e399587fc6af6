#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a person types, and what wakes the editor beside it.
struct TerminalInput: ByteSource {
  /// What ended a wait.
  enum Event { case bytes, woken, ended }

  private let descriptor: Int32
  private let wakeDescriptor: Int32
  private var buffer: [UInt8] = []
  private var position = 0

  init(descriptor: Int32, wakeDescriptor: Int32) {
    self.descriptor = descriptor
    self.wakeDescriptor = wakeDescriptor
  }

  /// Whether a byte can be had without waiting, or so soon.
  func isWaiting(within milliseconds: Int32 = 0) -> Bool {
    if position < buffer.count { return true }
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, milliseconds) > 0
  }

  /// Waits for a byte, a signal or a notice, whatever comes first.
  mutating func wait() -> Event {
    if position < buffer.count { return .bytes }
    var entries = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&entries, 2, -1) > 0 else { return errno == EINTR ? .woken : .ended }
    if entries[1].revents != 0 {
      drainWakeDescriptor()
      return .woken
    }
    return fill() ? .bytes : .ended
  }

  mutating func byte(within milliseconds: Int32) -> UInt8? {
    while position == buffer.count {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&entry, 1, milliseconds)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0, fill() else { return nil }
    }
    position += 1
    return buffer[position - 1]
  }

  mutating func putBack() { position = max(0, position - 1) }

  /// Puts bytes before those that were not taken yet.
  mutating func putBack(_ bytes: [UInt8]) {
    buffer = bytes + buffer[position...]
    position = 0
  }

  private mutating func fill() -> Bool {
    var count = 0
    repeat {
      buffer = [UInt8](unsafeUninitializedCapacity: 4096) { bytes, initialized in
        count = read(descriptor, bytes.baseAddress, 4096)
        initialized = max(0, count)
      }
    } while count < 0 && errno == EINTR
    position = 0
    return count > 0
  }

  private func drainWakeDescriptor() {
    var bytes: (UInt64, UInt64) = (0, 0)
    while read(wakeDescriptor, &bytes, 16) == 16 {}
  }
}
