import Diagnostics
import ManifestEditing
import ReleaseTools
import ReleaseWorld

extension TokenSources {
  /// Where this shell looks for tokens.
  static let standard = TokenSources(cargoToken: tokenOfCratesIO)

  /// The token for crates.io in the bytes of cargo's credentials file.
  @Sendable static func tokenOfCratesIO(_ bytes: [UInt8]) -> String? {
    guard let file = try? TOMLDocument(bytes, file: "credentials.toml") else { return nil }
    return file.value("registry", "token")?.string
      ?? file.value("registries", "crates-io", "token")?.string
  }
}

extension Shell {
  /// Takes out of every text whatever the person's environment and credentials files keep secret.
  ///
  /// Reads at most three small files and starts nothing.
  static func redactor(for world: World) -> Redactor {
    Redactor(TokenSources.standard.secrets(in: world))
  }

  /// The tokens that were typed here for a service, as `token` shows what it finds.
  func tokensSetHere(for service: TokenService) -> [FoundToken] {
    heldTokens.places.filter { $0.service == service }.compactMap { place in
      heldTokens[place].map { FoundToken($0.reveal(), for: service, from: Self.setHere) }
    }
  }

  /// Where such a token is from.
  static let setHere = "set here"
}
