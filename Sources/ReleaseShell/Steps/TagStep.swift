import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// The annotated tag of one package, or of several that share it, in the local repository.
struct TagStep: ReleaseStep {
  let targets: [ReleaseTarget]
  private let tag: String

  /// `targets` are one package or more, all with the same tag.
  init(sharing targets: [ReleaseTarget]) {
    self.targets = targets
    tag = targets.first?.tag ?? ""
  }

  var name: String { "tag" }
  var subject: String { tag }
  var effect: EffectClass { .commits }
  var objects: [String] { [] }
  var command: String { "tag -p \(targets.map(\.selector).joined(separator: ","))" }

  func state(in view: RepositoryView) throws(ReleaseError) -> StepState {
    guard let head = try view.head().commit else { throw .noCommit }
    if let local = try view.tag(tag) {
      if let error = try fault(of: local.commit, head, in: view) {
        // Another package's tag is not to be undone.
        if let other = try ambiguity(in: view) { return .blocked(other) }
        if let other = try otherRelease(at: local.commit, in: view) { return .blocked(other) }
        return .blocked(error)
      }
      let note = local.isAnnotated ? "" : ", a lightweight one made by hand"
      return .done(outcome, evidence: "\(tag) stands at \(local.commit.prefix(7))\(note)")
    }
    var shows: [StepLine] = []
    switch try onRemote(in: view) {
    case .absent: break
    case .silent(let error):
      shows.append(.note("\(error.what): whether the tag is there already, `push` will see"))
    case .there(let remote, let commit):
      guard try view.world.git.commit(commit) != nil else {
        if try view.head().isShallow { return .blocked(.shallow(tag)) }
        return .blocked(.tagOnRemoteOnly(tag, remote, commit))
      }
      if let error = try fault(of: commit, head, on: remote, in: view) { return .blocked(error) }
      return .done(outcome, evidence: "\(tag) is on \(remote), at \(commit.prefix(7))")
    }
    for target in targets where !target.package.isVersionedByTag {
      guard try view.version(of: target.package, at: "HEAD") != target.version else { continue }
      let states = try view.headRepository().package(like: target.package)?.statedVersion
      return .blocked(.headDisagrees(target, states: states))
    }
    if let error = try ambiguity(in: view) { return .blocked(error) }
    let message = message
    let call = GitCall(
      ["tag", "--message", message, "--", tag], .tag(name: tag, message: message))
    return .ready([.git(call)], shows: shows)
  }

  private var outcome: Outcome { Outcome(.tagged, [tag]) }

  /// The guide's message; a tag that is several packages' names none of them.
  private var message: String {
    guard let first = targets.first else { return "" }
    return targets.count == 1 ? first.tagMessage : "Release \(first.spelled)"
  }

  /// Why a tag that is there is not this release's; `nil` where it is.
  private func fault(
    of commit: String, _ head: String, on remote: String? = nil, in view: RepositoryView
  ) throws(ReleaseError) -> ReleaseError? {
    let isBelow = try view.world.git.isAncestor(commit, head)
    for target in targets {
      if isBelow, target.package.isVersionedByTag { continue }
      if isBelow, try view.version(of: target.package, at: commit) == target.version { continue }
      return .tagExists(tag, at: commit, on: remote, head: head, isBelow: isBelow, target)
    }
    return nil
  }

  /// Whose release the tag is that stands at a commit, where another package stated its version there.
  private func otherRelease(
    at commit: String, in view: RepositoryView
  ) throws(ReleaseError) -> ReleaseError? {
    guard let version = targets.first?.version, let there = try? view.repository(at: commit) else {
      return nil
    }
    let (repository, conventions) = (try view.repository(), try view.conventions())
    let own = Set(targets.map(\.index))
    for index in repository.packages.indices where !own.contains(index) {
      guard let past = there.package(like: repository.packages[index]), past.version == version,
        (try? conventions.tag(of: index, version)) == tag
      else { continue }
      let selector = repository.selector(of: index)
      let names = targets.map(\.selector).joined(separator: ", ")
      return ReleaseError(
        .tagAmbiguous, "\(tag) is the tag of \(selector), at \(commit.prefix(7))",
        why: [
          "both are tagged in one format; release \(names) with a version that has no tag yet"
        ])
    }
    return nil
  }

