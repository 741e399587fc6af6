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

  /// Whether it is installed.
  package func isThere(in world: World) -> Bool { Self.isThere(rawValue, world) }

  private static func isThere(_ program: String, _ world: World) -> Bool {
    ProgramPath.find(program, in: world.environment) != nil
  }

  /// Why twine would not have some files uploaded, by `twine check`; `nil` where it would, or is not
  /// there.
  ///
  /// It needs no token, and gets none.
  ///
  /// - Throws: `.interrupted`, `.toolFailed` where it cannot be started.
  package static func refusal(
    of files: [DistributionFile], in world: World
  ) throws(ReleaseError) -> ReleaseError? {
    guard isThere("twine", world) else { return nil }
    let end = try world.processes.run(
      Child(
        "twine", ["check"] + files.map(\.path),
        environment: TokenVariables.removed(from: world.environment), limit: 120))
    guard end.status != 0 else { return nil }
    if end.wasInterrupted { throw ReleaseError(.interrupted, "`twine check` was interrupted") }
    let words = ToolWords(end.text + "\n" + end.errorText).telling
    return ReleaseError(
      .toolFailed, "`twine check` refuses what is to be uploaded",
      why: words + ["mend what it names and build again; nothing was uploaded"])
  }

  /// The upload of some files, still without a token: the address stands in a variable, so that
  /// neither the repository's own settings nor the person's send them elsewhere.
  ///
  /// `simple` is where the index serves what it has: uv sends nothing that is there already.
  package func call(
    _ files: [DistributionFile], to address: UploadAddress, served simple: String,
    from environment: Environment, _ change: ToolCall.Change
  ) -> ToolCall {
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
      return ToolCall(
        "uv", ["publish", "--trusted-publishing", "never"] + paths, environment: variables, change)
    case .twine:
      if environment["TWINE_REPOSITORY"] != nil { variables["TWINE_REPOSITORY"] = .some(nil) }
      variables["TWINE_REPOSITORY_URL"] = address.url
      variables["TWINE_NON_INTERACTIVE"] = "1"
      // It breaks its words where a terminal would end, long file names too.
      variables["COLUMNS"] = "500"
      return ToolCall(
        "twine", ["upload", "--non-interactive", "--disable-progress-bar"] + paths,
        environment: variables, change)
    }
  }

  /// The variables that hand a token to it.
  package func secrets(_ token: UploadToken) -> [String: Secret] {
    switch self {
    case .uv where token.user == UploadToken.tokenUser: ["UV_PUBLISH_TOKEN": token.secret]
    case .uv:
      ["UV_PUBLISH_USERNAME": Secret(token.user), "UV_PUBLISH_PASSWORD": token.secret]
    case .twine: ["TWINE_USERNAME": Secret(token.user), "TWINE_PASSWORD": token.secret]
    }
  }
}
