#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A question that another thread asks while this one goes on.
///
/// The answer is waited for when it is wanted, and at the latest when nobody can want it any more, so that
/// no child outlives the one who asked.
package final class Background<Value: Sendable> {
  /// What both threads know of: only the new one writes, and what it wrote is read after it ended.
  private final class Work: BackgroundWork, @unchecked Sendable {
    let body: @Sendable () throws(Failure) -> Value
    var result: Result<Value, Failure>?

    init(_ body: @escaping @Sendable () throws(Failure) -> Value) { self.body = body }

    override func run() {
      do throws(Failure) {
        result = .success(try body())
      } catch {
        result = .failure(error)
      }
    }
  }

  private let work: Work
  private var thread: pthread_t?

  /// Starts a thread; where none can be had, the question is asked when the answer is wanted.
  package init(_ body: @escaping @Sendable () throws(Failure) -> Value) {
    work = Work(body)
    thread = startThread(work)
  }

  /// The answer.
  package func value() throws(Failure) -> Value {
    join()
    if work.result == nil { work.run() }
    switch work.result {
    case .success(let value): return value
    case .failure(let failure): throw failure
    case nil: return try work.body()
    }
  }

  private func join() {
    guard let thread else { return }
    pthread_join(thread, nil)
    self.thread = nil
  }

  deinit { join() }
}
