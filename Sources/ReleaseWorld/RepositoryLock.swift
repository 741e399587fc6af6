import Diagnostics
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Who holds a repository's lock.
package struct LockHolder: Hashable, Sendable {
  package var process: Int32
  /// Seconds since 1970.
  package var since: Double
  /// What it does, in a person's words (`bump`).
  package var command: String

  package init(process: Int32, since: Double, command: String) {
    self.process = process
    self.since = since
    self.command = command
  }
}

/// One relsh at a time changes a repository: flock(2) on `relsh/lock` of the common git directory.
///
/// The system lets go of it when a process ends, however it ends, so that nothing can be left behind.
private enum RepositoryLock {
  /// The locks that this process holds: who has it may take it again.
  static let held = Mutex<Set<String>>([])

  enum Attempt {
    case taken(Int32)
    case refused(LockHolder?)
  }

  static func attempt(_ path: String, _ holder: LockHolder) throws(Descriptor.Refusal) -> Attempt {
    if let parent = FilePath.parent(of: path) {
      try Descriptor.makeDirectories(parent, mode: 0o700)
    }
    let descriptor = try Descriptor.open(path, O_RDWR | O_CREAT, mode: 0o600)
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let number = errno
      close(descriptor)
      guard number == EWOULDBLOCK || number == EINTR else {
        throw Descriptor.Refusal(number: number)
      }
      return .refused(read(path))
    }
    ftruncate(descriptor, 0)
    let value = JSONValue.object([
      "process": .number(Double(holder.process)), "since": .number(holder.since),
      "command": .string(holder.command),
    ])
    do throws(Descriptor.Refusal) {
      try Descriptor.write(value.bytes + [0x0A], to: descriptor)
    } catch {
      // Its text is for people; a full disk must not keep anybody from the lock itself.
    }
    return .taken(descriptor)
  }

  private static func read(_ path: String) -> LockHolder? {
    guard let bytes = try? Descriptor.contents(path), let value = JSONValue(bytes),
      let process = value["process"]?.double.flatMap(Int32.init(exactly:)),
      let since = value["since"]?.double
    else { return nil }
    return LockHolder(process: process, since: since, command: value["command"]?.text ?? "")
  }
}

extension World {
  /// Runs `body` while this process alone may change the repository.
  ///
  /// `command` is told to whoever waits meanwhile. Another relsh is waited for `seconds` long (0: not at
  /// all); `onWait` is called once when that begins, with who holds the lock as far as that is known.
  /// What runs inside may take the lock again. A world that only shows takes none.
  ///
  /// Errors: `.locked`, naming the holder; `.interrupted` after ^C while waiting; those of `body`.
  package func locked<Value>(
    command: String, waiting seconds: Double = 0, onWait: (LockHolder?) -> Void = { _ in },
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let path = FilePath.join(git.commonDirectory, "relsh/lock")
    if onlyShows || git.commonDirectory.isEmpty
      || RepositoryLock.held.withLock({ $0.contains(path) })
    {
      return try body()
    }
    let holder = LockHolder(process: getpid(), since: clock.now(), command: command)
    let descriptor = try take(path, holder, seconds, onWait)
    RepositoryLock.held.withLock { _ = $0.insert(path) }
    defer {
      RepositoryLock.held.withLock { _ = $0.remove(path) }
      ftruncate(descriptor, 0)
      // Let go of by name: a child that another thread starts at this moment has the descriptor too,
      // until its exec, and closing ours alone would leave the lock with it.
      flock(descriptor, LOCK_UN)
      close(descriptor)
    }
    return try body()
  }

  private func take(
    _ path: String, _ holder: LockHolder, _ seconds: Double, _ onWait: (LockHolder?) -> Void
  ) throws(Failure) -> Int32 {
    let end = MonotonicTime.now() + seconds
    var hasToldOfWait = false
    while true {
      let attempt: RepositoryLock.Attempt
      do throws(Descriptor.Refusal) {
        attempt = try RepositoryLock.attempt(path, holder)
      } catch {
        throw .unwritable(path, error.number)
      }
      switch attempt {
      case .taken(let descriptor): return descriptor
      case .refused(let other):
        guard MonotonicTime.now() < end else { throw .heldBy(other) }
        if !hasToldOfWait { onWait(other) }
        hasToldOfWait = true
        poll(nil, 0, 100)
        if Interrupts.take() {
          throw Failure(.interrupted, "waiting for another relsh was interrupted")
        }
      }
    }
  }
}

extension ReleaseError {
  fileprivate static func heldBy(_ holder: LockHolder?) -> Self {
    let who = holder.map { "process \($0.process), which runs \($0.command)" }
    return Self(
      .locked, "another relsh is changing this repository",
      why: [(who.map { "it is \($0)" } ?? "it has not said who it is") + "; wait until it is done"])
  }
}
