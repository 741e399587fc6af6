import NIOCore
import NIOHTTP1
import NIOPosix

/// Collects a request, has it answered on a thread of the pool, and writes the answer.
///
/// The pipeline in front of it lets the next request of a connection through only when this one is
/// answered.
final class RequestHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let load: ServerLoad
  private let pool: NIOThreadPool
  private let behaviour: LoopbackServer.Behaviour
  private let told: LoopbackServer.Told
  private var isCut = false
  private var head: HTTPRequestHead?
  private var body = ByteBuffer()
  private var bodyLimit = 0
  /// The bytes of bodies that count as held for this connection.
  private var held = 0
  /// The connection ends with the answer that is being written.
  private var isLeaving = false

  init(
    load: ServerLoad, pool: NIOThreadPool, behaviour: LoopbackServer.Behaviour,
    told: @escaping LoopbackServer.Told
  ) {
    self.load = load
    self.pool = pool
    self.behaviour = behaviour
    self.told = told
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isLeaving else { return }
    switch Self.unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(var part):
      guard body.readableBytes + part.readableBytes <= bodyLimit else {
        refuse(context, 413, "Request Entity Too Large: at most \(bodyLimit) bytes are taken here")
        return
      }
      if isCut {
        context.close(promise: nil)
        return
      }
      guard load.hold(part.readableBytes) else {
        refuse(context, 503, "Service Unavailable: too much is being sent at once; come again")
        return
      }
      held += part.readableBytes
      body.writeBuffer(&part)
    case .end:
      guard let head else { return }
      self.head = nil
      enter(.answer, context)
      respond(head, context)
    }
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    self.head = head
    body = ByteBuffer()
    bodyLimit = LoopbackRegistries.bodyLimit(head.method.rawValue, head.uri)
    enter(.body, context)
    isCut = behaviour.cuts(head.method.rawValue, head.uri)
    if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }),
      length > bodyLimit
    {
      refuse(context, 413, "Request Entity Too Large: at most \(bodyLimit) bytes are taken here")
      return
    }
    if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
      context.writeAndFlush(
        Self.wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))),
        promise: nil)
    }
  }

  /// A body over a limit is refused as soon as that is known, and the connection with it.
  private func refuse(_ context: ChannelHandlerContext, _ status: Int, _ text: String) {
    guard let head else { return }
    self.head = nil
    body = ByteBuffer()
    release()
    isLeaving = true
    enter(.answer, context)
    let response = CrateRefusal(status, text).response
    told(RegistryRequest(head.method.rawValue, head.uri), response)
    write(response, to: head, context, closes: true)
  }

  private func respond(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let request = RegistryRequest(
      head.method.rawValue, head.uri, headers: head.headers.map { HeaderField($0.name, $0.value) },
      body: Array(body.readableBytesView))
    body = ByteBuffer()
    let (answer, told) = (behaviour.answer, told)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    pool.runIfActive(eventLoop: context.eventLoop) {
      let response = answer(request)
      told(request, response)
      return response
    }.whenComplete { result in
      let (handler, context) = bound.value
      handler.release()
      guard context.channel.isActive else { return }
      switch result {
      case .success(let response) where response.isLost: context.close(promise: nil)
      case .success(let response):
        // Behind an offer to upgrade (cargo's curl makes one: h2c) NIO's parser reads no further.
        let closes = !head.isKeepAlive || head.headers.contains(name: "upgrade")
        handler.write(response, to: head, context, closes: closes)
      case .failure: context.close(promise: nil)
      }
    }
  }

  private func write(
    _ response: RegistryResponse, to head: HTTPRequestHead, _ context: ChannelHandlerContext,
    closes: Bool
  ) {
    var headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
    let hasBody = response.status != 204 && response.status != 304
    if hasBody { headers.replaceOrAdd(name: "content-length", value: "\(response.body.count)") }
    if closes { headers.replaceOrAdd(name: "connection", value: "close") }
    let status =
      response.reason.map {
        HTTPResponseStatus.custom(code: UInt(response.status), reasonPhrase: $0.printable)
      } ?? HTTPResponseStatus(statusCode: response.status)
    context.write(
      Self.wrapOutboundOut(
        .head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
      promise: nil)
    if hasBody, head.method != .HEAD, !response.body.isEmpty {
      context.write(
        Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
    }
    enter(.head, context)
    let sent = context.writeAndFlush(Self.wrapOutboundOut(.end(nil)))
    if closes {
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      sent.whenComplete { _ in bound.value.close(promise: nil) }
    }
  }

  private func release() {
    load.release(held)
    held = 0
  }

  func channelInactive(context: ChannelHandlerContext) {
    // What is being answered is released when that is done.
    if head != nil { release() }
    context.fireChannelInactive()
  }

  private func enter(_ phase: RequestDeadlines.Phase, _ context: ChannelHandlerContext) {
    if let deadlines = try? context.pipeline.syncOperations.handler(type: RequestDeadlines.self) {
      deadlines.enter(phase)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
