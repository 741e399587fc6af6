import Diagnostics
package import ReleaseWorld

/// An HTTP server on 127.0.0.1 that answers by a function.
///
/// Each connection has a thread of its own, which reads, answers and writes in turn.
package struct LoopbackServer: Sendable {
  /// How it behaves.
  package struct Behaviour: Sendable {
    /// How a request is answered; called on threads of the server's own, several at once.
    package let answer: @Sendable (RegistryRequest) -> RegistryResponse
    /// Whether the connection of a request, by method and target, is cut while its body comes: a fault.
    package let cuts: @Sendable (String, String) -> Bool

    package init(
      answer: @escaping @Sendable (RegistryRequest) -> RegistryResponse,
      cuts: @escaping @Sendable (String, String) -> Bool = { _, _ in false }
    ) {
      self.answer = answer
      self.cuts = cuts
    }
  }

  /// Told of each request that was answered.
  package typealias Told = @Sendable (RegistryRequest, RegistryResponse) -> Void

  /// Bytes of a thread's stack: nothing that is sent is read by a recursion deeper than JSON's 64.
  private static let stack = 1 << 20

  private let listener: LoopbackListener
  private let load: ServerLoad
  /// The port that it listens on.
  package var port: Int { listener.port }

  /// Listens on a port, or on a free one for 0.
  ///
  /// The answer is made from the port, since answers name the server's own address.
  ///
  /// - Throws: `tool-failed` where it cannot listen.
  package init(
    port: Int, limits: TransportLimits = TransportLimits(), told: @escaping Told = { _, _ in },
    behaviour: (_ port: Int) -> Behaviour
  ) throws(Failure) {
    let listener = try LoopbackListener(port: port)
    let load = ServerLoad(limits)
    let behaviour = behaviour(listener.port)
    self.listener = listener
    self.load = load
    let isStarted = DetachedThread.start(stack: Self.stack) {
      while let connection = listener.accept() {
        guard load.enter(connection) else {
          Self.turnAway(connection)
          continue
        }
        let isServed = DetachedThread.start(stack: Self.stack) {
          var conversation = HTTPConversation(
            connection, limits: limits, load: load, behaviour: behaviour, told: told)
          conversation.run()
          load.close(connection)
        }
        if !isServed { load.close(connection) }
      }
      listener.close()
      load.leavePort()
    }
    guard isStarted else {
      listener.close()
      throw ReleaseError(
        .toolFailed, "port \(port) of 127.0.0.1 cannot be listened on",
        why: ["the system has no thread left for it"], fix: ["registry"])
    }
  }

  /// Ends all connections, those after the answer that is being made; what was answered is kept.
  package func stop() {
    listener.stop()
    load.end()
    while !load.isOver { MonotonicTime.pause(0.002) }
  }

  /// Says that there are too many connections, to one that gets no thread.
  private static func turnAway(_ connection: LoopbackConnection) {
    var response = RegistryResponse(503)
    response.headers = [HeaderField("retry-after", "1")]
    _ = connection.send(response.head(closes: true), until: 0)
    connection.finish()
    // A connection that is closed with bytes unread takes the answer back.
    _ = connection.receive(1 << 16, until: 0)
    connection.close()
  }
}
