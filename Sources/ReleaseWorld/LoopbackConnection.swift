#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The server's end of a connection.
///
/// One thread reads and writes it; any other may ``end()`` it while it is not closed.
package struct LoopbackConnection: Hashable, Sendable {
  private let socket: Int32

  init(_ socket: Int32) {
    self.socket = socket
    _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
    // Each call says itself whether it waits: here none does, and `poll` knows until when.
    _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    // A small answer is not held back until the one before it is acknowledged.
    Self.set(socket, Int32(IPPROTO_TCP), TCP_NODELAY)
    #if canImport(Darwin)
      Self.set(socket, SOL_SOCKET, SO_NOSIGPIPE)
    #endif
  }

  /// The bytes that come next, at most so many.
  ///
  /// `nil` where none came until then, in seconds of ``MonotonicTime``, or none can come.
  package func receive(_ count: Int, until deadline: Double) -> [UInt8]? {
    while waits(for: POLLIN, until: deadline) {
      var number: Int32 = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: count) { room, filled in
        let got = recv(socket, room.baseAddress, count, 0)
        number = got < 0 ? errno : 0
        filled = max(0, got)
      }
      if !bytes.isEmpty { return bytes }
      guard Self.isPassing(number) else { return nil }
    }
    return nil
  }

  /// Sends all bytes; `false` where they were not taken until then, in seconds of ``MonotonicTime``, or
  /// cannot be.
  package func send(_ bytes: [UInt8], until deadline: Double) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let wrote = bytes.withUnsafeBytes { bytes in
        #if canImport(Darwin)
          Darwin.send(socket, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, 0)
        #else
          Glibc.send(
            socket, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
        #endif
      }
      if wrote >= 0 {
        sent += wrote
      } else if !Self.isPassing(errno) || !waits(for: POLLOUT, until: deadline) {
        return false
      }
    }
    return true
  }

  /// Says that nothing more is sent.
  package func finish() { shutdown(socket, Int32(SHUT_WR)) }

  /// Ends it for whoever reads or writes it, which still has to ``close()`` it.
  package func end() { shutdown(socket, Int32(SHUT_RDWR)) }

  /// Gives it back; nothing may be done with it from then on.
  package func close() { Self.release(socket) }

  /// Waits until something can be done; `false` where the time is over first.
  private func waits(for events: Int32, until deadline: Double) -> Bool {
    while true {
      let left = max(0, deadline - MonotonicTime.now())
      var waited = pollfd(fd: socket, events: Int16(events), revents: 0)
      let found = poll(&waited, 1, Int32(min(left, 3600) * 1000 + 0.999))
      if found > 0 { return true }
      if found == 0, left == 0 { return false }
      if found < 0, errno != EINTR { return false }
    }
  }

  private static func isPassing(_ number: Int32) -> Bool {
    number == EAGAIN || number == EWOULDBLOCK || number == EINTR
  }

  /// What the name `close` of the type hides.
  static func release(_ descriptor: Int32) {
    #if canImport(Darwin)
      _ = Darwin.close(descriptor)
    #else
      _ = Glibc.close(descriptor)
    #endif
  }

  static func set(_ socket: Int32, _ level: Int32, _ option: Int32) {
    var on: Int32 = 1
    setsockopt(socket, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
  }
}
