import ReleaseWorld
import Synchronization

/// How much a server is doing, of all its connections.
final class ServerLoad: Sendable {
  private struct Load {
    var connections: Set<LoopbackConnection> = []
    var bytes = 0
    var isListening = true
    var isEnding = false
  }

  private let limits: TransportLimits
  private let load = Mutex(Load())

  init(_ limits: TransportLimits) { self.limits = limits }

  /// Takes in a connection; `false` where there are too many or all are ending.
  func enter(_ connection: LoopbackConnection) -> Bool {
    load.withLock {
      guard !$0.isEnding, $0.connections.count < limits.connections else { return false }
      $0.connections.insert(connection)
      return true
    }
  }

  /// A connection that was taken in is closed.
  func close(_ connection: LoopbackConnection) {
    load.withLock {
      $0.connections.remove(connection)
      connection.close()
    }
  }

  /// Ends all connections, and lets no other in.
  func end() {
    load.withLock {
      $0.isEnding = true
      for connection in $0.connections { connection.end() }
    }
  }

  /// Nobody is at the port any more.
  func leavePort() { load.withLock { $0.isListening = false } }

  /// Whether no thread is at work for it.
  var isOver: Bool { load.withLock { !$0.isListening && $0.connections.isEmpty } }

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
