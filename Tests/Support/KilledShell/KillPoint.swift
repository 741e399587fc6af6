import ReleaseWorld
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where a run is killed with its whole process group: at a record of its journal, or at a call that
/// changes a file.
///
/// `KILL_AT` is the number of the record or call, from 1 on, and `KILL_WHEN` says which: `before` or
/// `after` a record, or at a `call`. Without `KILL_AT` nothing is killed. Each record and call is noted,
/// a line each, in the file `KILL_COUNT`.
struct KillPoint: Sendable {
  private enum When { case beforeRecord, afterRecord, call }

  private let number: Int?
  private let when: When
  private let countFile: String?

  private static let records = Mutex(0)
  private static let calls = Mutex(0)

  /// The one of this process.
  static let current = KillPoint(.live())

  private init(_ environment: Environment) {
    number = environment["KILL_AT"].flatMap { Int($0) }
    when =
      switch environment["KILL_WHEN"] {
      case "after": .afterRecord
      case "call": .call
      default: .beforeRecord
      }
    countFile = environment["KILL_COUNT"]
  }

  /// A world whose journal kills this process group at the chosen record.
  func lay(_ world: World) -> World {
    var killed = world
    let append = world.journal.append
    killed.journal.append = { (record: JournalRecord) throws(Failure) in
      let now = Self.next(Self.records)
      note("record")
      if now == number, when == .beforeRecord { kill(0, SIGKILL) }
      try append(record)
      if now == number, when == .afterRecord { kill(0, SIGKILL) }
    }
    return killed
  }

  /// Whether the process is to die at the call that is about to be made.
  func isReached(by call: StaticString) -> Bool {
    let now = Self.next(Self.calls)
    note(call)
    return now == number && when == .call
  }

  private static func next(_ counter: borrowing Mutex<Int>) -> Int {
    counter.withLock { value in
      value += 1
      return value
    }
  }

  /// Notes a record or call; by `writev`, since `write` is itself one of the calls.
  private func note(_ word: StaticString) {
    guard let countFile else { return }
    let descriptor = open(countFile, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    var line = "\(word)\n"
    line.withUTF8 { bytes in
      var part = iovec(
        iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
      writev(descriptor, &part, 1)
    }
    close(descriptor)
  }
}
