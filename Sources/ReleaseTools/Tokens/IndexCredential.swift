package import Diagnostics
import ReleaseModel
package import ReleaseWorld

/// What lets uploads into a package index.
package enum IndexCredential: Hashable, Sendable {
  case token(UploadToken)
  /// None is held, but the workflow that relsh runs in has an identity to exchange for one.
  case workflow(WorkflowIdentityService)

  /// Looks for the token of an index.
  ///
  /// What `token set` took wins, then `PYPI_API_TOKEN` (PyPI's alone), twine's and uv's variables as
  /// far as they are for this index, the section of `.pypirc` whose `repository` it is; last, in a
  /// workflow that may ask for one, its identity. The first whose shape is right is taken, so a
  /// token of another host is passed over, and never sent.
  ///
  /// - Throws: `.tokenMissing`; `.tokenWrong`, `.tokenWrongHost` where all that is there is of no use
  ///   here; `.fileUnreadable`.
  package static func find(
    for address: UploadAddress, in world: World, held: HeldTokens? = nil
  ) throws(ReleaseError) -> Self {
    if let secret = (held ?? world.held)[address.place] {
      let token = UploadToken(secret, from: "`token set`")
      if let fault = fault(of: token, for: address) { throw fault }
      return .token(token)
    }
    var fault: ReleaseError?
    for token in try candidates(for: address, in: world) {
      guard let found = Self.fault(of: token, for: address) else { return .token(token) }
      fault = fault ?? found
    }
    if let fault { throw fault }
    if let service = WorkflowIdentityService(world.environment) { return .workflow(service) }
    let first = address.name == "pypi.org" ? ["PYPI_API_TOKEN"] : []
    throw .tokenMissing(
      address.place, looked: first + ["TWINE_PASSWORD", "UV_PUBLISH_TOKEN", "~/.pypirc"],
      in: world)
  }

  private static func candidates(
    for address: UploadAddress, in world: World
  ) throws(ReleaseError) -> [UploadToken] {
    let environment = world.environment
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    var found: [UploadToken] = []
    if address.name == "pypi.org", let token = value("PYPI_API_TOKEN") {
      found.append(UploadToken(Secret(token), from: "PYPI_API_TOKEN"))
    }
    let file = try TokenSources.pypirc(world).map(PypircFile.init)
    let section = value("TWINE_REPOSITORY").flatMap {
      file?.repository(of: $0) ?? PypircFile.known[$0]
    }
    // A variable is for the index that its own tool would choose, where that is said.
    func isMeant(_ url: String?) -> Bool {
      guard let url else { return true }
      return (try? UploadAddress(url))?.isSame(as: address) ?? false
    }
    if let password = value("TWINE_PASSWORD"), isMeant(value("TWINE_REPOSITORY_URL") ?? section) {
      found.append(
        UploadToken(
          Secret(password), from: "TWINE_PASSWORD",
          user: value("TWINE_USERNAME") ?? UploadToken.tokenUser))
    }
    if isMeant(value("UV_PUBLISH_URL")) {
      if let token = value("UV_PUBLISH_TOKEN") {
        found.append(UploadToken(Secret(token), from: "UV_PUBLISH_TOKEN"))
      }
      if let password = value("UV_PUBLISH_PASSWORD") {
        found.append(
          UploadToken(
            Secret(password), from: "UV_PUBLISH_PASSWORD",
            user: value("UV_PUBLISH_USERNAME") ?? UploadToken.tokenUser))
      }
    }
    for login in file?.logins ?? [] where isMeant(login.repository) {
      found.append(
        UploadToken(
          Secret(login.password), from: "~/.pypirc", user: login.user ?? UploadToken.tokenUser))
    }
    return found
  }

  /// Why a token cannot be right for an index; `nil` where it can.
  private static func fault(of token: UploadToken, for address: UploadAddress) -> ReleaseError? {
    let text = token.secret.reveal()
    func wrong(_ fault: String) -> ReleaseError {
      .tokenWrong(token.source, for: address.place, fault)
    }
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      return wrong("it holds a newline or another control character")
    }
    let isPyPI = address.tokenHost == "pypi.org" || address.tokenHost == "test.pypi.org"
    if isPyPI, token.user != UploadToken.tokenUser {
      return wrong("its user is not __token__, and \(address.tokenHost) takes no other")
    }
    guard text.hasPrefix("pypi-") else {
      return isPyPI ? wrong("a token of \(address.tokenHost) begins with pypi-") : nil
    }
    guard let macaroon = Macaroon(token: text) else {
      return wrong("it begins as a token of PyPI does, and is none: a part is missing or was added")
    }
    guard macaroon.location == address.tokenHost else {
      return .tokenWrongHost(token.source, of: macaroon.location, for: address.place)
    }
    return nil
  }
}

extension UploadToken {
  /// The token that a child is given: good for an hour, and for one project where that is there
  /// already (a token for one project alone cannot make it).
  ///
  /// One that cannot be narrowed, as a password cannot, stays as it is. `now` is in seconds since 1970.
  ///
  /// - SeeAlso: warehouse's `macaroons/caveats`.
  package func narrowed(to project: String?, now: Double) -> UploadToken {
    guard user == Self.tokenUser, var macaroon = Macaroon(token: secret.reveal()) else {
      return self
    }
    // The start lies back as far as the end ahead, for a server whose clock is slow.
    let second = Int(now)
    macaroon = macaroon.narrowed("[0,\(second + 3600),\(second - 3600)]")
    if let project {
      let name = JSONValue.string(PythonRequirement.normalized(project)).bytes
      macaroon = macaroon.narrowed("[1,[\(String(decoding: name, as: UTF8.self))]]")
    }
    var narrowed = self
    narrowed.secret = Secret(macaroon.token)
    return narrowed
  }
}
