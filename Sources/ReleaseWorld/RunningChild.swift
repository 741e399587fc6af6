import CRelsh

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A child between its start and its end, with the relsh side of its pipes.
///
/// One poll loop serves several (`ChildLoop`), so that no child waits for another to be read.
struct RunningChild {
  /// Output and errors together may take this many bytes; more is an error, not memory.
  static let bound = 64 << 20

  let child: Child
  private(set) var process: pid_t = 0
  private(set) var input: Int32 = -1
  private(set) var output: Int32 = -1
  private(set) var errors: Int32 = -1
  private var sent = 0
  private(set) var end = ChildEnd(status: -1)
  private(set) var hasEnded = false
  private(set) var isOverBound = false
  /// Monotonic seconds: when the limit is reached, when the last word came, when it was told to end.
  private(set) var deadline: Double?
  private var lastWord = 0.0
  private var terminatedAt: Double?
  private var endedAt = 0.0

  /// Starts the child.
  init(_ child: Child, root: String, environment: Environment) throws(Descriptor.Refusal) {
    self.child = child
    var variables = environment
    for (name, value) in child.environment { variables.variables[name] = value }
    guard let path = ProgramPath.find(child.program, in: variables) else {
      throw Descriptor.Refusal(number: ENOENT)
    }
    var theirs: [Int32] = [-1, -1, -1]
    defer { for descriptor in theirs where descriptor >= 0 { close(descriptor) } }
    do throws(Descriptor.Refusal) {
      if child.output == .captured {
        if !child.input.isEmpty {
          (input, theirs[0]) = try Self.socket()
        } else if !child.mayAsk || isatty(0) == 0 {
          theirs[0] = try Descriptor.open("/dev/null", O_RDONLY)
        }
        (output, theirs[1]) = try Self.pipe()
        (errors, theirs[2]) = try Self.pipe()
        for descriptor in [input, output, errors] where descriptor >= 0 {
          _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        }
      }
      let number = CStrings.with([child.program] + child.arguments) { arguments in
        CStrings.with(variables.variables.map { "\($0.key)=\($0.value)" }) { settings in
          relsh_spawn(
            &process, path, arguments, settings, child.directory ?? root, theirs[0], theirs[1],
            theirs[2])
        }
      }
      if number != 0 { throw Descriptor.Refusal(number: number) }
    } catch {
      closePipes()
      throw error
    }
    lastWord = MonotonicTime.now()
    if child.limit > 0 { deadline = lastWord + Double(child.limit) }
  }

  var isFinished: Bool { hasEnded && output < 0 && errors < 0 }

  /// What `poll` is to look at.
  var descriptors: [pollfd] {
    [(input, POLLOUT), (output, POLLIN), (errors, POLLIN)].compactMap { descriptor, events in
      descriptor < 0 ? nil : pollfd(fd: descriptor, events: Int16(events), revents: 0)
    }
  }

  /// Takes what came, hands on what fits.
  mutating func serve(_ ready: Set<Int32>, buffer: UnsafeMutableRawBufferPointer) {
    if ready.contains(input) { send() }
    if ready.contains(output) { take(\.output, \.output, buffer) }
    if ready.contains(errors) { take(\.errors, \.errors, buffer) }
    if end.output.count + end.errors.count > Self.bound, !isOverBound {
      isOverBound = true
      // Its number may be another's once it was waited for.
      if !hasEnded { kill(process, SIGKILL) }
      closePipes()
    }
  }

  /// Looks whether the child ended or its time is over.
  mutating func look(blocking: Bool = false) {
    if !hasEnded { wait(blocking: blocking) }
    let now = MonotonicTime.now()
    if hasEnded {
      if input >= 0 { closeInput() }
      // A grandchild that runs on in the background may hold the pipes for ever, silent or not.
      if now - lastWord > 0.5 || now - endedAt > 3 { closePipes() }
    } else if let terminatedAt {
      if now - terminatedAt > 1 { kill(process, SIGKILL) }
    } else if let deadline, now >= deadline {
      // First the gentle way: git ends its own children then.
      end.timedOut = true
      terminatedAt = now
      kill(process, SIGTERM)
    }
  }

  private mutating func wait(blocking: Bool) {
    var status: Int32 = 0
    while true {
      let got = waitpid(process, &status, blocking ? 0 : WNOHANG)
      if got == 0 { return }
      if got < 0 {
        if errno == EINTR { continue }
        status = 0
      }
      break
    }
    hasEnded = true
    endedAt = MonotonicTime.now()
    lastWord = endedAt
    end.status =
      relsh_exited(status) != 0 ? relsh_exit_status(status) : 128 + relsh_signal(status)
    end.wasInterrupted = end.status == 128 + SIGINT
  }

  private mutating func send() {
    let wrote = child.input.withUnsafeBytes { bytes in
      #if canImport(Darwin)
        Darwin.send(input, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, 0)
      #else
        Glibc.send(
          input, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      #endif
    }
    if wrote > 0 { sent += wrote }
    let again = wrote < 0 && (errno == EAGAIN || errno == EINTR)
    if sent == child.input.count || (wrote < 0 && !again) { closeInput() }
  }

  private mutating func take(
    _ descriptor: WritableKeyPath<Self, Int32>, _ bytes: WritableKeyPath<ChildEnd, [UInt8]>,
    _ buffer: UnsafeMutableRawBufferPointer
  ) {
    while true {
      let got = read(self[keyPath: descriptor], buffer.baseAddress, buffer.count)
      if got > 0 {
        end[keyPath: bytes].append(contentsOf: buffer[..<got])
        child.listener?.hear(Array(buffer[..<got]))
        lastWord = MonotonicTime.now()
        if got < buffer.count { return }
      } else if got < 0, errno == EINTR {
        continue
      } else {
        if got == 0 || errno != EAGAIN {
          close(self[keyPath: descriptor])
          self[keyPath: descriptor] = -1
        }
        return
      }
      if end[keyPath: bytes].count > Self.bound { return }
    }
  }

  private mutating func closeInput() {
    close(input)
    input = -1
  }

  private mutating func closePipes() {
    for descriptor in [input, output, errors] where descriptor >= 0 { close(descriptor) }
    (input, output, errors) = (-1, -1, -1)
  }

  /// A pair of sockets: writing to a child that no longer reads is then an error and no SIGPIPE.
  private static func socket() throws(Descriptor.Refusal) -> (ours: Int32, theirs: Int32) {
    var ends: [Int32] = [-1, -1]
    #if canImport(Darwin)
      guard socketpair(AF_UNIX, SOCK_STREAM, 0, &ends) == 0 else {
        throw Descriptor.Refusal(number: errno)
      }
      var on: Int32 = 1
      setsockopt(ends[0], SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #else
      let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
      guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
        throw Descriptor.Refusal(number: errno)
      }
    #endif
    return (ends[0], ends[1])
  }

  private static func pipe() throws(Descriptor.Refusal) -> (ours: Int32, theirs: Int32) {
    var ends: [Int32] = [-1, -1]
    guard relsh_pipe(&ends) == 0 else { throw Descriptor.Refusal(number: errno) }
    return (ends[0], ends[1])
  }
}

/// Arrays of strings as C wants them.
enum CStrings {
  /// Calls `body` with the strings, NULL at the end; they live as long as the call.
  static func with<Value>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
  ) -> Value {
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: strings.count + 1)
    for (index, string) in strings.enumerated() { pointers[index] = strdup(string) }
    pointers[strings.count] = nil
    defer {
      for index in strings.indices { free(pointers[index]) }
      pointers.deallocate()
    }
    return body(pointers)
  }
}
