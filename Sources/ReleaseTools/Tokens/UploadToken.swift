package import Diagnostics
package import ReleaseWorld

/// A token that the child which uploads is given, and no other.
package struct UploadToken: Hashable, Sendable {
  package var secret: Secret
  /// A variable's name, a file as a person writes it, `token set`, or `trusted publishing`.
  package var source: String
  /// The name that goes with it at a package index; `__token__` unless it is a person's password.
  package var user: String
  /// Whether it was got for this run from a workflow's identity, and is given back after it.
  package var isBorrowed: Bool

  package init(
    _ secret: Secret, from source: String, user: String = Self.tokenUser, isBorrowed: Bool = false
  ) {
    self.secret = secret
    self.source = source
    self.user = user
    self.isBorrowed = isBorrowed
  }

  /// The user whose password is a token.
  ///
  /// - SeeAlso: PyPI's help, "How can I use API tokens to authenticate with PyPI?".
  package static let tokenUser = "__token__"

  /// The token in the form that `Authorization` has for a package index.
  var basic: String {
    "Basic " + Base64.encode(Array("\(user):\(secret.reveal())".utf8))
  }
}

extension ReleaseError {
  /// No source holds a token for a registry.
  package static func tokenMissing(_ place: TokenPlace, looked: [String]) -> Self {
    var why = ["looked at \(looked.joined(separator: ", "))"]
    if let page = place.page { why.append("make one at \(page)") }
    return Self(
      .tokenMissing, "there is no token for \(place.name)", why: why, fix: [place.settingLine])
  }

  /// A token is none that the registry could take.
  package static func tokenWrong(_ source: String, for place: TokenPlace, _ fault: String) -> Self {
    var why = [fault]
    if let page = place.page { why.append("make one at \(page)") }
    return Self(
      .tokenWrong, "\(source) holds no right token for \(place.name)", why: why,
      fix: [place.settingLine])
  }

  /// A token names another host than the one that it would be sent to.
  package static func tokenWrongHost(
    _ source: String, of host: String, for place: TokenPlace
  ) -> Self {
    var why = ["a token is sent to its own host alone, so nothing was sent"]
    if let page = place.page { why.append("make one at \(page)") }
    return Self(
      .tokenWrongHost, "the token in \(source) is for \(host), not for \(place.name)", why: why,
      fix: [place.settingLine])
  }
}

extension TokenPlace {
  /// The page on which its people make tokens, where it is known.
  package var page: String? {
    switch self {
    case .crates("crates.io"): "https://crates.io/settings/tokens"
    case .index("upload.pypi.org"): "https://pypi.org/manage/account/token/"
    case .index("test.pypi.org"): "https://test.pypi.org/manage/account/token/"
    default: nil
    }
  }

  /// The service of which `token` and `status` speak; `nil` for any other registry.
  package var service: TokenService? {
    switch self {
    case .crates("crates.io"): .cratesIO
    case .index("upload.pypi.org"): .pyPI
    default: nil
    }
  }

  /// The line that takes a token for it.
  var settingLine: ShellLine { ShellLine("token set \(name)") }
}
