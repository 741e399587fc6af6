/// Takes a chunked body apart as it comes (RFC 9112, 7.1).
///
/// Extensions of chunks and trailers are read over: nothing here knows one.
struct ChunkedBody {
  /// Most bytes of a line of it, and of all its trailers.
  static let lineLimit = 4096

  private enum State {
    case size
    case data(left: Int)
    case dataEnd
    case trailer(read: Int)
    case whole
  }

  private var state = State.size

  /// Whether its end has come.
  var isWhole: Bool { if case .whole = state { true } else { false } }

  /// The bytes of the body that what came holds; what is left of that is not whole yet, or belongs to
  /// the next request.
  ///
  /// - Throws: 400 where it is malformed.
  mutating func take(_ received: inout [UInt8]) throws(ConnectionEnd) -> [UInt8] {
    var body: [UInt8] = []
    var rest = received[...]
    reading: while !isWhole {
      switch state {
      case .size:
        guard let line = try Self.line(&rest) else { break reading }
        let size = try Self.size(line)
        state = size == 0 ? .trailer(read: 0) : .data(left: size)
      case .data(let left):
        let part = rest.prefix(left)
        guard !part.isEmpty else { break reading }
        body += part
        rest = rest.dropFirst(part.count)
        state = part.count == left ? .dataEnd : .data(left: left - part.count)
      case .dataEnd:
        guard rest.count >= 2 else { break reading }
        guard rest.starts(with: [0x0D, 0x0A]) else {
          throw .malformed("a chunk is longer than it says")
        }
        rest = rest.dropFirst(2)
        state = .size
      case .trailer(let read):
        guard let line = try Self.line(&rest) else { break reading }
        guard read + line.count <= Self.lineLimit else { throw .malformed("long trailers") }
        if line.isEmpty {
          state = .whole
        } else {
          _ = try HTTPRequestHead.field(line)
          state = .trailer(read: read + line.count)
        }
      case .whole: break
      }
    }
    received = Array(rest)
    return body
  }

  private static func line(
    _ rest: inout ArraySlice<UInt8>
  ) throws(ConnectionEnd) -> ArraySlice<UInt8>? {
    var lines = HTTPLines(rest.prefix(lineLimit))
    guard let line = try lines.next() else {
      if rest.count >= lineLimit { throw .malformed("a line of a chunked body is too long") }
      return nil
    }
    rest = rest[line.endIndex...].dropFirst(2)
    return line
  }

  /// The number before the extensions.
  private static func size(_ line: ArraySlice<UInt8>) throws(ConnectionEnd) -> Int {
    var digits = line.prefix { $0 != UInt8(ascii: ";") }
    // Blanks are allowed before an extension, and only there.
    if digits.count < line.count {
      while digits.last == 0x20 || digits.last == 0x09 { digits.removeLast() }
    }
    // Fifteen digits fit, and are more than anybody sends.
    guard (1...15).contains(digits.count), digits.allSatisfy({ Hexadecimal.digit($0) != nil }),
      let size = Int(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw .malformed("the size of a chunk is no number") }
    return size
  }
}
