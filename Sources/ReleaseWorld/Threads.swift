// Some of the types of threads reach Swift through its headers.
import CRelsh

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a thread runs, whatever its answer is.
///
/// A class, since the cast to a protocol looks through all conformances of the program at its first time:
/// milliseconds, and memory for most of its text.
class BackgroundWork {
  func run() {}
}

/// Starts a thread that runs the work; `nil` where none can be had.
///
/// Its stack has so many bytes, or the system's usual ones.
func startThread(_ work: BackgroundWork, stack: Int? = nil) -> pthread_t? {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  if let stack { pthread_attr_setstacksize(&attributes, stack) }
  let argument = Unmanaged.passRetained(work)
  #if canImport(Darwin)
    var started: pthread_t?
  #else
    var started = pthread_t()
  #endif
  let number = pthread_create(
    &started, &attributes,
    { argument in
      #if canImport(Darwin)
        let work = Unmanaged<BackgroundWork>.fromOpaque(argument).takeRetainedValue()
      #else
        guard let argument else { return nil }
        let work = Unmanaged<BackgroundWork>.fromOpaque(argument).takeRetainedValue()
      #endif
      work.run()
      return nil
    }, argument.toOpaque())
  guard number == 0 else {
    argument.release()
    return nil
  }
  return started
}

/// A thread that nobody waits for.
package enum DetachedThread {
  private final class Work: BackgroundWork {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    override func run() { body() }
  }

  /// Starts it, with a stack of so many bytes; `false` where none can be had, and nothing runs then.
  package static func start(stack: Int, _ body: @escaping @Sendable () -> Void) -> Bool {
    guard let thread = startThread(Work(body), stack: stack) else { return false }
    pthread_detach(thread)
    return true
  }
}
