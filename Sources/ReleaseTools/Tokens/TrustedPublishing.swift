package import Diagnostics
package import ReleaseWorld

/// Short-lived tokens for a workflow that a registry trusts.
///
/// - SeeAlso: crates.io's RFC 3691, "Trusted Publishing"; PyPI's "Trusted Publishers", "Internals".
package enum TrustedPublishing {
  /// Where its tokens are from, as a person knows it.
  static let source = "trusted publishing"

  /// A token for crates: good for half an hour, and to be given back.
  ///
  /// - Throws: `.identityRefused`, `.serverSilent`, `.noRegistry`, `.interrupted`, `.noLibrary`.
  package static func token(
    for index: CrateIndex, from service: WorkflowIdentityService, by http: HTTP
  ) throws(ReleaseError) -> UploadToken {
    let api = try index.api(by: http)
    let host = HTTPRequest(api).host
    let identity = try service.identity(for: audience(ofCratesAt: host), by: http)
    let request = HTTPRequest(
      "\(api)/api/v1/trusted_publishing/tokens", method: "POST",
      headers: [.init("Content-Type", "application/json"), .init("Accept", "application/json")],
      body: JSONValue.object(["jwt": .string(identity.reveal())]).bytes, mostBytes: 256 << 10,
      seconds: 20)
    let answer = try answer(to: request, by: http)
    guard let token = answer.value?["token"]?.text, answer.status == 200 else {
      let words = answer.value?["errors"]?.items?.first?["detail"]?.text
      throw .identityRefused(
        "\(index.name) gave this workflow no token", words ?? "it answered HTTP \(answer.status)")
    }
    return UploadToken(Secret(token), from: source, isBorrowed: true)
  }

  /// Gives a borrowed token for crates back, so that nobody can use it any more; another one is left
  /// alone, and one that has run out is gone already.
  ///
  /// - Throws: `.serverSilent`, `.noRegistry`, `.interrupted`, `.noLibrary`.
  package static func giveBack(
    _ token: UploadToken, to index: CrateIndex, by http: HTTP
  ) throws(ReleaseError) {
    guard token.isBorrowed else { return }
    let request = HTTPRequest(
      "\(try index.api(by: http))/api/v1/trusted_publishing/tokens", method: "DELETE",
      headers: [.init("Authorization", "Bearer \(token.secret.reveal())")], mostBytes: 64 << 10,
      seconds: 20)
    let answer = try answer(to: request, by: http)
    guard (200..<300).contains(answer.status) || answer.status == 403 else {
      throw .serverSilent(
        request.host, "to the return of the token it answered HTTP \(answer.status)")
    }
  }

  /// A token for an index: good for a quarter of an hour; nothing takes it back.
  ///
  /// - Throws: `.identityRefused`, `.serverSilent`, `.interrupted`, `.noLibrary`.
  package static func token(
    for address: UploadAddress, from service: WorkflowIdentityService, by http: HTTP
  ) throws(ReleaseError) -> UploadToken {
    let asked = try answer(
      to: HTTPRequest(address.beside("/_/oidc/audience"), mostBytes: 64 << 10, seconds: 20),
      by: http)
    guard asked.status == 200, let audience = asked.value?["audience"]?.text,
      audience.utf8.allSatisfy({ $0.isPlainInAddress })
    else {
      throw .identityRefused(
        "\(address.host) takes no trusted publishers",
        "asked for its audience, it answered HTTP \(asked.status)")
    }
    guard owns(audience, address.host) else {
      throw .identityRefused(
        "\(address.host) asks for an identity that is meant for another index",
        "with one for `\(audience)` it could publish there in this workflow's name")
    }
    let identity = try service.identity(for: audience, by: http)
    let minted = try answer(
      to: HTTPRequest(
        address.beside("/_/oidc/mint-token"), method: "POST",
        headers: [.init("Content-Type", "application/json"), .init("Accept", "application/json")],
        body: JSONValue.object(["token": .string(identity.reveal())]).bytes,
        mostBytes: 256 << 10, seconds: 20), by: http)
    guard let token = minted.value?["token"]?.text, (200..<300).contains(minted.status) else {
      let errors = minted.value?["errors"]?.items?.compactMap { $0["description"]?.text } ?? []
      throw .identityRefused(
        "\(address.host) gave this workflow no token",
        errors.isEmpty ? "it answered HTTP \(minted.status)" : errors.joined(separator: "; "))
    }
    return UploadToken(Secret(token), from: source, isBorrowed: true)
  }

  /// The audience of a registry of crates: crates.io's own for what stands in for it on this machine;
  /// elsewhere the host, since whoever gets an identity for crates.io can publish there.
  static func audience(ofCratesAt host: String) -> String {
    HTTPRequest.isLoopback(host) ? "crates.io" : host
  }

  /// Whether an index may ask for an identity of that audience.
  static func owns(_ audience: String, _ host: String) -> Bool {
    switch audience {
    case "pypi": host == "upload.pypi.org" || HTTPRequest.isLoopback(host)
    case "testpypi": host == "test.pypi.org"
    case "crates.io": false
    default: true
    }
  }

  private static func answer(
    to request: HTTPRequest, by http: HTTP
  ) throws(ReleaseError) -> (status: Int, value: JSONValue?) {
    guard request.isPrivate else {
      throw .serverSilent(request.host, "it has no https, so no token was sent to it")
    }
    let response = try http.send(request)
    return (response.status, JSONValue(response.body))
  }
}

extension UInt8 {
  /// Whether it stands in an address as it is (RFC 3986, "unreserved", and `:` and `/`).
  fileprivate var isPlainInAddress: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-._~:/".utf8.contains(self)
    }
  }
}
