import NIOCore

/// Closes connections that are too many, take too long or say too much before a request is whole.
///
/// It sits in front of the parser; the handler behind that tells it what is being waited for.
final class RequestDeadlines: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// What is being waited for.
  enum Phase {
    /// A request, or its first line and headers.
    case head
    case body
    /// Our own answer.
    case answer
  }

  private let limits: TransportLimits
  private let load: ServerLoad
  private var isRefused = false
  private var phase = Phase.head
  private var bytes = 0
  private var since = NIODeadline.now()
  private var timer: RepeatedTask?

  init(_ limits: TransportLimits, _ load: ServerLoad) {
    self.limits = limits
    self.load = load
  }

  func channelActive(context: ChannelHandlerContext) {
    guard load.enter() else {
      isRefused = true
      let answer =
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\n"
        + "connection: close\r\n\r\n"
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: answer))).whenComplete { _ in
        bound.value.close(promise: nil)
      }
      return
    }
    let channel = context.channel
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleRepeatedTask(
      initialDelay: .milliseconds(500), delay: .milliseconds(500)
    ) { _ in
      if bound.value.isLate { channel.close(promise: nil) }
    }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    timer = nil
    load.leave()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isRefused else { return }
    let count = Self.unwrapInboundIn(data).readableBytes
    if phase == .head {
      if bytes == 0 { since = .now() }
      bytes += count
      // A first read may hold the begin of the body too, so one buffer more is let through.
      if bytes > limits.headBytes + (1 << 16) {
        context.close(promise: nil)
        return
      }
    } else {
      bytes += count
    }
    context.fireChannelRead(data)
  }

  func enter(_ next: Phase) {
    phase = next
    bytes = 0
    since = .now()
  }

  private var isLate: Bool {
    let waited = Double((NIODeadline.now() - since).nanoseconds) / 1e9
    return switch phase {
    case .answer: false
    case .head: waited > (bytes == 0 ? limits.idle : limits.head)
    case .body: waited > limits.body + Double(bytes) / 262_144
    }
  }
}
