import CLibEdit

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The C library under a name of its own, for members that are called like its functions.
enum Platform {
  static func close(_ descriptor: Int32) -> Int32 {
    #if canImport(Darwin)
      Darwin.close(descriptor)
    #else
      Glibc.close(descriptor)
    #endif
  }

  static func write(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Darwin)
      Darwin.write(descriptor, bytes, count)
    #else
      Glibc.write(descriptor, bytes, count)
    #endif
  }

  static func read(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    #if canImport(Darwin)
      Darwin.read(descriptor, bytes, count)
    #else
      Glibc.read(descriptor, bytes, count)
    #endif
  }
}

/// The terminal behind two descriptors: its size, what it is able to do, and writing to it whole.
struct Terminal {
  let input: Int32 = 0
  let output: Int32 = 1

  /// Whether input and output both are a terminal.
  var isPresent: Bool { isatty(input) == 1 && isatty(output) == 1 }

  /// Whether it moves its cursor at all: not where `TERM` is `dumb`, empty or not set.
  var canMove: Bool {
    guard let name = getenv("TERM").map({ String(cString: $0) }) else { return false }
    return !name.isEmpty && name != "dumb"
  }

  /// Rows and columns; 24 by 80 where the terminal does not say.
  var size: (rows: Int, columns: Int) {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard libedit_window_size(output, &rows, &columns) == 0, columns > 1 else { return (24, 80) }
    return (max(1, Int(rows)), Int(columns))
  }

  /// Writes all bytes, with one call where the terminal takes them.
  func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let count = Platform.write(
          output, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if count > 0 {
          written += count
        } else if errno == EAGAIN {
          var entry = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
          poll(&entry, 1, -1)
        } else if errno != EINTR {
          return
        }
      }
    }
  }
}
