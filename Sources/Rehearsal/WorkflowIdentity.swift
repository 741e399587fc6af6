import ReleaseTools
import ReleaseWorld

/// What an OIDC token of GitHub Actions says of the workflow that holds it.
///
/// The signature is not looked at: on loopback there is nobody who could have signed it.
struct WorkflowIdentity {
  let audience: String
  /// `owner/name`.
  let repository: String
  /// Seconds since 1970.
  let expires: Double?

  /// `nil` where the text is no JWT with an audience and a repository.
  init?(_ token: String) {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let bytes = Base64.decode(parts[1].utf8),
      let claims = JSONValue(bytes), let audience = claims["aud"]?.text,
      let repository = claims["repository"]?.text
    else { return nil }
    self.audience = audience
    self.repository = repository
    expires = claims["exp"]?.double
  }
}
