#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Process ids, where they name what a process leaves lying about.
package enum ProcessIdentity {
  /// This process.
  package static var current: Int32 { getpid() }

  /// Whether a process is there; one of another user counts.
  package static func isAlive(_ process: Int32) -> Bool {
    process > 0 && (kill(process, 0) == 0 || errno != ESRCH)
  }
}
