import CRelsh
package import Diagnostics

extension HTTP {
  /// Real requests, through libcurl, which is loaded at the first one.
  ///
  /// `CARGO_HTTP_CAINFO`, else `SSL_CERT_FILE` names the certificates that are trusted, and the usual
  /// variables (`HTTPS_PROXY`, `NO_PROXY`, ...) a proxy.
  package static func live(_ environment: Environment) -> HTTP {
    HTTP { (request: HTTPRequest) throws(Failure) -> HTTPResponse in
      guard request.isSendable else {
        throw .serverSilent(request.host, "the address is not one of http or https")
      }
      var answer = relsh_http_answer()
      defer { relsh_http_free(&answer) }
      let code = request.send(environment, &answer)
      if code == 0 {
        return HTTPResponse(
          status: answer.status, headers: Self.headers(bytes(answer.headers, answer.headers_size)),
          body: bytes(answer.body, answer.body_size))
      }
      let words = withUnsafeBytes(of: answer.message) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw .notSent(request, code, words)
    }
  }

  private static func bytes(_ start: UnsafeMutablePointer<CChar>?, _ count: Int) -> [UInt8] {
    Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  /// The headers of the last of several heads.
  static func headers(_ bytes: [UInt8]) -> [HTTPRequest.Header] {
    var headers: [HTTPRequest.Header] = []
    for line in bytes.split(whereSeparator: { $0 == 0x0D || $0 == 0x0A }) {
      let text = String(decoding: line, as: UTF8.self)
      if text.hasPrefix("HTTP/") { headers = [] }
      guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { continue }
      var value = text[text.utf8.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      while value.last == " " || value.last == "\t" { value.removeLast() }
      headers.append(HTTPRequest.Header(String(text[..<colon]), String(value)))
    }
    return headers
  }
}

extension HTTPRequest {
  /// No line break or end of text can get into what is sent.
  fileprivate var isSendable: Bool {
    let texts = [method, url] + headers.flatMap { [$0.name, $0.value] }
    return (url.hasPrefix("https://") || url.hasPrefix("http://"))
      && texts.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
      && !url.utf8.contains(0x20)
  }

  fileprivate func send(_ environment: Environment, _ answer: inout relsh_http_answer) -> Int32 {
    let isSecure = url.hasPrefix("https://")
    let own = ["CARGO_HTTP_CAINFO", "SSL_CERT_FILE"].lazy.compactMap { environment[$0] }
    let authority = own.first { !$0.isEmpty }
    let lines = headers.map { "\($0.name): \($0.value)" }
    let texts = [
      method, url, Self.userAgent, Self.proxy(isSecure: isSecure, environment),
      environment["no_proxy"] ?? environment["NO_PROXY"] ?? "",
    ]
    return CStrings.with(texts) { texts in
      CStrings.with(lines) { lines in
        CStrings.with([authority ?? ""]) { file in
          (body ?? []).withUnsafeBytes { body in
            var request = relsh_http_request()
            request.method = UnsafePointer(texts[0])
            request.url = UnsafePointer(texts[1])
            request.user_agent = UnsafePointer(texts[2])
            request.proxy = UnsafePointer(texts[3])
            request.no_proxy = UnsafePointer(texts[4])
            if authority != nil { request.ca_file = UnsafePointer(file[0]) }
            if self.body != nil {
              // An empty body has no address, and is a body all the same.
              request.body =
                body.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) }
                ?? UnsafePointer(file[0])
              request.body_size = body.count
            }
            request.limit = mostBytes
            request.milliseconds = max(1, Int(seconds * 1000))
            request.redirects = redirects
            request.is_secure_only = isSecure ? 1 : 0
            return lines.withMemoryRebound(
              to: UnsafePointer<CChar>?.self, capacity: headers.count + 1
            ) {
              request.headers = UnsafePointer($0)
              return relsh_http(&request, &answer)
            }
          }
        }
      }
    }
  }

  /// crates.io and PyPI ask for one that says whom to write to.
  static let userAgent = "relsh (release shell for crates and Python distributions)"

  private static func proxy(isSecure: Bool, _ environment: Environment) -> String {
    // `HTTP_PROXY` in capitals is not read, as in curl: a web server sets it from a request's header.
    let names =
      (isSecure ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]) + ["all_proxy", "ALL_PROXY"]
    return names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
  }
}

extension ReleaseError {
  /// libcurl's numbers, as curl/curl.h has them.
  fileprivate static func notSent(_ request: HTTPRequest, _ code: Int32, _ words: String) -> Self {
    switch code {
    case Int32(RELSH_HTTP_NO_LIBRARY): return .noLibrary
    case Int32(RELSH_HTTP_INTERRUPTED):
      _ = Interrupts.take()
      return Self(.interrupted, "^C ended the question to \(request.host)")
    case Int32(RELSH_HTTP_TOO_LONG):
      return .serverSilent(
        request.host, "its answer is longer than \(request.mostBytes) bytes")
    case 28:
      return .serverSilent(request.host, "its answer took longer than \(Int(request.seconds)) s")
    case 51, 60: return .serverSilent(request.host, "its certificate is not trusted: \(words)")
    case 77:
      return .serverSilent(
        request.host,
        "CARGO_HTTP_CAINFO or SSL_CERT_FILE names no file of certificates: \(words)")
    default:
      return .serverSilent(request.host, words.isEmpty ? "libcurl says \(code)" : words)
    }
  }

  /// There is no libcurl on this machine.
  package static let noLibrary = Self(
    .noLibrary, "libcurl is not installed",
    why: [
      "relsh asks registries through it; install the package `libcurl4` (Debian, Ubuntu), `libcurl`"
        + " (Fedora) or `curl` (Arch, Alpine, macOS)"
    ])
}
