import Diagnostics
import ReleaseWorld

extension GitClient {
  /// Runs a call that changes something.
  ///
  /// Hooks, ssh and signing programs may use the terminal; what they say is kept for the error.
  func perform(_ call: GitCall, _ surrounding: Environment) throws(Failure) {
    let end = try processes.run(change(call, surrounding))
    guard end.status == 0 else {
      var error = GitFailure.classify(call, end, hooks: hooks(of: call))
      error.output = end.said
      throw error
    }
  }

  /// The repository's hooks that git runs for a call and that may refuse it.
  private func hooks(of call: GitCall) -> [String] {
    let names: [String]
    switch call.change {
    case .commit: names = ["pre-commit", "prepare-commit-msg", "commit-msg"]
    case .push, .deleteRemoteTag: names = ["pre-push"]
    default: return []
    }
    guard let end = try? processes.run(query(["rev-parse", "--git-path", "hooks"])),
      end.status == 0
    else { return [] }
    let place = String(decoding: end.output.prefix { $0 != 0x0A }, as: UTF8.self)
    let directory = FilePath.join(paths.root, place)
    return names.filter { files.isExecutable(FilePath.join(directory, $0)) }
  }

  private func change(_ call: GitCall, _ surrounding: Environment) -> Child {
    var environment = Self.cleared
    // Messages in English, and the characters as the person has them: a hook may be a program that
    // cannot live with `LC_ALL=C`.
    environment["LANGUAGE"] = "C"
    environment["LC_MESSAGES"] = "C"
    if let all = surrounding["LC_ALL"], !all.isEmpty {
      environment.updateValue(nil, forKey: "LC_ALL")
      environment["LC_CTYPE"] = all
    }
    return Child(
      "git", ["-c", "core.quotePath=false"] + call.arguments, directory: paths.root,
      environment: environment, mayAsk: true)
  }
}
