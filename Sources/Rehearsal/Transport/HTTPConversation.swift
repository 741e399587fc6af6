import ReleaseWorld

/// One connection: its requests, each answered before the next one is read.
struct HTTPConversation {
  private let connection: LoopbackConnection
  private let limits: TransportLimits
  private let load: ServerLoad
  private let behaviour: LoopbackServer.Behaviour
  private let told: LoopbackServer.Told
  /// What came and was not taken yet.
  private var received: [UInt8] = []
  /// The request whose body is being read.
  private var current: HTTPRequestHead?
  /// The bytes of that body that count as held.
  private var held = 0

  init(
    _ connection: LoopbackConnection, limits: TransportLimits, load: ServerLoad,
    behaviour: LoopbackServer.Behaviour, told: @escaping LoopbackServer.Told
  ) {
    self.connection = connection
    self.limits = limits
    self.load = load
    self.behaviour = behaviour
    self.told = told
  }

  /// Answers requests until one side has enough.
  mutating func run() {
    do throws(ConnectionEnd) {
      while try exchange() {}
    } catch {
      release()
      if case .refused(let status, let text) = error { refuse(status, text) }
    }
  }

  /// Takes one request and answers it; `false` where it was the last one.
  private mutating func exchange() throws(ConnectionEnd) -> Bool {
    let head = try nextHead()
    current = head
    let request = RegistryRequest(
      head.method, head.target, headers: head.headers, body: try body(of: head))
    current = nil
    let response = behaviour.answer(request)
    told(request, response)
    release()
    if response.isLost { throw .silent }
    try send(response, to: head.method, closes: !head.isKept)
    return head.isKept
  }

  private mutating func nextHead() throws(ConnectionEnd) -> HTTPRequestHead {
    var seen = 0
    var deadline = MonotonicTime.now() + (received.isEmpty ? limits.idle : limits.head)
    while true {
      // Some clients send an empty line behind a body (RFC 9112, 2.2).
      while received.starts(with: [0x0D, 0x0A]) { received.removeFirst(2) }
      let end = try HTTPRequestHead.end(in: received, from: seen)
      if end ?? received.count > limits.headBytes {
        throw .refused(431, "Request Header Fields Too Large")
      }
      if let end {
        let head = try HTTPRequestHead(received[..<end])
        received.removeFirst(end)
        return head
      }
      seen = received.count
      try receive(until: deadline)
      if seen == 0 { deadline = min(deadline, MonotonicTime.now() + limits.head) }
    }
  }

  private mutating func body(of head: HTTPRequestHead) throws(ConnectionEnd) -> [UInt8] {
    let start = MonotonicTime.now()
    let limit = LoopbackRegistries.bodyLimit(head.method, head.target)
    let isCut = behaviour.cuts(head.method, head.target)
    if case .bytes(let length) = head.body, length > limit { throw .tooLarge(limit) }
    if head.waitsForContinue, received.isEmpty {
      try send(RegistryResponse(100), to: head.method, closes: false)
    }
    var chunks = ChunkedBody()
    var body: [UInt8] = []
    while true {
      let part: [UInt8]
      let isWhole: Bool
      switch head.body {
      case .none: return []
      case .bytes(let length):
        part = Array(received.prefix(length - body.count))
        received.removeFirst(part.count)
        isWhole = body.count + part.count == length
      case .chunked:
        part = try chunks.take(&received)
        isWhole = chunks.isWhole
      }
      guard body.count + part.count <= limit else { throw .tooLarge(limit) }
      if isCut, !part.isEmpty { throw .silent }
      guard load.hold(part.count) else {
        throw .refused(503, "Service Unavailable: too much is being sent at once; come again")
      }
      held += part.count
      body += part
      if isWhole { return body }
      try receive(until: start + limits.body + Self.seconds(body.count))
    }
  }

  private mutating func receive(until deadline: Double) throws(ConnectionEnd) {
    guard let bytes = connection.receive(1 << 16, until: deadline) else { throw .silent }
    received += bytes
  }

  private func send(
    _ response: RegistryResponse, to method: String, closes: Bool
  ) throws(ConnectionEnd) {
    let head = response.head(closes: closes)
    let body = response.hasBody && method != "HEAD" ? response.body : []
    let deadline = MonotonicTime.now() + limits.idle + Self.seconds(body.count)
    // A small answer is one packet, a large one is not copied.
    let isSmall = body.count <= 1 << 16
    guard connection.send(isSmall ? head + body : head, until: deadline),
      isSmall || connection.send(body, until: deadline)
    else { throw .silent }
  }

  /// The last answer, and time to read it for a client that is still sending.
  private func refuse(_ status: Int, _ text: String) {
    let response = CrateRefusal(status, text).response
    if let current { told(RegistryRequest(current.method, current.target), response) }
    guard (try? send(response, to: current?.method ?? "", closes: true)) != nil else { return }
    connection.finish()
    // A connection that is closed with bytes unread takes the answer back.
    let deadline = MonotonicTime.now() + limits.farewell
    while MonotonicTime.now() < deadline, connection.receive(1 << 16, until: deadline) != nil {}
  }

  private mutating func release() {
    load.release(held)
    held = 0
  }

  /// The time that so many bytes may take.
  private static func seconds(_ bytes: Int) -> Double { Double(bytes) / 262_144 }
}
