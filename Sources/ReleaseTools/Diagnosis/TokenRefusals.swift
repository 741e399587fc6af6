import Diagnostics

extension Refusal {
  /// The line that gives a shell a token.
  static let giveToken = "token set {place}"

  /// What crate registries and cargo say of tokens.
  static let crateTokens = [
    Refusal(
      "cargo-secret-missing", .secretMissing, of: ReleaseTool.cargo, given: [.inActions],
      says: [
        "please provide a non-empty token", "or use environment variable {variable}",
        "this action requires authentication",
      ],
      what: "this job has no token for {registry}",
      why: [
        "a secret that the repository does not have is handed on as an empty text;"
          + " cargo reads CARGO_REGISTRY_TOKEN, whatever the secret is called"
      ],
      fix: ["!gh secret set {secret}"]),
    Refusal(
      "cargo-empty-token", .tokenMissing, of: ReleaseTool.cargo,
      says: ["please provide a non-empty token"],
      what: "the token for {registry} is empty",
      why: ["{source} is set and holds nothing", "a new one is made at {tokens}"],
      fix: [giveToken]),
    Refusal(
      "cargo-no-token", .tokenMissing, of: ReleaseTool.cargo,
      says: ["please run `cargo login` or use environment variable {variable}"],
      what: "there is no token for {registry}",
      why: [
        "neither {variable} nor cargo's credentials file holds one",
        "a new one is made at {tokens}",
      ],
      fix: ["!cargo login"], tellsWords: false),
    Refusal(
      "cargo-no-token-named", .tokenMissing, of: ReleaseTool.cargo,
      says: ["please run `cargo login --registry {name}` or use environment variable {variable}"],
      what: "there is no token for {name}",
      why: ["neither {variable} nor cargo's credentials file holds one"],
      fix: ["!cargo login --registry {name}"], tellsWords: false),
    Refusal(
      "cargo-token-not-sent", .tokenMissing, of: ReleaseTool.cargo,
      says: ["this action requires authentication"],
      what: "{registry} was sent no token", why: ["a new one is made at {tokens}"],
      fix: [giveToken]),
    Refusal(
      "cargo-token-elsewhere", .tokenWrongHost, of: ReleaseTool.cargo, given: [.tokenOfAnother],
      says: [
        "The given API token does not match the format used by crates.io", "authentication failed",
      ],
      what: "the token is not one of {registry}",
      why: ["{fault}", "it came from {source}", "a new one is made at {tokens}"],
      fix: [giveToken]),
    Refusal(
      "cargo-token-shape", .tokenWrong, of: ReleaseTool.cargo,
      says: [
        "The given API token does not match the format used by crates.io",
        "token contains invalid characters",
      ],
      what: "the token for {registry} has not the form that its tokens have",
      why: [
        "{fault}", "it came from {source}",
        "copy it whole, with nothing before or behind it: cio and 32 letters and digits",
        "a new one is made at {tokens}",
      ],
      fix: [giveToken]),
    Refusal(
      "cargo-token-refused", .tokenRefused, of: ReleaseTool.cargo,
      says: ["authentication failed"],
      what: "{registry} does not know the token",
      why: [
        "it is mistyped, or was revoked, or has run out", "it came from {source}",
        "a new one is made at {tokens}",
      ],
      fix: [giveToken]),
    Refusal(
      "cargo-token-scope", .tokenScope, of: ReleaseTool.cargo,
      says: ["this token does not have the required permissions to perform this action"],
      what: "the token may not do this with {package}",
      why: [
        "a new crate needs the scope publish-new, a new version publish-update, a yank yank,"
          + " and a token can be for some crates only", "it came from {source}",
        "make one with the scope at {tokens}",
      ],
      fix: [giveToken]),
    Refusal(
      "cargo-token-crates", .tokenScope, of: ReleaseTool.cargo,
      says: ["The provided access token is not valid for crate `{package}`"],
      what: "the token is for other crates than {package}",
      why: [
        "a token of trusted publishing is for the crates whose settings name this repository,"
          + " its workflow file and environment",
        "the settings of {package} on {registry} have them",
      ]),
    Refusal(
      "cargo-trusted-new", .trustedNotNew, of: ReleaseTool.cargo,
      says: ["Trusted Publishing tokens do not support creating new crates"],
      what: "{package} is new, and trusted publishing makes no new crates",
      why: ["publish its first version with an ordinary token of scope publish-new"],
      fix: [giveToken]),
    Refusal(
      "cargo-trusted-only", .trustedOnly, of: ReleaseTool.cargo,
      says: ["can only be published using Trusted Publishing"],
      what: "{package} takes new versions from its workflow alone",
      why: ["push its tag and let the workflow publish, or change the crate's settings"]),
    Refusal(
      "cargo-email", .accountNotReady, of: ReleaseTool.cargo,
      says: ["A verified email address is required"],
      what: "the account's e-mail address is not verified",
      why: ["verify it at https://crates.io/settings/profile, then type the line again"]),
    Refusal(
      "cargo-locked", .accountNotReady, of: ReleaseTool.cargo, says: ["This account is"],
      what: "the account is locked", why: ["write to help@crates.io"]),
    Refusal(
      "cargo-not-owner", .notOwner, of: ReleaseTool.cargo,
      says: [
        "this crate exists but you don't seem to be an owner", "must already be an owner to",
      ],
      what: "{package} belongs to somebody else on {registry}",
      why: [
        "an owner can invite you: cargo owner --add YOUR-NAME {package}; an invitation must be"
          + " accepted; if the name is another project's, choose another one"
      ]),
  ]

  private static let invalid = "Invalid or non-existent authentication information"

