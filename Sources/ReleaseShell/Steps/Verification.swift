import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// What was released of one package, beside what was meant: its tag here and on the remote, and each file
/// that its registry serves.
struct Verification: Sendable {
  let target: ReleaseTarget
  /// The registry as outcomes name it.
  let registry: String
  private(set) var rows: [VerificationRow] = []
  /// Why somebody could not be asked.
  private(set) var unknown: ReleaseError?
  /// The question whose answer is not yes yet, where files are missing on the index.
  private(set) var pending: RegistryQuestion?
  /// What mends it, as far as a line can.
  private(set) var fix: [ShellLine] = []

  /// Whether all of it is as it was meant.
  var isRight: Bool { unknown == nil && faults.isEmpty }
  var faults: [VerificationRow] { rows.filter(\.verdict.isFault) }
  /// Whether nothing is wrong but that the registry does not serve all of it yet.
  var onlyLags: Bool {
    guard let pending else { return false }
    let names = pending.files
    return faults.allSatisfy { $0.verdict == .missing && names.contains($0.what) }
  }

  /// Looks at one package.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`, `.noRegistry`, and what reading manifests at the tag throws.
  init(
    of target: ReleaseTarget, _ choice: RegistryChoice, in view: RepositoryView
  ) throws(ReleaseError) {
    self.target = target
    var question = try RegistryQuestion(target, choice, in: view.world)
    registry = question.name
    try lookAtTags(in: view)
    let answer = try question.ask(by: view.world.http)
    switch target.package.kind {
    case .crate: try lookAtCrate(answer, question, in: view)
    case .distribution: try lookAtFiles(answer, question, in: view)
    }
  }

  private mutating func add(
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
      there = try view.world.git.remoteReferences(remote, [name])
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
    guard stated != target.version else { return add(target.tag, found, .right) }
    add(
      target.tag, isLocal ? "states \(stated)" : found, .differs,
      "\(target.tag) is at \(commit.prefix(7)), whose manifest states \(stated)")
  }
}

// MARK: Files

extension Verification {
  private mutating func lookAtCrate(
    _ answer: RegistryAnswer, _ question: RegistryQuestion, in view: RepositoryView
  ) throws(ReleaseError) {
    let name = "\(target.package.name)-\(target.spelled).crate"
    switch answer {
    case .absent: addMissing([name], question)
    case .unknown(let error): addUnknown(name, error)
    case .served(let release):
      guard let file = release.files.first else { return addMissing([name], question) }
      switch try question.download(file, by: view.world.http) {
      case .absent:
        add(
          name, "in the index alone", .missing,
          "the index of \(registry) names \(name), and nothing can be downloaded")
      case .unknown(let error): addUnknown(name, error)
      case .file(let bytes):
        let sum = Digest.sha256(bytes)
        if let stated = file.sha256, stated != sum {
          add(
            name, "served \(Self.short(sum))", .differs,
            "\(registry) serves \(name) with sha256 \(sum), and its index says \(stated)",
            sha256: sum, meant: stated)
        } else if release.isYanked {
          addYanked(name, sum)
        } else {
          add(name, "sha256 \(Self.short(sum))", .there, sha256: sum)
        }
      }
    }
  }

  private mutating func lookAtFiles(
    _ answer: RegistryAnswer, _ question: RegistryQuestion, in view: RepositoryView
  ) throws(ReleaseError) {
    let built = try DistributionFolder(
      of: target.package.name, target.spelled, beside: target.package.directory,
      in: view.world.files
    ).files
    let name = "\(target.package.name) \(target.spelled)"
    let release: RegistryRelease
    switch answer {
    case .absent: return addMissing(built.isEmpty ? [name] : built.map(\.name), question)
    case .unknown(let error): return addUnknown(name, error)
    case .served(let found): release = found
    }
    for file in release.files {
      let sum = file.sha256
      let short = sum.map { "sha256 \(Self.short($0))" } ?? "no checksum"
      let own = built.first { $0.name == file.name }
      if let own, let sum, own.sha256 != sum {
        add(
          file.name, short, .differs,
          "\(file.name) on \(registry) has sha256 \(sum), and \(own.path) has \(own.sha256)",
          sha256: sum, meant: own.sha256)
      } else if release.isYanked {
        addYanked(file.name, sum)
      } else {
        let verdict: VerificationRow.Verdict =
          own == nil ? built.isEmpty ? .there : .onlyThere : sum == nil ? .there : .right
        add(file.name, short, verdict, sha256: sum, meant: own?.sha256)
      }
    }
    let served = Set(release.files.map(\.name))
    addMissing(built.map(\.name).filter { !served.contains($0) }, question)
  }

  private mutating func addMissing(_ names: [String], _ question: RegistryQuestion) {
    for name in names {
      add(name, "not on \(registry)", .missing, "\(registry) does not serve \(name)")
    }
    guard !names.isEmpty else { return }
    pending = question
    pending?.verb = .verified
    pending?.files = Set(names)
  }

  private mutating func addUnknown(_ name: String, _ error: ReleaseError) {
    unknown = unknown ?? error
    add(name, "no answer", .unknown)
  }

  private mutating func addYanked(_ name: String, _ sum: String?) {
    add(
      name, sum.map { "sha256 \(Self.short($0))" } ?? "no checksum", .yanked,
      "\(name) is yanked on \(registry)", sha256: sum)
  }

  /// So much of a checksum as tells two apart at a glance.
  private static func short(_ sum: String) -> String { String(sum.prefix(10)) }
}
