import Testing

@testable import Rehearsal

/// What a head is read as.
private func head(_ text: String) throws -> HTTPRequestHead {
  try HTTPRequestHead(Array(text.utf8)[...])
}

/// The status with which a head is refused; `nil` where it is taken.
private func refusal(_ text: String) -> Int? {
  do {
    let bytes = Array(text.utf8)
    guard let end = try HTTPRequestHead.end(in: bytes, from: 0) else { return nil }
    _ = try HTTPRequestHead(bytes[..<end])
    return nil
  } catch {
    guard case .refused(let status, _) = error else { return nil }
    return status
  }
}

struct HTTPRequestTests {
  @Test func `a head is a method, a target, headers and how the body comes`() throws {
    let put = try head(
      "PUT /api/v1/crates/new?a=b HTTP/1.1\r\nHost: x\r\nContent-Length:  12 \r\nX-Empty:\r\n\r\n")
    #expect(put.method == "PUT" && put.target == "/api/v1/crates/new?a=b")
    #expect(
      put.headers == [
        HeaderField("Host", "x"), HeaderField("Content-Length", "12"), HeaderField("X-Empty", ""),
      ])
    #expect(put.body == .bytes(12) && put.isKept && !put.waitsForContinue)
    let get = try head("GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
    #expect(get.body == .none)
  }

  @Test(arguments: [
    ("HTTP/1.1\r\nHost: x", true), ("HTTP/1.1\r\nHost: x\r\nConnection: Close", false),
    ("HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c", true),
    ("HTTP/1.1\r\nHost: x\r\nConnection: TE\r\nConnection: te, close", false),
    ("HTTP/1.0", false), ("HTTP/1.0\r\nConnection: keep-alive", false),
  ])
  func `a connection is kept unless one side does not want it`(_ rest: String, _ isKept: Bool)
    throws
  {
    #expect(try head("GET / \(rest)\r\n\r\n").isKept == isKept)
  }

  @Test func `a word before the body is sent where one is waited for`() throws {
    let asks = "Host: x\r\nExpect: 100-Continue\r\n"
    #expect(try head("PUT / HTTP/1.1\r\n\(asks)Content-Length: 1\r\n\r\n").waitsForContinue)
    #expect(
      try head("PUT / HTTP/1.1\r\n\(asks)Transfer-Encoding: Chunked\r\n\r\n").waitsForContinue)
    #expect(try !head("PUT / HTTP/1.1\r\n\(asks)\r\n").waitsForContinue)
    #expect(try !head("PUT / HTTP/1.0\r\n\(asks)Content-Length: 1\r\n\r\n").waitsForContinue)
  }

  @Test(arguments: [
    "nonsense", "GET / HTTP/1.1 ", "GET  / HTTP/1.1", "GET /a b HTTP/1.1", " GET / HTTP/1.1",
    "GET\t/ HTTP/1.1", "G(T / HTTP/1.1", "GET /\u{e9} HTTP/1.1", "GET / http/1.1",
    "GET /\0 HTTP/1.1",
    "GET  HTTP/1.1", "/ HTTP/1.1",
  ])
  func `a request line that is none is refused`(_ line: String) {
    #expect(refusal("\(line)\r\nHost: x\r\n\r\n") == 400)
  }

  @Test(arguments: [
    // Two lengths, equal or not, and lengths that some read as numbers.
    "Content-Length: 1\r\nContent-Length: 2", "Content-Length: 1\r\ncontent-length: 1",
    "Content-Length: 1, 1", "Content-Length: +1", "Content-Length: -1", "Content-Length: 0x1",
    "Content-Length: 1 1", "Content-Length:", "Content-Length: 99999999999999999999",
    "Content-Length: \u{661}",
    // A length beside a coding.
    "Content-Length: 1\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 1",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
    // Names that some read as another header.
    "Content-Length : 1", " Content-Length: 1", "Content\tLength: 1", ": 1", "Content-Length",
    "Content-Length\0: 1", "Transfer-Encoding\u{b}: chunked",
    // Values that end elsewhere for some.
    "A: 1\r\n 2", "A: 1\r\n\tContent-Length: 1", "A: 1\rContent-Length: 1",
    "A: 1\nContent-Length: 1",
    "A: 1\0", "A: \u{7f}", "Host: y", "A: 1\r\r",
  ])
  func `headers that two readers could read in two ways are refused`(_ headers: String) {
    #expect(refusal("POST /legacy/ HTTP/1.1\r\nHost: x\r\n\(headers)\r\n\r\n") == 400)
  }

  @Test func `other refusals have their own status`() {
    #expect(refusal("GET / HTTP/1.1\r\n\r\n") == 400)
    #expect(refusal("GET / HTTP/1.0\r\n\r\n") == nil)
    #expect(refusal("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == 400)
    #expect(refusal("PRI * HTTP/2.0\r\n\r\n") == 505)
    for coding in ["gzip", "gzip, chunked", "chunked, gzip", "xchunked", "chunked,"] {
      #expect(refusal("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \(coding)\r\n\r\n") == 501)
    }
  }

  @Test func `the end of a head is found however it comes`() throws {
    let bytes = Array("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET".utf8)
    for count in bytes.indices {
      let found = try HTTPRequestHead.end(in: Array(bytes[..<count]), from: 0)
      #expect(found == (count >= 27 ? 27 : nil))
      #expect(try HTTPRequestHead.end(in: bytes, from: min(count, 26)) == 27)
    }
    #expect(throws: ConnectionEnd.bareLineFeed) {
      try HTTPRequestHead.end(in: Array("GET / HTTP/1.1\nHost".utf8), from: 0)
    }
    #expect(throws: ConnectionEnd.bareLineFeed) { try HTTPRequestHead.end(in: [0x0A], from: 0) }
  }

  @Test func `bytes by chance are read or refused, and never more`() {
    var random = SystemRandomNumberGenerator()
    let parts = [
      "GET ", "/ ", "HTTP/1.1", "\r\n", "\n", "\r", "Host: x", ":", "Content-Length: 1", " ",
    ]
    for _ in 0..<2000 {
      let text = (0..<8).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
      _ = refusal(text + "\r\n\r\n")
    }
  }
}

