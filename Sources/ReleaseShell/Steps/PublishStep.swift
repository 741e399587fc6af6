import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// A crate on its registry, uploaded from this machine.
///
/// Whether it is there the index says, and what is there its checksum: neither a tag nor a journal proves
/// it. What is uploaded is the tag's commit.
struct PublishStep: ReleaseStep {
  let target: ReleaseTarget
  var publishing = Publishing()

  var name: String { "publish" }
  var targets: [ReleaseTarget] { [target] }
  var subject: String { target.object }
  var effect: EffectClass { .publishes }
  var objects: [String] { [target.object] }
  var command: String {
    "publish -p \(target.selector)\(publishing.words) --confirm \(target.object)"
  }

  func state(in view: RepositoryView) throws(ReleaseError) -> StepState {
    let world = view.world
    guard let commit = try view.tag(target.tag)?.commit else {
      return .blocked(.notTagged(target.tag, [target]))
    }
    var index: CrateIndex
    do throws(ReleaseError) {
      index = try CrateIndex.chosen(publishing.registry, in: world)
    } catch { return .unknown(error) }
    switch try index.release(of: target.package.name, target.spelled, by: world.http) {
    case .unknown(let error): return .unknown(error)
    case .served(let release):
      return try verdict(on: release, index, of: commit, in: view)
    case .absent:
      // The API knows of an upload before the index does: nothing is sent twice.
      if try index.isUploaded(target.package.name, target.spelled, by: world.http) ?? false {
        return .pending(try RegistryQuestion(target, publishing.choice, in: world))
      }
    }
    let stated = try view.version(of: target.package, at: commit)
    guard stated == target.version else {
      return .blocked(.headDisagrees(target, states: stated.map { "\($0)" }))
    }
    let credential = try CrateCredential.find(for: index.name, in: world)
    let call = try call(commit, to: index.name, with: credential, in: view)
    let spelled = world.onlyShows ? "" : ", at \(commit.prefix(7))"
    return .ready(
      [.tool(call)],
      shows: [.plain("\(target.object) to \(index.name), from \(target.tag)\(spelled)")]
        + (try ReleaseOrder.alsoPublished(target, to: index.name, in: view)))
  }

  /// What is published under this version: this commit, or something else.
  private func verdict(
    on release: RegistryRelease, _ index: CrateIndex, of commit: String, in view: RepositoryView
  ) throws(ReleaseError) -> StepState {
    let outcome = Outcome(.published, [target.object], to: index.name)
    let served = release.files.first?.sha256
    guard try view.world.holds(commit) else {
      return try stateOfUnmade(release, index, of: commit, in: view)
    }
    let packed = try view.world.packedCrate(
      target.package.name, target.spelled, at: commit,
      selection: try selection(index.name, in: view))
    let missing = try view.untaggedWords(target)
    guard packed.sha256 != served else {
      return .done(
        outcome,
        evidence:
          "\(missing)\(index.name) serves it, from \(commit.prefix(7)): the checksum is the same")
    }
    let name = "\(target.package.name)-\(target.spelled).crate"
    let file: [UInt8]
    switch try index.download(
      target.package.name, target.spelled, sha256: served, by: view.world.http)
    {
    case .file(let bytes): file = bytes
    case .absent: return .unknown(.serverSilent(index.name, "it does not hand out \(name)"))
    case .unknown(let error): return .unknown(error)
    }
    if let served, Digest.sha256(file) != served {
      return .blocked(.wrongChecksum(target, on: index.name, says: served, is: Digest.sha256(file)))
    }
    let own = try Archive.read(packed.bytes, named: name)
    let there = try Archive.read(file, named: name)
    switch ContentVerdict(own: own, served: there) {
    case .same: return .done(outcome, evidence: "\(missing)\(index.name) serves the same file")
    case .sameSource(let commit):
      let from = commit.map { "from \($0.prefix(7))" } ?? "packed outside of git"
      return .done(
        outcome,
        evidence:
          "\(missing)\(index.name) serves it, \(from), of the same source as"
          + " \(missing.isEmpty ? target.tag : "HEAD")")
    case .otherContent(let differences):
      if let error = try releaseElsewhere(there, on: index.name, in: view) {
        return .blocked(error)
      }
      return .blocked(
        .otherContent(
          target, on: index.name, here: packed.sha256, there: there.sha256, there.commit,
          differences))
    }
  }

