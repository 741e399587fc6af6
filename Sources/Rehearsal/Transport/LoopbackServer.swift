import Diagnostics
import NIOCore
import NIOHTTP1
import NIOPosix
package import ReleaseWorld
import Synchronization

/// An HTTP server on 127.0.0.1 that answers by a function.
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

  private let channel: any Channel
  private let group: MultiThreadedEventLoopGroup
  private let pool: NIOThreadPool
  /// The port that it listens on.
  package let port: Int

  /// Listens on a port, or on a free one for 0.
  ///
  /// The answer is made from the port, since answers name the server's own address.
  ///
  /// - Throws: `tool-failed` where it cannot listen.
  package init(
    port: Int, limits: TransportLimits = TransportLimits(), told: @escaping Told = { _, _ in },
    behaviour: (_ port: Int) -> Behaviour
  ) throws(Failure) {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let pool = NIOThreadPool(numberOfThreads: 8)
    pool.start()
    let made = MadeBehaviour()
    let load = ServerLoad(limits)
    do {
      channel = try ServerBootstrap(group: group)
        .serverChannelOption(.backlog, value: 256)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        // Nobody is let in before the answers are made, which name the port.
        .serverChannelOption(.autoRead, value: false)
        .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let behaviour = try made.value()
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(RequestDeadlines(limits, load))
            try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
            try pipeline.addHandler(
              RequestHandler(load: load, pool: pool, behaviour: behaviour, told: told))
          }
        }.bind(host: "127.0.0.1", port: port).wait()
      let listening = channel.localAddress?.port ?? port
      self.port = listening
      made.set(behaviour(listening))
      try channel.setOption(.autoRead, value: true).wait()
    } catch {
      try? pool.syncShutdownGracefully()
      try? group.syncShutdownGracefully()
      throw ReleaseError(
        .toolFailed, "port \(port) of 127.0.0.1 cannot be listened on",
        why: ["\(error)", "something else listens there, or it needs rights that you do not have"],
        fix: ["registry"])
    }
    self.group = group
    self.pool = pool
  }

  /// Ends all connections; what was answered is kept.
  package func stop() {
    try? channel.close().wait()
    try? pool.syncShutdownGracefully()
    try? group.syncShutdownGracefully()
  }
}

/// A behaviour that is made after the socket listens.
private final class MadeBehaviour: Sendable {
  private let behaviour = Mutex<LoopbackServer.Behaviour?>(nil)

  func set(_ made: LoopbackServer.Behaviour) { behaviour.withLock { $0 = made } }

  func value() throws -> LoopbackServer.Behaviour {
    guard let made = behaviour.withLock({ $0 }) else { throw ChannelError.eof }
    return made
  }
}