struct ChunkedBodyTests {
  /// The body and what is left, of what comes in pieces of a size.
  private func taken(_ text: String, by size: Int) throws -> (
    body: String, left: String, whole: Bool
  ) {
    var chunks = ChunkedBody()
    var (received, body): ([UInt8], [UInt8]) = ([], [])
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      received += rest.prefix(size)
      rest = rest.dropFirst(size)
      body += try chunks.take(&received)
    }
    return (
      String(decoding: body, as: UTF8.self), String(decoding: received, as: UTF8.self),
      chunks.isWhole
    )
  }

  @Test func `chunks are put together however they come`() throws {
    let text = "5\r\nhello\r\n00A ;x=\"y\"\r\n, world!\r\n\r\n0\r\nChecked: yes\r\n\r\nGET"
    for size in 1...text.utf8.count {
      let (body, left, whole) = try taken(text, by: size)
      #expect(body == "hello, world!\r\n" && left == "GET" && whole)
    }
    let short = try taken("5\r\nhel", by: 8)
    #expect(short == ("hel", "", false))
    #expect(try taken("0\r\n\r", by: 1).whole == false)
  }

  @Test(arguments: [
    "\r\n", "x\r\n", "-1\r\n", "+1\r\na\r\n", "0x1\r\na\r\n", " 1\r\na\r\n", "1 \r\na\r\n",
    "1\na\n",
    "1\r\nab\r\n", "1\r\na\n0\r\n\r\n", "1\ra\r\n", "10000000000000000\r\n", "1;\0\r\na\r\n",
    "0\r\nfolded: 1\r\n 2\r\n\r\n", "0\r\nno colon\r\n\r\n", "0\r\n\n", ";x\r\n",
  ])
  func `what is no chunk is refused`(_ text: String) {
    for size in [1, 100] {
      #expect(throws: ConnectionEnd.self) { try taken(text, by: size) }
    }
  }

  @Test func `a line without end is refused, and so are trailers without end`() {
    let blank = String(repeating: "x", count: ChunkedBody.lineLimit)
    #expect(throws: ConnectionEnd.self) { try taken("1;" + blank, by: 1000) }
    let trailers = String(repeating: "a: b\r\n", count: 2000)
    #expect(throws: ConnectionEnd.self) { try taken("0\r\n" + trailers, by: 1000) }
  }
}

struct HTTPResponseTests {
  @Test func `a response says its length, and nothing that a header may not hold`() {
    var response = RegistryResponse(200, headers: [HeaderField("a", "b\r\nc: d")], body: [1, 2])
    #expect(
      response.head(closes: false)
        == Array("HTTP/1.1 200 OK\r\na: b??c: d\r\ncontent-length: 2\r\n\r\n".utf8))
    response = RegistryResponse(304, headers: [HeaderField("Connection", "x")])
    #expect(
      response.head(closes: true)
        == Array("HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n".utf8))
    response = RegistryResponse(400, reason: "File\nexists")
    #expect(
      response.head(closes: false)
        == Array("HTTP/1.1 400 File?exists\r\ncontent-length: 0\r\n\r\n".utf8))
  }
}
