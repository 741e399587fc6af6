import CommandLanguage
import Diagnostics
import ManifestEditing
import ReleaseModel
import ReleaseWorld

/// One commit of what a bump changed, and of files that were named.
struct CommitStep: ReleaseStep {
  let targets: [ReleaseTarget]
  /// More files, relative to the work tree.
  var files: [String] = []
  /// Takes a file of the bump with whatever else changed in it.
  var takesChanges = false

  init(targets: [ReleaseTarget], files: [String] = [], takesChanges: Bool = false) {
    self.targets = targets
    self.files = files
    self.takesChanges = takesChanges
  }

  var name: String { "commit" }
  var subject: String { targets.map(\.object).joined(separator: ", ") }
  var effect: EffectClass { .commits }
  var objects: [String] { [] }
  var command: String {
    (["commit"] + files.map(CommandLanguage.quoted)).joined(separator: " ")
      + " -p \(targets.map(\.selector).joined(separator: ","))"
      + (takesChanges ? " --with-changes" : "")
  }

  func state(in view: RepositoryView) throws(ReleaseError) -> StepState {
    let head = try view.head()
    let repository = try view.repository()
    let atHead = try view.headRepository()
    guard head.commit != nil else { throw .noCommit }
    let changes = try view.changes()
    var named: [String] = []
    for file in files where try isChanged(file, changes, view) { named.append(file) }
    let left = try view.notPast(targets)
    let stated = left.filter { !$0.package.isVersionedByTag }
    if left.isEmpty, named.isEmpty, !targets.isEmpty {
      return .done(Outcome(.committed, targets.map(\.object)), evidence: targets.past)
    }
    let wanted = try PlannedBump.versions(stated, in: atHead)
    let expected = try expected(wanted, atHead, in: view)
    if expected.isEmpty, named.isEmpty {
      return .done(
        Outcome(.committed, targets.map(\.object)),
        evidence: stated.isEmpty
          ? "its version comes from its tag"
          : "HEAD states \(Set(stated.map(\.spelled)).sorted().joined(separator: ", "))")
    }
    if let error = head.refusesCommit { return .blocked(error) }
    for target in stated
    where repository.package(like: target.package)?.version != target.version {
      return .blocked(.notBumped(target))
    }
    let conflicted = changes.filter(\.conflicted).map(\.path)
    if !conflicted.isEmpty { return .blocked(.conflicted(conflicted)) }
    let paths =
      expected.map(\.path) + named.filter { path in !expected.contains { $0.path == path } }
    let foreign = changes.filter { $0.staged && !paths.contains($0.path) }.map(\.path)
    if !foreign.isEmpty { return .blocked(.otherStaged(foreign)) }
    if !takesChanges {
      var dirty: [String] = []
      for file in expected where !named.contains(file.path) {
        if try view.world.files.read(file.path) != file.new { dirty.append(file.path) }
      }
      if !dirty.isEmpty { return .blocked(.otherChanges(dirty, command)) }
    }
    return .ready(
      effects(paths, changes, atHead), shows: takesChanges ? try others(expected, in: view) : [])
  }

  /// What the bump makes of HEAD's files.
  private func expected(
    _ wanted: [Int: Version], _ atHead: Repository, in view: RepositoryView
  ) throws(ReleaseError) -> [Bump.File] {
    let touched = wanted.allSatisfy { atHead.packages[$0.key].version == $0.value }
    if touched, try !view.changes().contains(where: { Repository.isManifest($0.path) }) {
      return []
    }
    return try atHead.bump(wanted, contents: view.contentsAtHead()).files
  }

  /// What goes in beside the bump: each file from what the bump made of it to what it is.
  private func others(
    _ expected: [Bump.File], in view: RepositoryView
  ) throws(ReleaseError) -> [StepLine] {
    var lines: [StepLine] = []
    for file in expected {
      let now = try view.world.files.read(file.path) ?? []
      guard now != file.new else { continue }
      lines.append(.note("\(file.path) has more than the bump; this goes in too:"))
      lines.append(.exact(unifiedDiff(old: file.new, new: now, path: file.path)))
    }
    return lines
  }

