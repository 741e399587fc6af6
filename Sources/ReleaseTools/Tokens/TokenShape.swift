/// Who takes a token.
package enum TokenService: String, CaseIterable, Hashable, Sendable {
  case cratesIO = "crates.io"
  case pyPI = "PyPI"
  case gitHub = "GitHub"
}

/// What can be told of a token by looking at it.
package struct TokenShape: Hashable, Sendable {
  /// The public beginning that tells its kind (`cio`, `pypi-`, `ghp_`, `github_pat_`); empty where it
  /// has none of those.
  package var prefix: String
  /// Why it cannot be right; `nil` where its shape is right.
  package var fault: String?

  /// Looks at a token for a service; one for uploads names the host of the index that takes it.
  ///
  /// - SeeAlso: For crates.io its `src/util/token.rs` and `crates_io_trustpub/src/access_token.rs`; for
  ///   PyPI its macaroons, which name their location at the start; for GitHub "Token formats".
  package init(of token: String, for service: TokenService, uploadHost: String = "pypi.org") {
    let bytes = Array(token.utf8)
    prefix = Self.prefixes.first { bytes.starts(with: $0.utf8) } ?? ""
    if bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
      fault = "it holds a space or a newline"
      return
    }
    fault =
      switch service {
      case .cratesIO: Self.cratesFault(bytes, prefix)
      case .pyPI: Self.pyPIFault(token, prefix, uploadHost)
      case .gitHub: Self.gitHubFault(bytes, prefix)
      }
  }

  /// Longer ones before those that they begin with.
  private static let prefixes = [
    "cio_tp_", "cio", "pypi-", "ghp_", "gho_", "ghs_", "ghu_", "ghr_", "github_pat_",
  ]

  private static func cratesFault(_ bytes: [UInt8], _ prefix: String) -> String? {
    switch prefix {
    // Of trusted publishing: 31 characters, good for half an hour.
    case "cio_tp_":
      return bytes.count >= 27 ? nil : "it is shorter than crates.io makes them"
    case "cio":
      let rest = bytes.dropFirst(3)
      if rest.count != 32 { return "it has \(bytes.count) characters, not 35" }
      return rest.allSatisfy(isAlphanumeric)
        ? nil : "after cio only letters and digits stand in a token of crates.io"
    default: return "a token of crates.io begins with cio"
    }
  }

  private static func pyPIFault(_ token: String, _ prefix: String, _ host: String) -> String? {
    guard host == "pypi.org" else {
      // Other indexes take whatever they like; what is a macaroon names its host.
      guard let other = Macaroon(token: token)?.location, other != host else { return nil }
      return "it is for \(other), and uploads go to \(host)"
    }
    guard prefix == "pypi-" else { return "a token of PyPI begins with pypi-" }
    let bytes = Array(token.utf8)
    // `AgEI` and "pypi.org" in base64: what a macaroon's location looks like.
    if bytes.starts(with: "pypi-AgENdGVzdC5weXBpLm9yZw".utf8) { return "it is for test.pypi.org" }
    let location = "pypi-AgEIcHlwaS5vcmc"
    guard bytes.starts(with: location.utf8) else { return "it does not name pypi.org" }
    return bytes.count >= location.utf8.count + 50 ? nil : "it is shorter than PyPI makes them"
  }

  private static func gitHubFault(_ bytes: [UInt8], _ prefix: String) -> String? {
    let rest = bytes.dropFirst(prefix.utf8.count)
    switch prefix {
    case "ghp_", "gho_", "ghu_", "ghr_":
      return rest.count == 36 && rest.allSatisfy(isAlphanumeric)
        ? nil : "after \(prefix) stand 36 letters and digits in a token of GitHub"
    // Of an installation (Actions has one): at least as long.
    case "ghs_": return rest.count >= 36 ? nil : "it is shorter than GitHub makes them"
    case "github_pat_": return rest.count == 82 ? nil : "it has \(bytes.count) characters, not 93"
    default:
      return "a token of GitHub begins with ghp_, github_pat_, gho_ or ghs_"
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
