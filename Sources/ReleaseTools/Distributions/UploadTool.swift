package import Diagnostics
package import ReleaseWorld

/// The program that uploads distributions.
package enum UploadTool: String, Hashable, Sendable {
  case uv
  case twine

  /// The one that is there; uv where both are.
  ///
  /// - Throws: `.noUploadTool`.
  package static func find(in world: World) throws(ReleaseError) -> UploadTool {
    for tool in [UploadTool.uv, .twine] where isThere(tool.rawValue, world) { return tool }
    let installer = isThere("pipx", world) ? "pipx install" : "python3 -m pip install --user"
    throw ReleaseError(
      .noUploadTool, "neither uv nor twine is installed",
      why: ["a distribution is uploaded by one of them"], fix: [ShellLine("!\(installer) uv")])
  }

  private static func isThere(_ program: String, _ world: World) -> Bool {
    ProgramPath.find(program, in: world.environment) != nil
  }

  /// Looks whether an index could take and show the files; `nil` where twine is not there.
  ///
  /// It needs no token, and gets none.
  package static func check(_ files: [DistributionFile], in world: World) -> UploadCommand? {
    guard isThere("twine", world) else { return nil }
    return UploadCommand(
      program: "twine", arguments: ["check"] + files.map(\.path),
      environment: TokenVariables.removed(from: world.environment), secrets: [:])
  }

  /// The upload of some files: the address and the login stand in variables, so that neither the
  /// repository's own settings nor the person's send them elsewhere.
  ///
  /// `simple` is where the index serves what it has: uv sends nothing that is there already.
  package func upload(
    _ files: [DistributionFile], to address: UploadAddress, served simple: String,
    with token: UploadToken, from environment: Environment
  ) -> UploadCommand {
    var variables = TokenVariables.removed(from: environment)
    // twine asks a keyring where it misses a password; here it never does.
    variables["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    let paths = files.map(\.path)
    switch self {
    case .uv:
      // An index by name would choose the address, and uv refuses both.
      if environment["UV_PUBLISH_INDEX"] != nil { variables["UV_PUBLISH_INDEX"] = .some(nil) }
      variables["UV_PUBLISH_URL"] = address.url
      variables["UV_PUBLISH_CHECK_URL"] = simple
      variables["UV_KEYRING_PROVIDER"] = "disabled"
      variables["UV_NO_PROGRESS"] = "1"
      let isToken = token.user == UploadToken.tokenUser
      return UploadCommand(
        program: "uv", arguments: ["publish", "--trusted-publishing", "never"] + paths,
        environment: variables,
        secrets: isToken
          ? ["UV_PUBLISH_TOKEN": token.secret]
          : ["UV_PUBLISH_USERNAME": Secret(token.user), "UV_PUBLISH_PASSWORD": token.secret])
    case .twine:
      if environment["TWINE_REPOSITORY"] != nil { variables["TWINE_REPOSITORY"] = .some(nil) }
      variables["TWINE_REPOSITORY_URL"] = address.url
      variables["TWINE_NON_INTERACTIVE"] = "1"
      return UploadCommand(
        program: "twine",
        arguments: ["upload", "--non-interactive", "--disable-progress-bar"] + paths,
        environment: variables,
        secrets: ["TWINE_USERNAME": Secret(token.user), "TWINE_PASSWORD": token.secret])
    }
  }
}

/// A call of a tool that uploads, as a value: it can be shown, since no secret stands in its words.
package struct UploadCommand: Hashable, Sendable {
  package var program: String
  package var arguments: [String]
  /// Laid over the environment; `nil` as a value removes.
  package var environment: [String: String?]
  /// Laid over it last, and shown nowhere.
  package var secrets: [String: Secret]

  package init(
    program: String, arguments: [String], environment: [String: String?],
    secrets: [String: Secret]
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.secrets = secrets
  }
}
