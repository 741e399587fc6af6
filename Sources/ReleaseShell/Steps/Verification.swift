import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// What was released of one package, beside what was meant: its tag here and on the remote, and each file
/// that its registry serves.
struct Verification: Sendable {
  let target: ReleaseTarget
  private let others: [ReleaseTarget]
  let choice: RegistryChoice
  /// The registry as outcomes name it.
  let registry: String
  var rows: [VerificationRow] = []
  /// Why somebody could not be asked.
  var unknown: ReleaseError?
  /// The question whose answer is not yes yet, where files are missing on the index.
  var pending: RegistryQuestion?
  /// How long the files that are missing on the index can be added, where it says so.
  var deadline: String?
  /// The commit of the tag, where it states the version.
  var commit: String?
  /// What mends it, as far as a line can.
  var fix: [ShellLine] = []

  /// Whether all of it is as it was meant.
  var isRight: Bool { unknown == nil && faults.isEmpty }
  var faults: [VerificationRow] { rows.filter(\.verdict.isFault) }
  /// Whether nothing is wrong but that the registry does not serve all of it yet.
  var onlyLags: Bool {
    guard let pending else { return false }
    let names = pending.files
    return faults.allSatisfy { $0.verdict == .missing && names.contains($0.what) }
  }

  /// Looks at one package; with `others`, whose tags the remote is asked for in the same question.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`, `.noRegistry`, and what reading manifests at the tag throws.
  init(
    of target: ReleaseTarget, among others: [ReleaseTarget] = [], _ choice: RegistryChoice,
    in view: RepositoryView
  ) throws(ReleaseError) {
    self.target = target
    self.others = others
    self.choice = choice
    var question = try RegistryQuestion(target, choice, in: view.world)
    registry = question.name
    try lookAtTags(in: view)
    let answer = try question.ask(by: view.world.http)
    switch target.package.kind {
    case .crate: try lookAtCrate(answer, question, in: view)
    case .distribution: try lookAtFiles(answer, question, in: view)
    }
  }

  mutating func add(
    _ what: String, _ found: String, _ verdict: VerificationRow.Verdict, _ reason: String = "",
    sha256: String? = nil, meant: String? = nil
  ) {
    rows.append(
      VerificationRow(
        object: target.object, what: what, found: found, verdict: verdict, reason: reason,
        sha256: sha256, meant: meant))
  }
}

// MARK: The tag

extension Verification {
  private mutating func lookAtTags(in view: RepositoryView) throws(ReleaseError) {
    let name = target.tag
    let local = try view.tag(name)
    let there = try referenceOnRemote(in: view)
    if let local {
      try addTag("here", local.commit, isLocal: true, in: view)
    } else {
      add(name, "not here", .missing, "there is no tag \(name) here")
      if case .found(let remote, _, _) = there {
        fix.append(ShellLine("!git fetch \(remote.shellQuoted) tag \(name.shellQuoted)"))
      } else if try isCurrent(in: view) {
        fix.append(ShellLine(TagStep(sharing: [target]).command))
      }
    }
    switch there {
    case .noRemote: add(name, "no remote", .missing, "this repository has no remote")
    case .unknown(let remote, let error):
      unknown = error
      add(name, "\(remote) is silent", .unknown)
    case .absent(let remote):
      add(name, "not on \(remote)", .missing, "\(remote) has no tag \(name)")
      if local != nil {
        let line =
          try isCurrent(in: view)
          ? "push -p \(target.selector)"
          : "!git push \(remote.shellQuoted) \("refs/tags/\(name)".shellQuoted)"
        fix.append(ShellLine(line))
      }
    case .found(let remote, let object, let commit):
      if let local, local.object != object, local.commit != commit {
        add(
          name, "\(remote), at \(commit.prefix(7))", .differs,
          "\(name) on \(remote) is another tag, at \(commit.prefix(7))")
      } else {
        try addTag(remote, commit, isLocal: false, in: view)
      }
    }
  }

  /// Whether the version is the one that HEAD states: only that one is tagged and pushed by a command.
  private func isCurrent(in view: RepositoryView) throws(ReleaseError) -> Bool {
    try view.headRepository().package(like: target.package)?.version == target.version
  }

  private enum Reference {
    case noRemote
    case unknown(String, ReleaseError)
    case absent(String)
    case found(remote: String, object: String, commit: String)
  }

  private func referenceOnRemote(in view: RepositoryView) throws(ReleaseError) -> Reference {
    guard let remote = try PushStep.remote(in: view) else { return .noRemote }
    let name = "refs/tags/\(target.tag)"
    let there: [String: String]
    do throws(ReleaseError) {
      there = try view.tags([target.tag], with: others.map(\.tag), on: remote)
    } catch {
      guard error.code == .remoteSilent else { throw error }
      return .unknown(remote, error)
    }
    guard let object = there[name] else { return .absent(remote) }
    return .found(remote: remote, object: object, commit: there["\(name)^{}"] ?? object)
  }

  /// A tag that is there is right where its commit states the version.
  private mutating func addTag(
    _ place: String, _ commit: String, isLocal: Bool, in view: RepositoryView
  ) throws(ReleaseError) {
    let found = "\(place), at \(commit.prefix(7))"
    guard !target.package.isVersionedByTag else { return add(target.tag, found, .right) }
    guard try view.world.git.commit(commit) != nil,
      let stated = try view.version(of: target.package, at: commit)
    else { return add(target.tag, found, .there) }
    guard stated != target.version else {
      self.commit = self.commit ?? commit
      return add(target.tag, found, .right)
    }
    add(
      target.tag, isLocal ? "states \(stated)" : found, .differs,
      "\(target.tag) is at \(commit.prefix(7)), whose manifest states \(stated)")
  }
}
