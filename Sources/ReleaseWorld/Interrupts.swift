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

  /// Lets ^C count as not taken: it was meant for somebody else.
  package static func giveBack() { relsh_give_interrupt_back() }

  /// Waits until ^C comes, and leaves it to be taken: what other threads are asking ends by it too.
  package static func wait() {
    // The signal may go to another thread, so this one looks now and then.
    while relsh_is_interrupted() == 0 { poll(nil, 0, 50) }
  }
}
