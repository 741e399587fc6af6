package import Diagnostics
import ManifestEditing

/// What cargo's files say of tokens, and of who else is asked for them.
///
/// - SeeAlso: The Cargo Book, "Registry Authentication" and "Configuration", `registry.*` and
///   `registries.NAME.*`.
package struct CargoCredentials: Hashable, Sendable {
  /// By the name of a registry, `crates-io` for crates.io.
  private var tokens: [String: Secret] = [:]
  private var providers: [String: [String]] = [:]
  /// `registry.global-credential-providers`.
  private var globalProviders: [String]?

  /// Reads credentials and configuration files, the one that wins first; one that is no TOML says
  /// nothing, as cargo itself will complain.
  package init(_ files: [[UInt8]]) {
    for bytes in files {
      guard let file = try? TOMLDocument(bytes, file: "config.toml") else { continue }
      if let token = file.value("registry", "token")?.string { take(token, "crates-io") }
      take(file.value("registry", "credential-provider"), of: "crates-io")
      if globalProviders == nil, let list = file.value("registry", "global-credential-providers") {
        globalProviders = Self.words(list)
      }
      for entry in file.value("registries")?.table ?? [] {
        if let token = entry.value["token"]?.string { take(token, entry.key) }
        take(entry.value["credential-provider"], of: entry.key)
      }
    }
  }

  private mutating func take(_ token: String, _ registry: String) {
    if tokens[registry] == nil, !token.isEmpty { tokens[registry] = Secret(token) }
  }

  private mutating func take(_ provider: TOMLValue?, of registry: String) {
    guard providers[registry] == nil, let provider else { return }
    providers[registry] = Self.words(provider)
  }

  /// A text of words, or an array of them.
  private static func words(_ value: TOMLValue) -> [String] {
    value.array?.compactMap(\.string) ?? value.string.map { words($0) } ?? []
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }

  /// The token that stands in the files for a registry.
  package func token(of registry: String) -> Secret? { tokens[registry] }

  /// The program, or cargo's own name of it, that cargo asks for a token of a registry; `nil` where
  /// cargo takes tokens from variables and files alone (`cargo:token`), as it does unless told.
  ///
  /// A variable that names one wins over the files, as in cargo.
  package func provider(
    of registry: String, own variable: String?, global globalVariable: String?
  ) -> String? {
    if let own = variable.map({ Self.words($0) }) ?? providers[registry], let first = own.first {
      return first == Self.plain ? nil : first
    }
    let global = globalVariable.map { Self.words($0) } ?? globalProviders
    return global?.last { $0 != Self.plain }
  }

  /// Cargo's name for tokens in variables and files.
  package static let plain = "cargo:token"
}
