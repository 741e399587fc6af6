/// The first line and the headers of an HTTP/1 request (RFC 9112).
///
/// Where two readers could see two different requests in the same bytes, it is refused: nothing is mended.
struct HTTPRequestHead: Equatable {
  /// What comes behind the headers.
  enum Body: Equatable {
    case none
    case bytes(Int)
    case chunked
  }

  let method: String
  /// As it stood in the line.
  let target: String
  let headers: [HeaderField]
  let body: Body
  /// Whether another request may follow on the same connection.
  let isKept: Bool
  /// Whether the client waits for a word before it sends the body.
  let waitsForContinue: Bool

  /// Reads a head from its bytes, the empty line at its end included.
  ///
  /// - Throws: 400 where it is malformed, 501 for a coding of the body that is not `chunked`, 505 for a
  ///   version that is not 1.0 or 1.1.
  init(_ bytes: ArraySlice<UInt8>) throws(ConnectionEnd) {
    var lines = HTTPLines(bytes)
    guard let first = try lines.next() else { throw .malformed("no request line") }
    let words = first.split(separator: 0x20, omittingEmptySubsequences: false)
    guard words.count == 3, Self.isToken(words[0]), !words[1].isEmpty,
      words[1].allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw .malformed("the request line is not a method, a target and a version") }
    method = String(decoding: words[0], as: UTF8.self)
    target = String(decoding: words[1], as: UTF8.self)
    let isCurrent = words[2].elementsEqual("HTTP/1.1".utf8)
    guard isCurrent || words[2].elementsEqual("HTTP/1.0".utf8) else {
      throw words[2].starts(with: "HTTP/".utf8)
        ? ConnectionEnd.refused(505, "HTTP Version Not Supported: 1.1 is spoken here")
        : .malformed("the request line does not end in a version")
    }
    var headers: [HeaderField] = []
    while let line = try lines.next(), !line.isEmpty { headers.append(try Self.field(line)) }
    self.headers = headers
    guard headers.count("host") == 1 || (headers.count("host") == 0 && !isCurrent) else {
      throw .malformed("Host is not there once")
    }
    body = try Self.body(headers, isCurrent: isCurrent)
    isKept = isCurrent && !headers.words(of: "connection").contains("close")
    waitsForContinue =
      isCurrent && body != .none && headers.words(of: "expect").contains("100-continue")
  }

  /// How many bytes of what came are the head; `nil` while its end has not come.
  ///
  /// What stands before `start` was looked at already.
  ///
  /// - Throws: 400 for a line that ends in LF alone, which is known before the head is whole.
  static func end(in bytes: [UInt8], from start: Int) throws(ConnectionEnd) -> Int? {
    var rest = bytes[max(0, start)...]
    while let found = rest.firstIndex(of: 0x0A) {
      guard found > 0, bytes[found - 1] == 0x0D else { throw .bareLineFeed }
      if found >= 3, bytes[found - 2] == 0x0A { return found + 1 }
      rest = bytes[(found + 1)...]
    }
    return nil
  }

  /// One header; its value is without the blanks around it.
  static func field(_ line: ArraySlice<UInt8>) throws(ConnectionEnd) -> HeaderField {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), isToken(line[..<colon]) else {
      throw .malformed("a header is not a name, a colon and a value")
    }
    var value = line[(colon + 1)...].drop(while: isBlank)
    while let last = value.last, isBlank(last) { value.removeLast() }
    return HeaderField(
      String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
  }

  private static func body(
    _ headers: [HeaderField], isCurrent: Bool
  ) throws(ConnectionEnd) -> Body {
    let codings = headers.count("transfer-encoding")
    let lengths = headers.count("content-length")
    if codings > 0 {
      guard codings == 1, lengths == 0, isCurrent else {
        throw .malformed("the length of the body is told in two ways")
      }
      guard headers["transfer-encoding"]?.lowercased() == "chunked" else {
        throw .refused(501, "Not Implemented: chunked is the only transfer coding here")
      }
      return .chunked
    }
    guard lengths > 0, let text = headers["content-length"] else { return .none }
    guard lengths == 1, !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let length = Int(text)
    else { throw .malformed("Content-Length is not one number") }
    return length == 0 ? .none : .bytes(length)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Whether bytes are a token (RFC 9110, 5.6.2).
  private static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty
      && bytes.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }
}

extension [HeaderField] {
  fileprivate func count(_ name: String) -> Int { count { $0.name.lowercased() == name } }

  /// The words of a list in small letters, of all headers with that name.
  fileprivate func words(of name: String) -> [Substring] {
    filter { $0.name.lowercased() == name }.flatMap {
      $0.value.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }
    }
  }
}
