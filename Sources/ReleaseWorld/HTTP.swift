package import Diagnostics

/// Requests to servers; the only way in which relsh itself speaks to one.
package struct HTTP: Sendable {
  /// Sends a request and takes the answer whole, whatever its status says.
  ///
  /// No answer, a certificate that is not trusted, an answer over the limit of size or time is
  /// `.serverSilent`, ^C is `.interrupted`, and a machine without libcurl is `.noLibrary`.
  package var send: @Sendable (HTTPRequest) throws(Failure) -> HTTPResponse

  package init(send: @escaping @Sendable (HTTPRequest) throws(Failure) -> HTTPResponse) {
    self.send = send
  }

  /// A world without a network: every request is refused.
  package static let none = HTTP { (request: HTTPRequest) throws(Failure) -> HTTPResponse in
    throw .serverSilent(request.host, "there is no network here")
  }
}

/// A request, with the limits within which it must be answered.
package struct HTTPRequest: Hashable, Sendable {
  package var method: String
  /// Absolute, `http` or `https`.
  package var url: String
  /// Name and value, as they are sent.
  package var headers: [Header]
  package var body: [UInt8]?
  /// The most bytes that the answer's body may have.
  package var mostBytes: Int
  /// Seconds, from the first packet to the last.
  package var seconds: Double
  /// How many redirects are followed: never from https to http, and `Authorization` never to another
  /// host or port.
  package var redirects: Int

  /// One line of a request's or an answer's head.
  package struct Header: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(
    _ url: String, method: String = "GET", headers: [Header] = [], body: [UInt8]? = nil,
    mostBytes: Int = 16 << 20, seconds: Double = 30, redirects: Int = 0
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.mostBytes = mostBytes
    self.seconds = seconds
    self.redirects = redirects
  }

  /// The host that the address names, with its port where it has one; never a password in it.
  package var host: String {
    guard let colon = url.firstRange(of: "://") else { return url }
    let authority = url[colon.upperBound...].prefix { !"/?#".contains($0) }
    return String(authority.split(separator: "@").last ?? "")
  }
}

/// An answer: of the last server, where redirects were followed.
package struct HTTPResponse: Hashable, Sendable {
  package var status: Int
  package var headers: [HTTPRequest.Header]
  package var body: [UInt8]

  package init(status: Int, headers: [HTTPRequest.Header] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The value of a header, whatever the case of its name.
  package func header(_ name: String) -> String? {
    headers.last { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// Whether what came is a page for people, as a proxy's or a hotel's is.
  package var isPage: Bool {
    if header("content-type")?.lowercased().hasPrefix("text/html") ?? false { return true }
    let start = body.prefix(256).drop { $0 <= 0x20 }.prefix(9)
    let text = String(decoding: start, as: UTF8.self).lowercased()
    return text.hasPrefix("<!doctype") || text.hasPrefix("<html")
  }
}

extension ReleaseError {
  /// Nobody answered as it should be; `why` says how that showed.
  package static func serverSilent(_ host: String, _ why: String) -> Self {
    Self(.serverSilent, "\(host) gave no answer that can be used", why: [why])
  }
}