  func unasked(in view: RepositoryView) throws(ReleaseError) -> [Effect] {
    guard let index = try? CrateIndex.chosen(publishing.registry, in: view.world),
      let commit = try view.tag(target.tag)?.commit
    else { return [] }
    return [.tool(try call(commit, to: index.name, with: nil, in: view))]
  }

  /// Cargo's own upload of it; without a credential it is only to be shown.
  private func call(
    _ commit: String, to registry: String, with credential: CrateCredential?,
    in view: RepositoryView
  ) throws(ReleaseError) -> ToolCall {
    let world = view.world
    let (head, changes) = (try view.head(), try view.changes())
    let isHere = head.commit == commit && changes.isEmpty
    let (name, version) = (target.package.name, target.spelled)
    let cleared = credential?.environment(for: registry, from: world.environment) ?? [:]
    // What cargo builds to verify the crate is never built upon: state for a next build only takes time.
    let incremental = world.environment["CARGO_INCREMENTAL"] ?? "0"
    var call = ToolCall(
      "cargo", ["publish"] + (try selection(registry, in: view)),
      in: isHere ? .here : .commit(commit),
      environment: cleared.merging([
        "CARGO_INCREMENTAL": incremental, "CARGO_TARGET_DIR": world.cargoTarget,
        "CARGO_TERM_COLOR": "never",
      ]) { $1 },
      secrets: credential?.secrets(for: registry) ?? [:],
      .publishCrate(name: name, version: version, registry: registry))
    if case .token(let token) = credential { call.tokenSource = token.source }
    if case .workflow = credential { call.borrows = .crates(registry: registry) }
    call.tag = target.tag
    let file = "\(name)-\(version).crate"
    call.keeps = [
      "\(world.cargoTarget)/package/tmp-crate/\(file)": "\(world.artifacts(of: commit))/\(file)"
    ]
    return call
  }

  /// What names the package and its registry to cargo.
  private func selection(
    _ registry: String, in view: RepositoryView
  ) throws(ReleaseError) -> [String] {
    let repository = try view.repository()
    let isAtRoot = target.package.workspace.map { repository.workspaces[$0].directory.isEmpty }
    let package =
      isAtRoot ?? false
      ? ["-p", target.package.name] : ["--manifest-path", target.package.manifest]
    return package + (registry == "crates.io" ? [] : ["--registry", registry])
  }
}

extension ReleaseError {
  /// The version is taken by something else.
  static func otherContent(
    _ target: ReleaseTarget, on registry: String, here: String, there: String, _ commit: String?,
    _ differences: [ContentDifference]
  ) -> Self {
    let some = differences.prefix(5).map { "\($0.path) (\($0.kind.rawValue))" }
    let more = differences.count > 5 ? " and \(differences.count - 5) more" : ""
    return Self(
      .otherContent, "\(registry) has another \(target.object) than \(target.tag) makes",
      why: [
        "here   \(here)", "there  \(there)",
        "what differs: \(some.joined(separator: ", "))\(more)"
          + (commit.map { "; it was packed from \($0.prefix(7))" } ?? ""),
        "a published version is never replaced; release the next one",
      ],
      fix: [ShellLine("release \(target.selector) patch")])
  }

  /// The registry contradicts itself.
  static func wrongChecksum(
    _ target: ReleaseTarget, on registry: String, says: String, is found: String
  ) -> Self {
    Self(
      .wrongChecksum, "\(registry) serves \(target.object) with another checksum than it says",
      why: [
        "its index says \(says)", "its file has   \(found)",
        "whoever depends on it cannot build; tell the registry's people, or yank it and release the"
          + " next version",
      ],
      fix: [ShellLine("yank \(target.object)")])
  }
}