  private func isChanged(
    _ file: String, _ changes: [Change], _ view: RepositoryView
  ) throws(ReleaseError) -> Bool {
    if changes.contains(where: { $0.path == file }) { return true }
    guard view.world.files.kind(file) != nil else {
      throw ReleaseError(
        .fileUnreadable, "there is no file \(file) in the work tree",
        why: ["`commit` takes the files that are named, relative to the repository"])
    }
    return false
  }

  private func effects(
    _ paths: [String], _ changes: [Change], _ atHead: Repository
  ) -> [Effect] {
    let untracked = paths.filter { path in changes.contains { $0.path == path && $0.untracked } }
    let message = message(atHead)
    var effects: [Effect] = []
    if !untracked.isEmpty {
      effects.append(
        .git(GitCall(["add", "--intent-to-add", "--"] + untracked, .other)))
    }
    effects.append(
      .git(
        GitCall(
          ["commit", "--quiet", "--only", "--message", message, "--"] + paths,
          .commit(message: message, paths: paths))))
    return effects
  }

  /// The guide's message; of several packages, each stands in the body.
  private func message(_ atHead: Repository) -> String {
    guard targets.count > 1 else {
      return targets.map { "chore: bump \($0.package.name) to \($0.spelled)" }.joined()
    }
    let versions = Set(targets.map(\.version))
    let title =
      versions.count == 1
      ? "chore: bump \(targets.count) packages to \(targets[0].version)"
      : "chore: release \(targets.count) packages"
    let body = targets.map { target in
      let old = atHead.package(like: target.package)?.statedVersion ?? "?"
      return "\(target.package.name) \(old) -> \(target.spelled)"
    }
    return title + "\n\n" + body.joined(separator: "\n")
  }
}

extension Head {
  /// Why no release commit can be made here; `nil` where one can.
  var refusesCommit: ReleaseError? {
    if let operation = underWay { return .underWay(operation) }
    return branch == nil ? .detachedHead("a commit needs a branch") : nil
  }
}

extension ReleaseError {
  static let noCommit = Self(
    .noCommit, "this repository has no commit yet",
    why: ["a release is made of commits"], fix: ["!git add --all && git commit -m 'first commit'"])

  static func underWay(_ operation: Head.UnderWay) -> Self {
    let word = operation.rawValue
    let article = operation == .merge ? "a merge" : "a \(word)"
    let end =
      operation == .bisect
      ? ["`git bisect reset` ends it"]
      : ["`git \(word) --abort` gives it up; to finish it, resolve and `git \(word) --continue`"]
    return Self(
      .mergeUnderWay, "\(article) is under way", why: ["a release commit would end up in it"] + end,
      fix: [operation == .bisect ? "!git bisect reset" : ShellLine("!git \(word) --abort")])
  }

  static func detachedHead(_ why: String) -> Self {
    Self(
      .detachedHead, "HEAD is detached: no branch is checked out",
      why: [why, "in GitHub Actions, `ref: main` at actions/checkout checks out the branch"],
      // A fresh clone has no branch before this one.
      fix: ["!git switch - || git switch main"])
  }

  static func notBumped(_ target: ReleaseTarget) -> Self {
    Self(
      .notBumped, "the manifests of \(target.selector) do not state \(target.spelled)",
      why: ["the version is edited before it is committed"],
      fix: [ShellLine("bump \(target.version) -p \(target.selector)")])
  }

  static func conflicted(_ paths: [String]) -> Self {
    Self(
      .mergeUnderWay, "\(paths.joined(separator: ", ")) has conflicts",
      why: ["resolve them, then `git add` the files"])
  }

  static func otherStaged(_ paths: [String]) -> Self {
    Self(
      .otherStaged, "something else is staged: \(paths.joined(separator: ", "))",
      why: ["a release commit holds the bump and the files that are named, nothing else"],
      fix: [ShellLine("!git restore --staged \(paths.map(\.shellQuoted).joined(separator: " "))")])
  }

  static func otherChanges(_ paths: [String], _ command: String) -> Self {
    Self(
      .otherChanges, "\(paths.joined(separator: ", ")) has changes that are not the bump's",
      why: ["they would be released unseen; `!git diff` shows them"],
      fix: [ShellLine(command + " --with-changes")])
  }
}
