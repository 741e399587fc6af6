import Diagnostics
import ReleaseWorld
import Synchronization

extension World {
  /// Works on several things at a time, as many as the machine has cores; `done` hears of each on this thread
  /// as it is ready.
  ///
  /// - Throws: What `done` throws; `.interrupted` by ^C. What has begun is waited for all the same.
  func sideBySide<Item: Sendable, Value: Sendable>(
    _ items: [Item], _ body: @escaping @Sendable (Item) throws(Failure) -> Value,
    _ done: (Int, Result<Value, Failure>) throws(Failure) -> Void
  ) throws(Failure) {
    let board = SideBySide<Value>(items.count)
    let workers = (0..<min(items.count, Processes.cores)).map { _ in
      Background<Void> {
        while let index = board.next() {
          do throws(Failure) {
            board.finish(index, .success(try body(items[index])))
          } catch {
            board.finish(index, .failure(error))
          }
        }
      }
    }
    defer { for worker in workers { _ = try? worker.value() } }
    do throws(Failure) {
      var left = items.count
      while left > 0 {
        for (index, result) in board.take() {
          left -= 1
          if case .failure(let failure) = result, failure.code == .interrupted { throw failure }
          try done(index, result)
        }
        if left > 0 { try clock.pause(0.05) }
      }
    } catch {
      board.cancel()
      throw error
    }
  }
}

/// What waits for a worker, and what workers have done.
private final class SideBySide<Value: Sendable>: Sendable {
  private struct Contents: Sendable {
    var next = 0
    var end: Int
    var finished: [(Int, Result<Value, Failure>)] = []
  }

  private let contents: Mutex<Contents>

  init(_ count: Int) { contents = Mutex(Contents(end: count)) }

  func next() -> Int? {
    contents.withLock {
      guard $0.next < $0.end else { return nil }
      $0.next += 1
      return $0.next - 1
    }
  }

  func finish(_ index: Int, _ result: Result<Value, Failure>) {
    contents.withLock { $0.finished.append((index, result)) }
  }

  func take() -> [(Int, Result<Value, Failure>)] {
    contents.withLock {
      let finished = $0.finished
      $0.finished = []
      return finished
    }
  }

  /// Takes back what has not begun.
  func cancel() { contents.withLock { $0.end = 0 } }
}
