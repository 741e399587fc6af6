import Diagnostics
import NIOCore
import NIOHTTP1
import NIOPosix
package import ReleaseWorld

/// An HTTP server on 127.0.0.1 that answers by a function.
package struct LoopbackServer: Sendable {
  /// How a request is answered; called on threads of the server's own, several at once.
  package typealias Answer = @Sendable (RegistryRequest) -> RegistryResponse
  /// Told of each request that was answered.
  package typealias Told = @Sendable (RegistryRequest, RegistryResponse) -> Void

  private let channel: any Channel
  private let group: MultiThreadedEventLoopGroup
  private let pool: NIOThreadPool
  /// The port that it listens on.
  package let port: Int

  /// Listens on a port, or on a free one for 0.
  ///
  /// - Parameter answer: Made from the port, since the answers name the server's own address.
  /// - Throws: `port-taken` where it cannot listen.
  package init(
    port: Int, limits: TransportLimits = TransportLimits(), told: @escaping Told = { _, _ in },
    answer: @escaping @Sendable (_ port: Int) -> Answer
  ) throws(Failure) {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let pool = NIOThreadPool(numberOfThreads: 8)
    pool.start()
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let port = channel.localAddress?.port ?? 0
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(RequestDeadlines(limits))
          try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
          try pipeline.addHandler(
            RequestHandler(limits: limits, pool: pool, answer: answer(port), told: told))
        }
      }
    do {
      channel = try bootstrap.bind(host: "127.0.0.1", port: port).wait()
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
    self.port = channel.localAddress?.port ?? port
  }

  /// Ends all connections; what was answered is kept.
  package func stop() {
    try? channel.close().wait()
    try? pool.syncShutdownGracefully()
    try? group.syncShutdownGracefully()
  }
}
