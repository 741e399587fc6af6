import Synchronization

/// How much a server is doing, of all its connections.
final class ServerLoad: Sendable {
  private struct Load {
    var connections = 0
    var bytes = 0
  }

  private let limits: TransportLimits
  private let load = Mutex(Load())

  init(_ limits: TransportLimits) { self.limits = limits }

  /// Takes in a connection; `false` where there are too many, which is to be ended.
  ///
  /// Either way it is let go of by ``leave()`` when it has ended.
  func enter() -> Bool {
    load.withLock {
      $0.connections += 1
      return $0.connections <= limits.connections
    }
  }

  /// A connection has ended.
  func leave() { load.withLock { $0.connections -= 1 } }

  /// Takes in bytes of a body; `false` where too many are held, and then none is.
  func hold(_ count: Int) -> Bool {
    load.withLock {
      guard $0.bytes + count <= limits.heldBytes else { return false }
      $0.bytes += count
      return true
    }
  }

  /// Bytes of a body are held no longer.
  func release(_ count: Int) { load.withLock { $0.bytes -= count } }
}
