package import Diagnostics

/// The registry that a token is for.
package enum TokenPlace: Hashable, Sendable {
  /// A registry of crates: `crates.io`, or its name in cargo's configuration.
  case crates(String)
  /// A package index, by the host of its upload address, with its port where it has one.
  case index(host: String)

  /// As a message names it.
  package var name: String {
    switch self {
    case .crates(let name): name
    case .index("upload.pypi.org"): "pypi.org"
    case .index(let host): host
    }
  }
}

/// Tokens that a person typed with `token set`: for as long as the shell lives, and nowhere else.
package struct HeldTokens: Hashable, Sendable {
  private var secrets: [TokenPlace: Secret] = [:]

  package init() {}

  /// The token for a place.
  package subscript(_ place: TokenPlace) -> Secret? {
    get { secrets[place] }
    set { secrets[place] = newValue }
  }

  /// The places that have one, by their names.
  package var places: [TokenPlace] { secrets.keys.sorted { $0.name < $1.name } }

  /// All of them, for the redactor.
  package var all: [Secret] { Array(secrets.values) }
}
