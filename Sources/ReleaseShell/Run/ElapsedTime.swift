import ReleaseWorld
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A line on a terminal that says, while something takes its time, how long it has taken.
///
/// A thread of its own writes it: whoever is waited for blocks this one.
struct ElapsedTime: ~Copyable {
  private let isOver: Ended
  private let thread: Background<Void>
  private let output: Output

  private final class Ended: Sendable {
    let value = Atomic(false)
  }

  /// Begins to tell after a second.
  init(of words: String, on output: Output, clock: Clock) {
    let isOver = Ended()
    let begin = clock.now()
    self.isOver = isOver
    self.output = output
    thread = Background {
      var told = 0
      while !isOver.value.load(ordering: .acquiring) {
        _ = poll(nil, 0, 50)
        let passed = Int(clock.now() - begin)
        guard passed > told, !isOver.value.load(ordering: .acquiring) else { continue }
        told = passed
        output.progress("\(words): \(passed) s")
      }
    }
  }

  /// Takes the line away.
  consuming func end() {
    isOver.value.store(true, ordering: .releasing)
    _ = try? thread.value()
    output.progress(nil)
  }
}
