import Diagnostics
import ReleaseWorld

extension CrateRegistry {
  /// Who sent a request.
  enum Caller {
    case person(RegistryAccounts.Account)
    /// A workflow, by a short-lived token, and the crates it may publish.
    case workflow(repository: String)

    var login: String {
      switch self {
      case .person(let person): person.login
      case .workflow(let repository): repository
      }
    }
  }

  private static let badFormat =
    "The given API token does not match the format used by crates.io. Tokens generated before "
    + "2020-07-14 were generated with an insecure random number generator, and have been revoked. "
    + "You can generate a new token at https://crates.io/me."

  /// The token of a request, raw or as Bearer.
  private func token(_ request: RegistryRequest) throws(CrateRefusal) -> String {
    guard var token = request["authorization"], !token.isEmpty else {
      throw CrateRefusal(403, "this action requires authentication")
    }
    if token.lowercased().hasPrefix("bearer ") { token = String(token.dropFirst(7)) }
    guard token.hasPrefix("cio") else { throw CrateRefusal(401, Self.badFormat) }
    return token
  }

  /// Who holds the token of a request.
  func caller(_ request: RegistryRequest) throws(CrateRefusal) -> Caller {
    let token = try token(request)
    if token.hasPrefix("cio_tp_") {
      let path = Self.grantPath(token)
      let grant = try disk { () throws(Failure) in try store.json(path) }
      guard let grant, let end = grant["expires"]?.double, end > clock.now(),
        let repository = grant["repository"]?.text
      else { throw CrateRefusal(403, "authentication failed") }
      return .workflow(repository: repository)
    }
    guard let person = accounts.people.first(where: { $0.crateToken == token }) else {
      throw CrateRefusal(403, "authentication failed")
    }
    return .person(person)
  }

  /// Refuses what the caller may not do with a crate.
  func authorize(
    _ caller: Caller, to scope: RegistryAccounts.Scope, _ name: String, _ known: JSONValue?
  ) throws(CrateRefusal) {
    switch caller {
    case .person(let person):
      if let scopes = person.scopes, !scopes.contains(scope) {
        throw CrateRefusal(
          403, "this token does not have the required permissions to perform this action")
      }
      guard let known else { return }
      if !(known["owners"]?.items ?? []).contains(.string(person.login)) {
        throw CrateRefusal(
          403,
          scope == .publishUpdate
            ? "this crate exists but you don't seem to be an owner. If you believe this is a mistake, "
              + "perhaps you need to accept an invitation to be an owner before publishing."
            : "must already be an owner to \(scope == .yank ? "yank or unyank" : "modify owners")")
      }
      if scope == .publishUpdate, known["trustpub_only"]?.flag == true {
        throw CrateRefusal(
          403,
          "New versions of this crate can only be published using Trusted Publishing (see "
            + "https://crates.io/docs/trusted-publishing).")
      }
    case .workflow(let repository):
      guard let known else {
        throw CrateRefusal(
          403,
          "Trusted Publishing tokens do not support creating new crates. Publish the crate manually, first"
        )
      }
      guard scope == .publishUpdate, known["repository"]?.text?.contains(repository) == true else {
        throw CrateRefusal(403, "The provided access token is not valid for crate `\(name)`")
      }
    }
  }

  /// Who one is: for the web site only, but its refusals tell whether a token is good.
  func me(_ request: RegistryRequest) throws(CrateRefusal) -> RegistryResponse {
    _ = try caller(request)
    throw CrateRefusal(403, "this action can only be performed on the crates.io website")
  }

  private static func grantPath(_ token: String) -> String {
    "crates/grants/\(Digest.sha256(Array(token.utf8))).json"
  }

  /// A short-lived token for a workflow's identity.
  func exchange(_ request: RegistryRequest) throws(CrateRefusal) -> RegistryResponse {
    guard let claims = JSONValue(request.body)?["jwt"]?.text.flatMap(WorkflowIdentity.init) else {
      throw CrateRefusal(400, "Failed to decode JWT")
    }
    guard claims.audience == "crates.io" else {
      throw CrateRefusal(400, "Failed to decode JWT: the audience is not crates.io")
    }
    guard claims.expires.map({ $0 > clock.now() }) ?? true else {
      throw CrateRefusal(400, "Failed to decode JWT: it has expired")
    }
    let token = "cio_tp_" + Hexadecimal.text((0..<16).map { _ in UInt8.random(in: 0...255) })
    let grant = JSONValue.object([
      "repository": .string(claims.repository), "expires": .number(clock.now() + 30 * 60),
    ]).bytes
    try disk { () throws(Failure) in try store.write(Self.grantPath(token), grant) }
    return .json(.object(["token": .string(token)]))
  }

  /// Ends a short-lived token before its time.
  func revoke(_ request: RegistryRequest) throws(CrateRefusal) -> RegistryResponse {
    guard case .workflow = try caller(request) else {
      throw CrateRefusal(401, "this action requires a Trusted Publishing token")
    }
    let path = Self.grantPath(try token(request))
    try disk { () throws(Failure) in try store.remove(path) }
    return RegistryResponse(204)
  }
}
