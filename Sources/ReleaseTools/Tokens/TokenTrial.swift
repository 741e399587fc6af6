package import Diagnostics
package import ReleaseWorld

/// What a registry says of a token before anything is uploaded.
package enum TokenTrial: Hashable, Sendable {
  /// It knows it; what it may do cannot be asked.
  case good
  /// Nothing can be uploaded: it does not know the token, or something else answers in its place.
  case bad(ReleaseError)
  /// It could not be asked, or says something else.
  case unknown(ReleaseError)

  /// Tries a token at a registry that answers as crates.io does: a question that only its web site
  /// may ask, so that the refusal tells whether the token is known.
  ///
  /// No redirect is followed, and nothing is sent unencrypted but on this machine.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  /// - SeeAlso: crates.io's `src/auth.rs` for the texts.
  package static func crates(
    _ token: UploadToken, at index: CrateIndex, by http: HTTP
  ) throws(ReleaseError) -> Self {
    try asking { () throws(ReleaseError) in
      let api = try index.api(by: http)
      let (response, host) = try send(
        HTTPRequest(
          "\(api)/api/v1/me",
          headers: [
            .init("Authorization", token.secret.reveal()), .init("Accept", "application/json"),
          ], mostBytes: 64 << 10, seconds: 20), by: http)
      if let page = page(response, host) { return page }
      if response.status == 200, JSONValue(response.body) != nil { return .good }
      let detail = JSONValue(response.body)?["errors"]?.items?.first?["detail"]?.text ?? ""
      if response.status == 403, detail.hasPrefix("this action can only be performed on the") {
        return .good
      }
      let isRefused = response.status == 403 && detail == "authentication failed"
      guard isRefused || (response.status == 401 && !detail.isEmpty) else {
        return .unknown(odd(response, host, detail))
      }
      return .bad(.tokenRefused(token.source, by: .crates(index.name), detail))
    }
  }

  /// Tries a token at a package index by an empty form: a token that is known gets as far as being told
  /// that the form is empty.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  /// - SeeAlso: warehouse's `forklift/legacy.py` for the order of its checks.
  package static func index(
    _ token: UploadToken, at address: UploadAddress, by http: HTTP, now: Double
  ) throws(ReleaseError) -> Self {
    try asking { () throws(ReleaseError) in
      // Whoever may read along gets one that is of no use after an hour.
      let tried = token.narrowed(to: nil, now: now)
      let (response, host) = try send(
        HTTPRequest(
          address.url, method: "POST",
          headers: [
            .init("Authorization", tried.basic), .init("Accept", "application/json"),
            .init("Content-Type", "multipart/form-data; boundary=relsh"),
          ], body: Array("--relsh--\r\n".utf8), mostBytes: 64 << 10, seconds: 20), by: http)
      if let page = page(response, host) { return page }
      let text = refusal(response)
      switch response.status {
      case 400, 422: return .good
      case 401, 403:
        // A token for one project alone may be refused since an empty form names none.
        if text.contains("project-scoped") || text.contains("read-only") {
          return .unknown(odd(response, host, text))
        }
        return .bad(.tokenRefused(token.source, by: address.place, text))
      default: return .unknown(odd(response, host, text))
      }
    }
  }

  /// A page that says yes to everything: uploads would seem to succeed, and lead nowhere.
  private static func page(_ response: HTTPResponse, _ host: String) -> Self? {
    guard response.status == 200, response.isPage else { return nil }
    return .bad(.serverSilent(host, "it answered with a page for people, as a proxy does"))
  }

  private static func asking(
    _ question: () throws(ReleaseError) -> Self
  ) throws(ReleaseError) -> Self {
    do throws(ReleaseError) { return try question() } catch {
      guard error.code == .serverSilent || error.code == .noRegistry else { throw error }
      return .unknown(error)
    }
  }

  private static func send(
    _ request: HTTPRequest, by http: HTTP
  ) throws(ReleaseError) -> (HTTPResponse, String) {
    guard request.isPrivate else {
      throw .serverSilent(request.host, "it has no https, so no token was sent to it")
    }
    return (try http.send(request), request.host)
  }

  private static func odd(
    _ response: HTTPResponse, _ host: String, _ text: String
  ) -> ReleaseError {
    if (300..<400).contains(response.status), let place = response.header("location") {
      let other = HTTPRequest(place).host
      return .serverSilent(host, "it sent the question on to \(other), where no token follows")
    }
    let words = text.isEmpty || response.isPage ? "" : ": \(text)"
    return .serverSilent(
      host, "to a trial of the token it answered HTTP \(response.status)\(words)")
  }

  /// What an index says, in one line of at most 300 letters.
  private static func refusal(_ response: HTTPResponse) -> String {
    let value = JSONValue(response.body)
    var text = value?["code"]?.text ?? value?["message"]?.text ?? ""
    let number = "\(response.status) "
    if text.isEmpty, !response.isPage { text = String(decoding: response.body, as: UTF8.self) }
    if text.hasPrefix(number) { text.removeFirst(number.count) }
    let line = text.split(whereSeparator: \.isNewline).first { $0.contains { !$0.isWhitespace } }
    return String((line ?? "").prefix(300))
  }
}

extension ReleaseError {
  /// A registry does not know a token, or no longer.
  static func tokenRefused(_ source: String, by place: TokenPlace, _ words: String) -> Self {
    var why = [words.isEmpty ? "it was refused" : "\(place.name) says: \(words)"]
    why.append("it was revoked, has run out, or was not copied whole")
    if let page = place.page { why.append("make one at \(page)") }
    return Self(
      .tokenRefused, "\(place.name) does not take the token in \(source)", why: why,
      fix: [place.settingLine])
  }
}