  /// What package indexes, twine and uv say of tokens.
  static let packageTokens = [
    Refusal(
      "pypi-secret-missing", .secretMissing, of: ReleaseTool.uploaders, given: [.inActions],
      says: ["Credential not found for password", "Missing credentials for"],
      what: "this job has no token for {registry}",
      why: [
        "twine reads TWINE_PASSWORD, uv UV_PUBLISH_TOKEN, whatever the secret is called"
      ],
      fix: ["!gh secret set {secret}"]),
    Refusal(
      "pypi-secret-empty", .secretMissing, of: ReleaseTool.uploaders,
      given: [.inActions, .tokenIsEmpty], says: [invalid],
      what: "this job has no token for {registry}",
      why: [
        "{source} is empty: a secret that the repository does not have is handed on so"
      ],
      fix: ["!gh secret set {secret}"]),
    Refusal(
      "pypi-empty-token", .tokenMissing, of: ReleaseTool.uploaders, given: [.tokenIsEmpty],
      says: [invalid], what: "the token for {registry} is empty",
      why: ["{source} is set and holds nothing", "a new one is made at {tokens}"],
      fix: [giveToken]),
    Refusal(
      "pypi-no-token", .tokenMissing, of: ReleaseTool.uploaders,
      says: ["Credential not found for password", "Missing credentials for"],
      what: "there is no token for {registry}",
      why: [
        "none of TWINE_PASSWORD, UV_PUBLISH_TOKEN and ~/.pypirc holds one",
        "a new one is made at {tokens}",
      ],
      fix: [giveToken]),
    Refusal(
      "pypi-token-elsewhere", .tokenWrongHost, of: ReleaseTool.uploaders,
      given: [.tokenOfAnother], says: [invalid, "Invalid API Token"],
      what: "the token is not one of {registry}",
      why: [
        "{fault}", "it came from {source}",
        "pypi.org and test.pypi.org know nothing of each other's tokens",
        "a new one is made at {tokens}",
      ],
      fix: [giveToken]),
    Refusal(
      "pypi-token-shape", .tokenWrong, of: ReleaseTool.uploaders, given: [.tokenHasFault],
      says: [invalid], what: "the token for {registry} has not the form that its tokens have",
      why: ["{fault}", "it came from {source}", "a new one is made at {tokens}"],
      fix: [giveToken]),
    Refusal(
      "pypi-password", .tokenWrong, of: ReleaseTool.uploaders,
      says: ["Username/Password authentication is no longer supported"],
      what: "{registry} takes a token, and was sent a password",
      why: ["the user name is __token__, the password the token", "one is made at {tokens}"],
      fix: [giveToken]),
    Refusal(
      "pypi-token-mistyped", .tokenWrong, of: ReleaseTool.uploaders,
      says: ["signatures do not match"],
      what: "the token for {registry} is not as it was made",
      why: ["a part of it is missing or mistyped", "it came from {source}", "copy it whole"],
      fix: [giveToken]),
    Refusal(
      "pypi-token-expired", .tokenRefused, of: ReleaseTool.uploaders,
      says: ["token is expired"], what: "the token for {registry} has run out",
      why: ["it came from {source}", "a new one is made at {tokens}"], fix: [giveToken]),
    Refusal(
      "pypi-token-project", .tokenScope, of: ReleaseTool.uploaders,
      says: [
        "project-scoped token is not valid for project: '{package}'", "not valid for project",
      ],
      what: "the token is for another project than {package}",
      why: [
        "it came from {source}",
        "make one for this project at {tokens}; before the first upload, for the whole account",
      ],
      fix: [giveToken]),
    Refusal(
      "pypi-token-caveat", .tokenRefused, of: ReleaseTool.uploaders,
      says: ["Invalid API Token:"], what: "{registry} does not take the token",
      why: ["it came from {source}", "a new one is made at {tokens}"], fix: [giveToken]),
    Refusal(
      "pypi-token-refused", .tokenRefused, of: ReleaseTool.uploaders, says: [invalid],
      what: "{registry} does not know the token",
      why: [
        "it is mistyped, was revoked, or is one of another account or index; the user name is"
          + " always __token__", "it came from {source}", "a new one is made at {tokens}",
      ],
      fix: [giveToken]),
    Refusal(
      "pypi-email", .accountNotReady, of: ReleaseTool.uploaders,
      says: ["does not have a verified primary email address", "verified-email"],
      what: "the account's e-mail address is not verified",
      why: ["verify it at https://pypi.org/manage/account/, then type the line again"]),
    Refusal(
      "pypi-two-factor", .accountNotReady, of: ReleaseTool.uploaders,
      says: ["does not have two-factor authentication enabled"],
      what: "the account has no second factor",
      why: ["set one up at https://pypi.org/manage/account/, then type the line again"]),
    Refusal(
      "pypi-not-owner", .notOwner, of: ReleaseTool.uploaders,
      says: ["The user '{login}' isn't allowed to upload to project '{package}'"],
      what: "{login} may not upload to {package} on {registry}",
      why: [
        "the token is of another account than the project's, or the name is another project's:"
          + " an owner can add {login} on the project's page, or use a token of an owner"
      ],
      fix: [giveToken]),
    Refusal(
      "pypi-trusted-new", .trustedNotNew, of: ReleaseTool.uploaders,
      says: ["Non-user identities cannot create new projects"],
      what: "{package} is new on {registry}, and the workflow's identity is not known there",
      why: [
        "add a pending publisher for exactly this project name at"
          + " https://pypi.org/manage/account/publishing/, or upload the first version with a token"
      ]),
  ]
}
