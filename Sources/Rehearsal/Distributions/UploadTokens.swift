import ReleaseTools
import ReleaseWorld

extension PackageIndex {
  /// Who uploads, and with what token.
  struct Uploader {
    let person: RegistryAccounts.Account
    let token: Macaroon
  }

  private static let invalid = PackageRefusal(
    403,
    "Invalid or non-existent authentication information. See https://pypi.org/help/#invalid-auth for more information."
  )

  /// Who sent a request: Basic with the user `__token__`, or Bearer.
  func uploader(_ request: RegistryRequest) throws(PackageRefusal) -> Uploader {
    guard let field = request["authorization"], let space = field.firstIndex(of: " ") else {
      throw Self.invalid
    }
    var credentials = String(field[field.index(after: space)...])
    switch field[..<space].lowercased() {
    case "bearer": break
    case "basic":
      guard let bytes = Base64.decode(credentials.utf8),
        let text = String(validating: bytes, as: UTF8.self), let colon = text.firstIndex(of: ":")
      else { throw Self.invalid }
      guard text[..<colon] == "__token__" else {
        throw PackageRefusal(
          403,
          "Username/Password authentication is no longer supported. Migrate to API Tokens or Trusted "
            + "Publishers instead. See https://pypi.org/help/#apitoken and https://pypi.org/help/#trusted-publishers"
        )
      }
      credentials = String(text[text.index(after: colon)...])
    default: throw Self.invalid
    }
    guard let token = Macaroon(token: credentials), token.location == host,
      let person = accounts.people.first(where: { $0.uploadIdentifier == token.identifier })
    else { throw Self.invalid }
    guard token.isSigned(by: person.uploadKey) else {
      throw PackageRefusal(403, "Invalid API Token: signatures do not match")
    }
    return Uploader(person: person, token: token)
  }

  /// Refuses a token whose caveats do not let it upload a project now.
  ///
  /// - SeeAlso: warehouse's `macaroons/caveats`: 0 is a time, 1 projects by name, 3 a user.
  func check(_ uploader: Uploader, for project: String) throws(PackageRefusal) {
    for caveat in uploader.token.caveats {
      guard let parts = JSONValue(Array(caveat.utf8))?.items, let kind = parts.first?.double else {
        throw PackageRefusal(403, "Invalid API Token: caveat is not recognized")
      }
      switch (kind, parts.count) {
      case (0, 3):
        let now = clock.now()
        guard let end = parts[1].double, let start = parts[2].double, end > start, now < end else {
          throw PackageRefusal(403, "Invalid API Token: token is expired")
        }
        guard now >= start else {
          throw PackageRefusal(403, "Invalid API Token: token is not yet valid")
        }
      case (1, 2):
        let names = (parts[1].items ?? []).compactMap { $0.text.map(Self.normalized) }
        guard names.contains(Self.normalized(project)) else {
          throw PackageRefusal(
            403,
            "Invalid API Token: project-scoped token is not valid for project: '\(project)'")
        }
      case (3, 2):
        guard parts[1].text == uploader.person.uploadIdentifier else {
          throw PackageRefusal(
            403, "Invalid API Token: current user does not match user restriction in token")
        }
      case (4, _): break
      default: throw PackageRefusal(403, "Invalid API Token: caveat is not recognized")
      }
    }
  }

  /// A token for a workflow, good for 15 minutes.
  func mint(_ request: RegistryRequest) -> RegistryResponse {
    func refusal(_ code: String, _ description: String) -> RegistryResponse {
      .json(
        .object([
          "message": .string("Token request failed"),
          "errors": .array([
            .object(["code": .string(code), "description": .string(description)])
          ]),
        ]), status: 422)
    }
    guard let text = JSONValue(request.body)?["token"]?.text else {
      return refusal("invalid-payload", "token: Field required")
    }
    guard let identity = WorkflowIdentity(text), identity.audience == "pypi",
      identity.expires.map({ $0 > clock.now() }) ?? true, let person = accounts.people.first
    else { return refusal("invalid-token", "malformed or invalid token") }
    let start = clock.now().rounded(.down)
    let token = Macaroon(
      location: host, identifier: person.uploadIdentifier, key: person.uploadKey
    )
    .narrowed("[0,\(Int(start) + 900),\(Int(start) - 5)]").narrowed("[4,\"relsh\"]")
    return .json(
      .object([
        "success": .bool(true), "token": .string(token.token), "expires": .number(start + 900),
      ]))
  }
}
