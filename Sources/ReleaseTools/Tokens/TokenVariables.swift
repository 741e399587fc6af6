package import ReleaseWorld

/// The variables of an environment that hold tokens and passwords.
package enum TokenVariables {
  private static let endings = [
    "_TOKEN", "_PASSWORD", "_PASSWD", "_SECRET", "_API_KEY", "_SECRET_KEY", "_ACCESS_KEY", "_AUTH",
    "_CREDENTIALS",
  ]
  /// Those that go with one, or that only a part of the name tells.
  private static let others: Set<String> = [
    "TWINE_USERNAME", "UV_PUBLISH_USERNAME", "MATURIN_USERNAME", "FLIT_USERNAME",
    "HATCH_INDEX_USER", "ACTIONS_ID_TOKEN_REQUEST_URL", "GIT_ASKPASS", "SSH_ASKPASS",
  ]
  private static let beginnings = ["POETRY_PYPI_TOKEN_", "POETRY_HTTP_BASIC_", "UV_INDEX_"]

  /// Whether a name says that a secret stands behind it.
  package static func holds(_ name: String) -> Bool {
    if others.contains(name) || endings.contains(where: { name.hasSuffix($0) }) { return true }
    // `UV_INDEX_URL` and the like are addresses, `UV_INDEX_NAME_USERNAME` is half of a login.
    return beginnings.contains { name.hasPrefix($0) }
      && (name.hasPrefix("POETRY_") || name.hasSuffix("_USERNAME"))
  }

  /// Whose variables hold what uploads to a registry; git never needs one, and its hooks and helpers could
  /// read it.
  private static let uploaders = [
    "CARGO_REGISTRY_", "CARGO_REGISTRIES_", "TWINE_", "UV_PUBLISH_", "PYPI_", "TEST_PYPI_",
    "TESTPYPI_", "POETRY_", "FLIT_", "HATCH_INDEX_", "MATURIN_",
  ]

  /// Laid over the environment of a child that is git: what uploads to registries is removed, and what
  /// lets it into its remotes stays.
  static func removedForGit(from environment: Environment) -> [String: String?] {
    removed(from: environment).filter { name, _ in uploaders.contains(where: name.hasPrefix) }
  }

  /// Laid over a child's environment: each of them is removed, but for those kept.
  ///
  /// A child that uploads runs build scripts too, and whatever it holds they can read.
  package static func removed(
    from environment: Environment, keeping kept: Set<String> = []
  ) -> [String: String?] {
    var removed: [String: String?] = [:]
    for name in environment.variables.keys where holds(name) && !kept.contains(name) {
      removed[name] = .some(nil)
    }
    return removed
  }
}

extension Processes {
  /// The same, in which git gets no token of a registry.
  func sheltering(from environment: Environment) -> Processes {
    let removed = TokenVariables.removedForGit(from: environment)
    guard !removed.isEmpty else { return self }
    @Sendable func sheltered(_ child: Child) -> Child {
      guard child.program == "git" else { return child }
      var child = child
      child.environment.merge(removed) { own, _ in own }
      return child
    }
    return Processes(
      run: { (child: Child) throws(Failure) in try run(sheltered(child)) },
      runAll: { (children: [Child]) throws(Failure) in try runAll(children.map(sheltered)) })
  }
}
