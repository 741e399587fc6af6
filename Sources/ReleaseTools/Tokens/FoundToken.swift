package import Diagnostics
package import ReleaseWorld

/// A token, and the source that holds it.
package struct FoundToken: Hashable, Sendable {
  package var service: TokenService
  /// A variable's name, a file as a person writes it (`~/.pypirc`), or `gh auth token`.
  package var source: String
  package var secret: Secret
  package var shape: TokenShape

  package init(
    _ token: String, for service: TokenService, from source: String,
    uploadHost: String = "pypi.org"
  ) {
    self.service = service
    self.source = source
    secret = Secret(token)
    shape = TokenShape(of: token, for: service, uploadHost: uploadHost)
  }
}

/// Where the tokens of a release are looked for.
package struct TokenSources: Sendable {
  /// The crates.io token in the bytes of cargo's credentials file: `token` of `[registry]`, or of
  /// `[registries.crates-io]`.
  private let cargoToken: @Sendable ([UInt8]) -> String?

  package init(cargoToken: @escaping @Sendable ([UInt8]) -> String?) {
    self.cargoToken = cargoToken
  }

  /// The variables that hold a token, in the order in which the tools look at them.
  package static let variables: [(name: String, service: TokenService)] = [
    ("CARGO_REGISTRY_TOKEN", .cratesIO), ("CARGO_REGISTRIES_CRATES_IO_TOKEN", .cratesIO),
    ("PYPI_API_TOKEN", .pyPI), ("TWINE_PASSWORD", .pyPI), ("UV_PUBLISH_TOKEN", .pyPI),
    ("GITHUB_TOKEN", .gitHub), ("GH_TOKEN", .gitHub),
  ]

  /// All sources that hold a token, the one that wins first in each service.
  ///
  /// With `asksGitHubTool`, `gh auth token` is run, which may take its time and open a keyring. A
  /// credentials file that is there and cannot be read is an error (`.fileUnreadable`).
  package func find(in world: World, asksGitHubTool: Bool = false) throws(Failure) -> [FoundToken] {
    var found: [FoundToken] = []
    // The tools' own variables are for the index that they are told to upload to.
    let host = (try? UploadAddress.chosen(in: world))?.tokenHost ?? UploadAddress.pyPI.tokenHost
    for (name, service) in Self.variables {
      guard let value = world.environment[name], !value.isEmpty else { continue }
      var token = FoundToken(
        value, for: service, from: name,
        uploadHost: name == "PYPI_API_TOKEN" ? UploadAddress.pyPI.tokenHost : host)
      if name == "TWINE_PASSWORD", let fault = Self.twineFault(world.environment) {
        token.shape.fault = fault
      }
      found.append(token)
    }
    if let (source, bytes) = try Self.cargoFile(world), let token = cargoToken(bytes),
      !token.isEmpty
    {
      found.append(FoundToken(token, for: .cratesIO, from: source))
    }
    if let bytes = try Self.pypirc(world),
      let password = PypircFile(bytes).password(of: "pypi"), !password.isEmpty
    {
      found.append(FoundToken(password, for: .pyPI, from: "~/.pypirc"))
    }
    if asksGitHubTool,
      let end = try? world.processes.run(Child("gh", ["auth", "token"], limit: 10)),
      end.status == 0, !end.text.isEmpty
    {
      found.append(FoundToken(end.text, for: .gitHub, from: "gh auth token"))
    }
    return found
  }

  /// Everything that must not be written anywhere: the tokens, and whatever else the same files and
  /// variables of such a kind hold.
  ///
  /// A file that cannot be read has no secret that relsh could write.
  package func secrets(in world: World) -> [Secret] {
    var texts: [String] = []
    let endings = ["_TOKEN", "_PASSWORD", "_SECRET"]
    for (name, value) in world.environment.variables
    where value.utf8.count >= 8 && endings.contains(where: { name.hasSuffix($0) }) {
      texts.append(value)
    }
    for (name, _) in Self.variables { world.environment[name].map { texts.append($0) } }
    if let (_, bytes) = try? Self.cargoFile(world) {
      cargoToken(bytes).map { texts.append($0) }
      texts += Self.quoted(bytes)
    }
    if let bytes = try? Self.pypirc(world) { texts += PypircFile(bytes).passwords }
    return Set(texts).sorted().map { Secret($0) }
  }

  private static func twineFault(_ environment: Environment) -> String? {
    if let name = environment["TWINE_USERNAME"], !name.isEmpty, name != "__token__" {
      return "TWINE_USERNAME is not __token__, so it is no token for twine"
    }
    if let name = environment["TWINE_REPOSITORY"], !name.isEmpty, name != "pypi" {
      return "TWINE_REPOSITORY names another index"
    }
    if let address = environment["TWINE_REPOSITORY_URL"], !address.isEmpty,
      !address.hasPrefix("https://upload.pypi.org/")
    {
      return "TWINE_REPOSITORY_URL names another index"
    }
    return nil
  }

  /// Cargo's credentials file as a person writes it, and its bytes.
  static func cargoFile(_ world: World) throws(Failure) -> (String, [UInt8])? {
    let own = world.environment["CARGO_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    guard let home = own ?? world.environment.home.map({ $0 + "/.cargo" }) else { return nil }
    // The old name wins where both are there, as in cargo.
    for name in ["credentials", "credentials.toml"] {
      guard let bytes = try world.files.read("\(home)/\(name)") else { continue }
      return (own == nil ? "~/.cargo/\(name)" : "$CARGO_HOME/\(name)", bytes)
    }
    return nil
  }

  static func pypirc(_ world: World) throws(Failure) -> [UInt8]? {
    guard let home = world.environment.home else { return nil }
    return try world.files.read("\(home)/.pypirc")
  }

  /// Each quoted text of a file, long enough to be a secret: tokens of other registries too.
  private static func quoted(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: 0x0A).flatMap { line in
      let parts = line.split(
        omittingEmptySubsequences: false, whereSeparator: { $0 == 0x22 || $0 == 0x27 })
      return parts.enumerated().filter { $0.offset % 2 == 1 && $0.element.count >= 16 }
        .map { String(decoding: $0.element, as: UTF8.self) }
    }
  }
}
