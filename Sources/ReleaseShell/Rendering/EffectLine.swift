import ReleaseWorld

extension Effect {
  /// The command as a person types it in a shell; `nil` where none is run.
  var shellLine: String? {
    switch self {
    case .edit: nil
    case .git(let call): call.shellLine
    case .tool(let call): call.shellLine
    }
  }

  /// What a dry run says of it, about such objects.
  func shown(_ objects: [String]) -> Outcome {
    guard case .tool(let call) = self else { return Outcome(.published, objects, isShown: true) }
    switch call.change {
    case .yank: return Outcome(.yanked, objects, isShown: true)
    case .unyank: return Outcome(.unyanked, objects, isShown: true)
    default: return Outcome(.published, objects, to: destination, isShown: true)
    }
  }

  /// The registry that it changes, as outcomes name it.
  var destination: String? {
    guard case .tool(let call) = self else { return nil }
    switch call.change {
    case .publishCrate(_, _, let registry), .yank(_, _, let registry), .unyank(_, _, let registry):
      return registry
    case .uploadFiles(_, _, _, let index): return index
    }
  }
}

extension GitCall {
  /// The command as a person types it in a shell.
  var shellLine: String {
    (["git"] + arguments).map(\.shellQuoted).joined(separator: " ")
  }
}

extension ToolCall {
  /// The command as a person types it in a shell; its token comes from the environment.
  var shellLine: String {
    ([program] + arguments).map(\.shellQuoted).joined(separator: " ")
  }

  /// The variables that say where an upload goes, and hold no secret.
  private static let addresses = [
    "TWINE_REPOSITORY_URL", "UV_PUBLISH_CHECK_URL", "UV_PUBLISH_URL",
  ]

  /// The same as lines of a shell script, in a work tree of its own where it needs one.
  var script: String {
    let settings = Self.addresses.compactMap { name in
      (environment[name] ?? nil).map { "\(name)=\($0.shellQuoted) " }
    }.joined()
    let shellLine = settings + shellLine
    guard case .commit(let commit) = tree else { return shellLine }
    let revision = tag.map { "refs/tags/\($0)" } ?? commit
    return [
      "tree=$(mktemp -d)", "git worktree add --quiet --detach \"$tree\" \(revision.shellQuoted)",
      "(cd \"$tree\" && \(shellLine))", "git worktree remove --force \"$tree\"",
    ].joined(separator: "\n")
  }
}
