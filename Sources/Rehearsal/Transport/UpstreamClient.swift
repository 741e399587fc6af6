import NIOCore
import NIOHTTP1
import NIOPosix

/// Gets files of another index over plain HTTP.
package enum UpstreamClient {
  /// Seconds until an upstream that says nothing is given up.
  static let patience = TimeAmount.seconds(10)

  /// Whether the address can be asked.
  package static func takes(_ address: String) -> Bool { UpstreamAddress(address) != nil }

  /// Gets an address: 200 is found, 404, 410 and 451 are absent, everything else has failed.
  package static func get(_ address: String) -> UpstreamAnswer {
    guard let parts = UpstreamAddress(address) else {
      return .failed("\(address) is no http address")
    }
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let promise = loop.makePromise(of: UpstreamAnswer.self)
    let bootstrap = ClientBootstrap(group: loop).connectTimeout(patience)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(UpstreamAnswerHandler(promise))
        }
      }
    bootstrap.connect(host: parts.host, port: parts.port).whenComplete { result in
      switch result {
      case .failure(let error): promise.succeed(.failed("\(error)"))
      case .success(let channel):
        let headers = HTTPHeaders([
          ("host", parts.authority), ("user-agent", "relsh registry"), ("connection", "close"),
        ])
        let head = HTTPRequestHead(
          version: .http1_1, method: .GET, uri: parts.path, headers: headers)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
      }
    }
    do { return try promise.futureResult.wait() } catch { return .failed("\(error)") }
  }
}

/// The parts of an `http` address.
private struct UpstreamAddress {
  let host: String
  let port: Int
  let path: String
  var authority: String { port == 80 ? host : "\(host):\(port)" }

  init?(_ address: String) {
    let plain = address.hasPrefix("sparse+") ? address.dropFirst(7) : address[...]
    guard plain.hasPrefix("http://"), plain.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      return nil
    }
    let rest = plain.dropFirst(7)
    let authority = rest.prefix { $0 != "/" }
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty, parts.count <= 2, !authority.contains("@") else {
      return nil
    }
    guard let port = parts.count == 2 ? Int(parts[1]) : 80, (1...65535).contains(port) else {
      return nil
    }
    host = String(name)
    self.port = port
    path = authority.endIndex == rest.endIndex ? "/" : String(rest[authority.endIndex...])
  }
}

/// Collects one answer, within the limit of an index file.
private final class UpstreamAnswerHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private let promise: EventLoopPromise<UpstreamAnswer>
  private var status = 0
  private var body = ByteBuffer()
  private var isDone = false
  private var patience: Scheduled<Void>?

  init(_ promise: EventLoopPromise<UpstreamAnswer>) { self.promise = promise }

  func channelActive(context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    patience = context.eventLoop.scheduleTask(in: UpstreamClient.patience) {
      bound.value.0.finish(.failed("it took too long"), bound.value.1)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch Self.unwrapInboundIn(data) {
    case .head(let head): status = Int(head.status.code)
    case .body(var part):
      guard body.readableBytes + part.readableBytes <= CrateRegistry.indexLimit else {
        finish(.failed("it is over \(CrateRegistry.indexLimit) bytes"), context)
        return
      }
      body.writeBuffer(&part)
    case .end:
      switch status {
      case 200: finish(.found(Array(body.readableBytesView)), context)
      case 404, 410, 451: finish(.absent, context)
      default: finish(.failed("status \(status)"), context)
      }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    finish(.failed("the connection was cut"), context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    finish(.failed("\(error)"), context)
  }

  private func finish(_ answer: UpstreamAnswer, _ context: ChannelHandlerContext) {
    guard !isDone else { return }
    isDone = true
    patience?.cancel()
    promise.succeed(answer)
    context.close(promise: nil)
  }
}
