package import Diagnostics
import ReleaseModel
package import ReleaseWorld

/// How cargo gets the token for a registry of crates.
package enum CrateCredential: Hashable, Sendable {
  /// relsh hands it over.
  case token(UploadToken)
  /// Cargo asks a credential provider, of which relsh knows only the name.
  case provider(String)
  /// None is held, but the workflow that relsh runs in has an identity to exchange for one.
  case workflow(WorkflowIdentityService)

  /// Looks for the token of a registry: `crates.io`, or its name in cargo's configuration.
  ///
  /// What `token set` took wins, then a credential provider, the registry's own variable, cargo's
  /// credentials and configuration files; last, in a workflow that may ask for one, its identity. A
  /// token for one registry is never taken for another.
  ///
  /// - Throws: `.tokenMissing`; `.tokenWrong` where its shape cannot be right; `.fileUnreadable`.
  package static func find(
    for registry: String, in world: World, held: HeldTokens? = nil
  ) throws(ReleaseError) -> Self {
    let place = TokenPlace.crates(registry)
    if let secret = (held ?? world.held)[place] {
      return .token(try checked(UploadToken(secret, from: "`token set`"), for: registry))
    }
    let name = registry == "crates.io" ? "crates-io" : registry
    let environment = world.environment
    let (files, file) = try read(world)
    if let provider = files.provider(
      of: name, own: environment[variable("CREDENTIAL_PROVIDER", of: registry)],
      global: environment["CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS"])
    {
      return .provider(provider)
    }
    // Cargo itself does not read the second one, but people set it.
    let second = name == "crates-io" ? ["CARGO_REGISTRIES_CRATES_IO_TOKEN"] : []
    let variables = [variable("TOKEN", of: registry)] + second
    for variable in variables {
      guard let token = environment[variable], !token.isEmpty else { continue }
      return .token(try checked(UploadToken(Secret(token), from: variable), for: registry))
    }
    if let secret = files.token(of: name) {
      return .token(try checked(UploadToken(secret, from: file), for: registry))
    }
    if let service = WorkflowIdentityService(environment) { return .workflow(service) }
    throw .tokenMissing(place, looked: variables + ["cargo's credentials file"], in: world)
  }

  /// The variable that cargo reads for a registry: `CARGO_REGISTRY_TOKEN`, `CARGO_REGISTRIES_NAME_TOKEN`.
  package static func variable(_ key: String, of registry: String) -> String {
    registry == "crates.io"
      ? "CARGO_REGISTRY_\(key)" : "CARGO_REGISTRIES_\(CrateIndex.variableName(registry))_\(key)"
  }

  /// What is laid over the environment of the cargo that uploads, without the token itself: the
  /// variables of all other tokens are gone, and the providers are as they must be for it.
  package func environment(
    for registry: String, from environment: Environment
  ) -> [String: String?] {
    let own = Self.variable("TOKEN", of: registry)
    switch self {
    case .provider: return TokenVariables.removed(from: environment, keeping: [own])
    case .token, .workflow:
      // What was chosen here must not be beaten by what the configuration asks instead.
      return TokenVariables.removed(from: environment).merging([
        Self.variable("CREDENTIAL_PROVIDER", of: registry): CargoCredentials.plain,
        "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS": CargoCredentials.plain,
      ]) { $1 }
    }
  }

  /// The variable that hands the token to cargo; empty where a provider is asked.
  package func secrets(for registry: String) -> [String: Secret] {
    guard case .token(let token) = self else { return [:] }
    return [Self.variable("TOKEN", of: registry): token.secret]
  }

  private static func checked(
    _ token: UploadToken, for registry: String
  ) throws(ReleaseError) -> UploadToken {
    if let fault = shape(of: token.secret.reveal(), for: registry).fault {
      throw .tokenWrong(token.source, for: .crates(registry), fault)
    }
    return token
  }

  /// What can be told of a token for a registry by looking at it; of others than crates.io only what no
  /// token of theirs can be.
  static func shape(of text: String, for registry: String) -> TokenShape {
    var shape = TokenShape(of: text, for: .cratesIO)
    guard registry != "crates.io" else { return shape }
    shape.fault = nil
    if text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
      shape.fault = "it holds a space or a newline"
    } else if let prefix = ["pypi-AgE", "ghp_", "github_pat_"].first(where: text.hasPrefix) {
      shape.fault =
        prefix == "pypi-AgE" ? "it is a token of a package index" : "it is a token of GitHub"
    }
    return shape
  }

  /// What cargo's files say, and the name of the credentials file.
  private static func read(_ world: World) throws(ReleaseError) -> (CargoCredentials, String) {
    var files: [[UInt8]] = []
    var name = "cargo's configuration"
    if let (file, bytes) = try TokenSources.cargoFile(world) {
      files.append(bytes)
      name = file
    }
    files += try CrateIndex.configurationFiles(world)
    return (CargoCredentials(files), name)
  }
}
