package import Diagnostics

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Processes {
  /// Real children, in relsh's own process group, so that ^C reaches them and they may read the
  /// terminal; relative to `root` unless they name a directory.
  package static func live(root: String, environment: Environment) -> Processes {
    Processes(
      run: { (child: Child) throws(Failure) -> ChildEnd in
        let ends = try ChildLoop.run([child], root: root, environment: environment)
        return ends[0]
      },
      runAll: { (children: [Child]) throws(Failure) -> [ChildEnd] in
        // Few at a time: each holds three descriptors.
        var ends: [ChildEnd] = []
        for start in stride(from: 0, to: children.count, by: 16) {
          let some = Array(children[start..<min(start + 16, children.count)])
          ends += try ChildLoop.run(some, root: root, environment: environment)
        }
        return ends
      })
  }
}

/// Runs children side by side to their ends, with one poll loop.
enum ChildLoop {
  static func run(
    _ children: [Child], root: String, environment: Environment
  ) throws(Failure) -> [ChildEnd] {
    var running: [RunningChild] = []
    var failure: Failure?
    for child in children {
      do throws(Descriptor.Refusal) {
        running.append(try RunningChild(child, root: root, environment: environment))
      } catch {
        failure = notStarted(child, error.number)
        break
      }
    }
    serve(&running)
    // What was started is waited for all the same: nothing of ours outlives the call.
    if let failure { throw failure }
    var ends: [ChildEnd] = []
    for child in running {
      if child.isOverBound {
        throw Failure(
          .toolFailed, "\(child.child.program) said more than 64 MiB",
          why: ["it was stopped; what it said is not kept"])
      }
      ends.append(child.end)
    }
    return ends
  }

  private static func serve(_ running: inout [RunningChild]) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    while running.contains(where: { !$0.isFinished }) {
      var descriptors = running.flatMap(\.descriptors)
      if descriptors.isEmpty {
        // Nothing to read: only the ends are missing, and where no limit runs they can be slept for.
        for index in running.indices where !running[index].isFinished {
          running[index].look(blocking: running[index].deadline == nil)
        }
        if running.contains(where: { !$0.isFinished }) { poll(nil, 0, 20) }
        continue
      }
      let ready = poll(&descriptors, nfds_t(descriptors.count), 100)
      if ready > 0 {
        let open = Set(descriptors.lazy.filter { $0.revents != 0 }.map(\.fd))
        for index in running.indices { running[index].serve(open, buffer: buffer) }
      }
      for index in running.indices where !running[index].isFinished { running[index].look() }
    }
  }

  private static func notStarted(_ child: Child, _ number: Int32) -> Failure {
    let reason: String
    if number == ENOENT, let directory = child.directory, FilePath.real(directory) == nil {
      reason = "there is no directory \(directory)"
    } else if number == ENOENT, child.program == "git" {
      return .noGit
    } else if number == ENOENT, !child.program.utf8.contains(UInt8(ascii: "/")) {
      reason = "no directory of PATH holds it"
    } else {
      reason = systemReason(number)
    }
    return Failure(.toolFailed, "\(child.program) cannot be started", why: [reason])
  }
}

extension ReleaseError {
  /// There is no git on this machine.
  package static let noGit = Self(
    .noGit, "git is not installed",
    why: ["no directory of PATH holds it; install it, then type the line again"])
}
