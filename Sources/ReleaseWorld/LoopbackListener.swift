import CRelsh
import Diagnostics

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A socket on 127.0.0.1 that others connect to.
package struct LoopbackListener: Sendable {
  private let socket: Int32
  /// A byte in it ends the wait for a connection.
  private let wake: (reads: Int32, writes: Int32)
  /// The port that it listens on.
  package let port: Int

  /// Listens on a port, or on a free one for 0.
  ///
  /// - Throws: `tool-failed` where it cannot listen.
  package init(port: Int) throws(Failure) {
    do throws(Descriptor.Refusal) {
      (socket, self.port) = try Self.listen(port)
    } catch {
      throw .notListening(port, error.number)
    }
    var ends: [Int32] = [-1, -1]
    guard relsh_pipe(&ends) == 0 else {
      let number = errno
      LoopbackConnection.release(socket)
      throw .notListening(port, number)
    }
    wake = (ends[0], ends[1])
  }

  /// The next connection; `nil` once it was told to stop.
  package func accept() -> LoopbackConnection? {
    while true {
      var waited = [socket, wake.reads].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      _ = poll(&waited, nfds_t(waited.count), -1)
      if waited[1].revents != 0 { return nil }
      guard waited[0].revents != 0 else { continue }
      #if canImport(Darwin)
        let descriptor = Darwin.accept(socket, nil, nil)
      #else
        let descriptor = Glibc.accept(socket, nil, nil)
      #endif
      if descriptor >= 0 { return LoopbackConnection(descriptor) }
      // Where no descriptor is left, whoever asks waits until one is.
      if errno == EMFILE || errno == ENFILE { MonotonicTime.pause(0.05) }
    }
  }

  /// Ends ``accept()``.
  package func stop() { _ = write(wake.writes, [0], 1) }

  /// Gives the port back, when nobody is in ``accept()`` or will be.
  package func close() {
    for descriptor in [socket, wake.reads, wake.writes] {
      LoopbackConnection.release(descriptor)
    }
  }

  private static func listen(_ port: Int) throws(Descriptor.Refusal) -> (socket: Int32, port: Int) {
    #if canImport(Darwin)
      let descriptor = Darwin.socket(AF_INET, SOCK_STREAM, 0)
    #else
      let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    guard descriptor >= 0 else { throw Descriptor.Refusal(number: errno) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    // A client may be gone again when it is its turn: accepting must not wait for the next one then.
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    // What a server before this one left in its last minute does not keep the port.
    LoopbackConnection.set(descriptor, SOL_SOCKET, SO_REUSEADDR)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        #if canImport(Darwin)
          Darwin.bind(descriptor, address, size) == 0 && Darwin.listen(descriptor, 256) == 0
            && getsockname(descriptor, address, &size) == 0
        #else
          Glibc.bind(descriptor, address, size) == 0 && Glibc.listen(descriptor, 256) == 0
            && getsockname(descriptor, address, &size) == 0
        #endif
      }
    }
    guard isListening else {
      let number = errno
      LoopbackConnection.release(descriptor)
      throw Descriptor.Refusal(number: number)
    }
    return (descriptor, Int(in_port_t(bigEndian: address.sin_port)))
  }
}

extension ReleaseError {
  fileprivate static func notListening(_ port: Int, _ number: Int32) -> Self {
    Self(
      .toolFailed, "port \(port) of 127.0.0.1 cannot be listened on",
      why: [
        systemReason(number),
        "something else listens there, or it needs rights that you do not have",
      ], fix: ["registry"])
  }
}