  /// Whom the tag would be read as a release of, beside the packages that it is made for.
  private func ambiguity(in view: RepositoryView) throws(ReleaseError) -> ReleaseError? {
    guard let target = targets.first, let reading = try view.conventions().read(tag) else {
      return nil
    }
    let repository = try view.repository()
    let own = targets.map { target in
      repository.packages.firstIndex { $0 == target.package } ?? target.index
    }
    guard !own.contains(where: reading.packages.contains), reading.version == target.version
    else { return try othersThatDisagree(reading, own, target, in: view) }
    let others = reading.packages.map { repository.selector(of: $0) }.joined(separator: ", ")
    return ReleaseError(
      .tagAmbiguous, "\(tag) would be read as a tag of \(others)",
      why: ["release workflows take the longest package name that fits; rename the tag format"])
  }

  /// A tag without a name is the tag of each package of its family: HEAD must state its version for all.
  private func othersThatDisagree(
    _ reading: TagConventions.Reading, _ own: [Int], _ target: ReleaseTarget,
    in view: RepositoryView
  ) throws(ReleaseError) -> ReleaseError? {
    let repository = try view.repository()
    let conventions = try view.conventions()
    var others: [(selector: String, version: Version)] = []
    for index in reading.packages where !own.contains(index) && conventions.isTagged(index) {
      let package = repository.packages[index]
      guard !package.isVersionedByTag, let version = try view.version(of: package, at: "HEAD"),
        version != target.version
      else { continue }
      others.append((repository.selector(of: index), version))
    }
    guard !others.isEmpty else { return nil }
    return .tagShared(tag, targets, others)
  }

  private enum Remote {
    case absent
    case silent(ReleaseError)
    case there(remote: String, commit: String)
  }

  private func onRemote(in view: RepositoryView) throws(ReleaseError) -> Remote {
    guard let remote = try PushStep.remote(in: view) else { return .absent }
    let name = "refs/tags/\(tag)"
    do throws(ReleaseError) {
      let there = try view.world.git.remoteReferences(remote, [name])
      guard let commit = there["\(name)^{}"] ?? there[name] else { return .absent }
      return .there(remote: remote, commit: commit)
    } catch {
      guard error.code == .remoteSilent else { throw error }
      return .silent(error)
    }
  }
}

extension ReleaseError {
  /// The tag is there and points elsewhere, or at a commit that states another version.
  static func tagExists(
    _ tag: String, at found: String, on remote: String?, head: String, isBelow: Bool,
    _ target: ReleaseTarget
  ) -> Self {
    let why =
      isBelow
      ? "the manifests there do not state \(target.spelled)"
      : "HEAD is \(head.prefix(7)), which does not descend from it, and a tag that others may have fetched is never moved"
    return Self(
      .tagExists,
      "\(tag) is already \(remote.map { "on \($0)" } ?? "a tag"), at \(found.prefix(7))",
      why: [why],
      fix: [ShellLine("undo-tag \(tag)")])
  }

  /// Packages that read the same tag would have it without stating its version.
  static func tagShared(
    _ tag: String, _ targets: [ReleaseTarget], _ others: [(selector: String, version: Version)]
  ) -> Self {
    let own = targets.map(\.selector).joined(separator: ",")
    let named = others.map(\.selector).joined(separator: ",")
    let states = others.map { "\($0.selector), which is at \($0.version)" }
      .joined(separator: ", and of ")
    var fix: [ShellLine] = []
    if let version = targets.first?.version, others.allSatisfy({ $0.version < version }) {
      fix = [ShellLine("bump \(version) -p \(named)"), ShellLine("commit -p \(named)")]
    }
    return Self(
      .tagAmbiguous,
      "\(tag) would be read as a tag also of \(states)",
      why: [
        "their tags have no name in them, so one tag is the release of all",
        "release them together: `use \(own),\(named)`",
      ], fix: fix)
  }

  static func shallow(_ tag: String) -> Self {
    Self(
      .shallow, "this clone is shallow, and \(tag) stands at a commit that it does not have",
      why: ["in GitHub Actions, `fetch-depth: 0` at actions/checkout brings the whole history"],
      fix: ["!git fetch --unshallow --tags"])
  }

  static func tagOnRemoteOnly(_ tag: String, _ remote: String, _ commit: String) -> Self {
    Self(
      .tagExists, "\(tag) is already on \(remote), at \(commit.prefix(7))",
      why: ["that commit is not in this repository: somebody else made the tag"],
      fix: [ShellLine("undo-tag \(tag)")])
  }

  static func headDisagrees(_ target: ReleaseTarget, states: String?) -> Self {
    Self(
      .headDisagrees, "the manifest at HEAD does not say \(target.spelled)",
      why: ["it says \(states ?? "nothing"), and a tag names what its commit states"],
      fix: [
        ShellLine("bump \(target.version) -p \(target.selector)"),
        ShellLine("commit -p \(target.selector)"),
      ])
  }
}
