/// What a connection may take of the server.
package struct TransportLimits: Sendable {
  /// Seconds in which a request's first line and headers must be there, once they have begun.
  package var head = 10.0
  /// Seconds in which the whole body must be there, beside one for each 256 KB that came.
  package var body = 20.0
  /// Seconds that a kept connection may be silent between requests.
  package var idle = 60.0
  /// Seconds in which a client that was refused may read why, whatever it is still sending.
  package var farewell = 2.0
  /// Most bytes of a request's first line and headers.
  package var headBytes = 64 << 10

  /// Most connections at once; one more is told to come again.
  package var connections = 256
  /// Most bytes of bodies that are held at once, of all connections.
  package var heldBytes = 512 << 20

  package init() {}
}
