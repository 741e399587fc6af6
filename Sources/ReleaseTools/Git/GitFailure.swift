import Diagnostics
import ReleaseWorld

/// What a git that failed meant, read from its words (in C locale) and the porcelain lines of a push.
enum GitFailure {
  /// The last lines of what a tool said, without empty ones.
  static func lines(_ words: String, last: Int = 12) -> [String] {
    let lines = words.split(whereSeparator: \.isNewline).map(String.init)
      .filter { $0.utf8.contains { $0 > 0x20 } }
    return Array(lines.suffix(last))
  }

  /// A remote that did not answer.
  static func silent(_ remote: String, _ end: ChildEnd, limit: Int) -> ReleaseError {
    var why = lines(end.errorText)
    if end.timedOut { why.append("it did not answer within \(limit) seconds") }
    if end.errorText.contains("does not appear to be a git repository"),
      end.errorText.contains("'\(remote)'")
    {
      return ReleaseError(
        .noRemote, "\(remote) is no remote of this repository",
        why: why + ["git remote add NAME URL adds one"])
    }
    return ReleaseError(
      .remoteSilent, "\(remote) does not answer",
      why: why + ["look at the network and at what git remote get-url \(remote) says"])
  }

  /// A change that git did not make; `hooks` are those that may have refused it.
  static func classify(_ call: GitCall, _ end: ChildEnd, hooks: [String] = []) -> ReleaseError {
    if end.wasInterrupted { return .gitInterrupted(call.arguments) }
    let words = end.errorText
    // What the other machine says is not about this one.
    let ours = words.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("remote:") }
    if let error = local(ours.joined(separator: "\n")) { return error }
    switch call.change {
    case .push(let remote, _), .deleteRemoteTag(let remote, _):
      return push(remote, call, end, hooks)
    case .commit where !hooks.isEmpty && isHook(words, end):
      return ReleaseError(
        .hookFailed, "the \(named(hooks)) hook of this repository refused the commit",
        why: lines(words, last: 40) + ["mend what it names, then commit again"])
    default: break
    }
    if words.contains("already exists"), case .tag(let name, _) = call.change {
      return ReleaseError(.tagExists, "\(name) is already a tag", why: lines(words))
    }
    return ReleaseError(
      .toolFailed, "git \(call.arguments.first ?? "") failed with \(end.status)",
      why: lines(words.isEmpty ? end.text : words) + [
        "mend what it names, then type the line again"
      ])
  }

  /// git ends with 1 and no words of its own where a hook refuses; its own refusals begin with one of
  /// a few words.
  private static func isHook(_ words: String, _ end: ChildEnd) -> Bool {
    guard end.status == 1 else { return false }
    let text = words + end.text
    return !text.contains("nothing to commit") && !text.contains("nothing added to commit")
      && !text.contains("no changes added to commit")
      && !words.split(whereSeparator: \.isNewline).contains {
        $0.hasPrefix("fatal:") || $0.hasPrefix("error: pathspec")
      }
  }

  private static func local(_ words: String) -> ReleaseError? {
    if words.contains("Please tell me who you are") || words.contains("empty ident name")
      || words.contains("unable to auto-detect email address")
      || words.contains("no email was given") || words.contains("no name was given")
    {
      // What stands before it is advice for a person without a configuration.
      let fatal = lines(words).filter { $0.hasPrefix("fatal:") }
      return ReleaseError(
        .noIdentity, "git does not know who commits",
        why: fatal.isEmpty ? lines(words, last: 1) : fatal,
        fix: [
          #"!git config user.name "Your Name""#, #"!git config user.email "you@example.com""#,
        ])
    }
    if words.contains(".lock': File exists") {
      return ReleaseError(
        .locked, "another git is at work in this repository",
        why: lines(words) + ["wait for it; if none is running, remove the file that it names"])
    }
    if words.contains("No space left on device") {
      return ReleaseError(
        .diskFull, "no space is left for git to write",
        why: lines(words) + ["free some space, then type the line again"])
    }
    return nil
  }

  private static func named(_ hooks: [String]) -> String { hooks.joined(separator: " or ") }

  private static func push(
    _ remote: String, _ call: GitCall, _ end: ChildEnd, _ hooks: [String]
  ) -> ReleaseError {
    let words = end.errorText
    // `--porcelain` tells each reference on standard output: `!\tFROM:TO\t[rejected] (REASON)`.
    let refused = end.text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("!\t") }
      .map(String.init)
    // Without it they stand among the words.
    let reasons = refused.joined(separator: "\n") + words
    let why =
      lines(words) + refused.map { $0.split(separator: "\t").dropFirst().joined(separator: " ") }
    if ["GH006", "GH013", "protected branch hook declined", "protected branch", "rule violations"]
      .contains(where: { reasons.contains($0) })
    {
      return ReleaseError(
        .protectedBranch, "\(remote) takes no direct push to this branch",
        why: why + ["bring the commit there by a pull request, then push the tag"])
    }
    if reasons.contains("fetch first") || reasons.contains("non-fast-forward") {
      return ReleaseError(
        .behind, "\(remote) has commits that this branch has not", why: why,
        // By a merge: a rebase would leave a tag behind on a commit that the branch no longer has.
        fix: ["!git pull --no-rebase --no-edit"])
    }
    if reasons.contains("stale info") || reasons.contains("already exists")
      || reasons.contains("would clobber existing tag")
    {
      let names = refused.filter { $0.contains("stale info") || $0.contains("already exists") }
        .compactMap { $0.split(separator: "\t").dropFirst().first?.split(separator: ":").last }
        .map { $0.hasPrefix("refs/tags/") ? String($0.dropFirst(10)) : String($0) }
      if case .deleteRemoteTag(_, let name) = call.change {
        return ReleaseError(
          .tagExists, "\(name) on \(remote) is not the tag that was seen here",
          why: why + ["somebody else has moved it; it was left alone"])
      }
      return ReleaseError(
        .tagExists, "\(names.joined(separator: ", ")) is already on \(remote)", why: why)
    }
    if !refused.isEmpty {
      return ReleaseError(
        .remoteRefused, "\(remote) refused the push",
        why: why + ["mend what it names, then push again"])
    }
    if isHook(words, end), words.contains("error: failed to push some refs") {
      return hooks.isEmpty
        ? ReleaseError(
          .toolFailed, "git push failed with \(end.status)",
          why: why + ["mend what it names, then push again"])
        : ReleaseError(
          .hookFailed, "the \(named(hooks)) hook of this repository refused the push",
          why: why + ["mend what it names, then push again"])
    }
    return silent(remote, end, limit: GitClient.patience)
  }
}

extension ReleaseError {
  /// ^C came while git ran.
  static func gitInterrupted(_ arguments: [String]) -> Self {
    Self(.interrupted, "git \(arguments.first { !$0.hasPrefix("-") } ?? "") was interrupted")
  }
}
