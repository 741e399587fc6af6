package import Diagnostics
package import ReleaseWorld

/// The service that tells a job of GitHub Actions who it is, in a form that others can check.
///
/// - SeeAlso: GitHub Docs, "OpenID Connect reference", "Methods for requesting the OIDC token".
package struct WorkflowIdentityService: Hashable, Sendable {
  private let url: String
  private let secret: Secret

  /// `nil` outside of a job with the permission `id-token: write`.
  package init?(_ environment: Environment) {
    guard let url = environment["ACTIONS_ID_TOKEN_REQUEST_URL"], !url.isEmpty,
      let token = environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"], !token.isEmpty
    else { return nil }
    self.url = url
    secret = Secret(token)
  }

  /// The job's identity (a JWT) for one audience: nobody else takes it.
  ///
  /// - Throws: `.identityRefused`, `.serverSilent`, `.interrupted`, `.noLibrary`.
  package func identity(for audience: String, by http: HTTP) throws(ReleaseError) -> Secret {
    let mark = url.contains("?") ? "&" : "?"
    let request = HTTPRequest(
      "\(url)\(mark)audience=\(audience)",
      headers: [
        .init("Authorization", "bearer \(secret.reveal())"), .init("Accept", "application/json"),
      ], mostBytes: 256 << 10, seconds: 20)
    guard request.isPrivate else {
      throw .serverSilent(request.host, "it has no https, so no token was sent to it")
    }
    let response = try http.send(request)
    guard response.status == 200, let value = JSONValue(response.body)?["value"]?.text else {
      throw .identityRefused(
        "GitHub Actions gave this job no identity", "it answered HTTP \(response.status)")
    }
    return Secret(value)
  }
}

extension ReleaseError {
  /// A workflow's identity was not exchanged for a token.
  static func identityRefused(_ what: String, _ words: String) -> Self {
    Self(
      .identityRefused, what,
      why: [
        words,
        "the job needs `permissions: id-token: write`, and the registry this repository, workflow and"
          + " environment as a trusted publisher of the package",
      ])
  }
}
