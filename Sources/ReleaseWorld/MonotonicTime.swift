#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Time that only goes forward, for limits: no clock that is set changes it.
package enum MonotonicTime {
  /// Seconds since some moment before relsh started.
  package static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Lets so many seconds pass.
  package static func pause(_ seconds: Double) { _ = poll(nil, 0, Int32(seconds * 1000)) }
}
