import CRelsh

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// ^C while relsh waits: a handler, which children do not inherit, as they would an ignored signal.
package enum Interrupts {
  /// From now on ^C ends children and waits instead of relsh.
  package static func install() {
    // One that ended a child before was meant for that child.
    _ = take()
    relsh_catch_interrupts()
  }

  /// Whether ^C came since the last call.
  package static func take() -> Bool { relsh_take_interrupt() != 0 }

  /// Waits until ^C comes.
  package static func wait() {
    // The signal may go to another thread, so this one looks now and then.
    while !take() { poll(nil, 0, 50) }
  }
}
