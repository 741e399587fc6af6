import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the handlers need.
///
/// A handler can capture nothing and may take no lock, so this is global: atomics, and the modes of
/// the terminal, which are written once, before any handler is there.
enum SignalState {
  static let wakeDescriptor = Atomic<Int32>(-1)
  static let windowChanged = Atomic<Bool>(false)
  static let continued = Atomic<Bool>(false)
  static let interrupted = Atomic<Bool>(false)
  /// Whether the terminal marks pastes.
  static let marksPastes = Atomic<Bool>(false)
  /// Whether `modes` holds the terminal's own modes, and they may have to be brought back.
  static let guardsTerminal = Atomic<Bool>(false)
  // Written before `guardsTerminal` becomes true and never again while it is, read only after that.
  nonisolated(unsafe) static let modes = UnsafeMutablePointer<termios>.allocate(capacity: 1)
  // What handled a signal before us; each is written once, before our handler is there.
  nonisolated(unsafe) static let before = UnsafeMutablePointer<sigaction>.allocate(capacity: 32)

  /// Remembers how the terminal is now, and whom a signal wakes.
  static func guardTerminal(wakeDescriptor descriptor: Int32) {
    wakeDescriptor.store(descriptor, ordering: .relaxed)
    guard !guardsTerminal.load(ordering: .acquiring), tcgetattr(0, modes) == 0 else { return }
    guardsTerminal.store(true, ordering: .releasing)
  }

  static func wake() {
    let descriptor = wakeDescriptor.load(ordering: .relaxed)
    guard descriptor >= 0 else { return }
    let before = errno
    var byte: UInt8 = 0
    _ = write(descriptor, &byte, 1)
    errno = before
  }

  /// Brings the terminal back to how it was found; does nothing where that was done already.
  static func restoreTerminal() {
    guard guardsTerminal.exchange(false, ordering: .acquiringAndReleasing) else { return }
    // At once: to wait until the terminal has read what was written may take for ever.
    tcsetattr(0, TCSANOW, modes)
    if marksPastes.exchange(false, ordering: .relaxed) {
      let sequence: StaticString = "\u{1B}[?2004l"
      _ = write(1, sequence.utf8Start, sequence.utf8CodeUnitCount)
    }
  }
}

/// The signals that an interactive program has to know.
package enum SignalHandlers {
  /// Signals that end a program and leave it time for one thing: to give the terminal back.
  private static let fatal = [SIGHUP, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2, SIGPIPE]
  /// The same, where the program itself is at fault: a debugger's or the runtime's handler has its
  /// turn after ours.
  private static let crashes = [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP]

  /// Installs the handlers, once at the start of an interactive program.
  ///
  /// SIGINT gets a handler that only takes note, so that ^C ends a child and not the shell; a child
  /// gets the default back on exec. SIGWINCH and SIGCONT wake the editor. A signal that would end the
  /// program restores the terminal first. System calls are restarted after the first three, so that
  /// other threads and a wait for a child are not disturbed; `poll` is not.
  package static func install() {
    catchInterrupts()
    handle(SIGWINCH) { _ in
      SignalState.windowChanged.store(true, ordering: .relaxed)
      SignalState.wake()
    }
    handle(SIGCONT) { _ in
      SignalState.continued.store(true, ordering: .relaxed)
      SignalState.wake()
    }
    for number in fatal where !isIgnored(number) {
      handle(number, once: true) { number in
        SignalState.restoreTerminal()
        raise(number)
      }
    }
    for number in crashes {
      sigaction(number, nil, SignalState.before + Int(number))
      handle(number, once: true) { number in
        SignalState.restoreTerminal()
        sigaction(number, SignalState.before + Int(number), nil)
        raise(number)
      }
    }
    atexit { SignalState.restoreTerminal() }
  }

  /// Has the handler of SIGINT again, where somebody else had it while no line was read.
  package static func catchInterrupts() {
    handle(SIGINT) { _ in
      SignalState.interrupted.store(true, ordering: .relaxed)
      SignalState.wake()
    }
  }

  /// Whether ^C was pressed since the last call, outside of a prompt.
  package static func takeInterrupt() -> Bool {
    SignalState.interrupted.exchange(false, ordering: .relaxed)
  }

  /// Whether whoever started us does not want the signal to end us, as `nohup` does.
  private static func isIgnored(_ number: Int32) -> Bool {
    var current = sigaction()
    sigaction(number, nil, &current)
    #if canImport(Darwin)
      let handler = current.__sigaction_u.__sa_handler
    #else
      let handler = current.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func handle(
    _ number: Int32, once: Bool = false, _ handler: @escaping @convention(c) (Int32) -> Void
  ) {
    var action = sigaction()
    #if canImport(Darwin)
      action.__sigaction_u.__sa_handler = handler
    #else
      action.__sigaction_handler.sa_handler = handler
    #endif
    // The default again while the handler runs: raising the signal in it then ends the program.
    action.sa_flags = once ? Int32(truncatingIfNeeded: SA_RESETHAND) : SA_RESTART
    sigemptyset(&action.sa_mask)
    // Setting the modes of a terminal that is another's now would stop us.
    sigaddset(&action.sa_mask, SIGTTOU)
    sigaction(number, &action, nil)
  }
}
