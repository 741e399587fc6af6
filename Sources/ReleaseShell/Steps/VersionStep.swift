import CommandLanguage
import Diagnostics
import ManifestEditing
import ReleaseModel
import ReleaseWorld

/// The versions of packages in every manifest that states them, and whatever must follow.
struct VersionStep: ReleaseStep {
  let targets: [ReleaseTarget]

  init(targets: [ReleaseTarget]) { self.targets = targets }

  var name: String { "bump" }
  var subject: String { targets.map(\.object).joined(separator: ", ") }
  var effect: EffectClass { .edits }
  var objects: [String] { [] }
  var command: String {
    let version = targets.first.map { "\($0.version)" } ?? ""
    return "bump \(version) -p \(targets.map(\.selector).joined(separator: ","))"
  }

  func state(in view: RepositoryView) throws(ReleaseError) -> StepState {
    let left = try view.notPast(targets)
    if left.isEmpty, !targets.isEmpty {
      return .done(Outcome(.bumped, targets.map(\.object)), evidence: targets.past)
    }
    let stated = left.filter { !$0.package.isVersionedByTag }
    guard !stated.isEmpty else {
      return .done(
        Outcome(.bumped, targets.map(\.object)), evidence: "its version comes from its tag")
    }
    let planned = try PlannedBump(stated, in: view)
    guard !planned.edits.isEmpty else {
      return .done(
        Outcome(.bumped, targets.map(\.object)),
        evidence:
          "the manifests state \(Set(targets.map(\.spelled)).sorted().joined(separator: ", "))"
      )
    }
    // A bump that could not be committed would only stand in the way.
    if let error = try view.head().refusesCommit { return .blocked(error) }
    return .ready([.edit(planned.edits)], shows: planned.lines)
  }
}

/// What a bump must still edit, and how that is shown.
struct PlannedBump {
  let edits: [FileEdit]
  let lines: [StepLine]

  init(_ targets: [ReleaseTarget], in view: RepositoryView) throws(ReleaseError) {
    let repository = try view.repository()
    let wanted = try Self.versions(targets, in: repository)
    let bump = try Self.bump(wanted, in: view)
    edits = bump.files.map { FileEdit(path: $0.path, before: $0.old, after: $0.new) }
    lines = Self.describe(bump, targets, repository)
  }

  /// The targets by their index in a model of the repository.
  static func versions(
    _ targets: [ReleaseTarget], in repository: Repository
  ) throws(ReleaseError) -> [Int: Version] {
    var wanted: [Int: Version] = [:]
    for target in targets {
      guard
        let index = repository.packages.firstIndex(where: {
          $0.kind == target.package.kind && $0.manifest == target.package.manifest
        })
      else { throw .noVersionStated(target.package) }
      wanted[index] = target.version
    }
    return wanted
  }

  /// The bump from what the tree holds; where the tree holds another bump and nothing else, from HEAD, so
  /// that changing one's mind leaves no trace of the first version.
  private static func bump(
    _ wanted: [Int: Version], in view: RepositoryView
  ) throws(ReleaseError) -> Bump {
    let repository = try view.repository()
    var failure: ReleaseError?
    let tree: (String) -> [UInt8]? = { path in
      do throws(ReleaseError) {
        return try view.world.files.read(path)
      } catch {
        failure = error
        return nil
      }
    }
    let bump = try repository.bump(wanted, contents: tree)
    if let failure { throw failure }
    guard !bump.files.isEmpty,
      let again = try fromHead(wanted, tree: tree, in: view)
    else { return bump }
    return again
  }

  private static func fromHead(
    _ wanted: [Int: Version], tree: (String) -> [UInt8]?, in view: RepositoryView
  ) throws(ReleaseError) -> Bump? {
    let repository = try view.repository()
    let head = try view.headRepository()
    var stated: [Int: Version] = [:]
    for index in wanted.keys {
      guard let version = repository.packages[index].version,
        let atHead = head.package(like: repository.packages[index])?.version
      else { return nil }
      if version != atHead { stated[index] = version }
    }
    guard !stated.isEmpty, head.packages.count == repository.packages.count else { return nil }
    let atHead = try view.contentsAtHead()
    let first = try head.bump(stated, contents: atHead)
    var second = try head.bump(wanted, contents: atHead)
    var files: [Bump.File] = []
    for path in Set((first.files + second.files).map(\.path)).sorted() {
      guard let base = atHead(path), let now = tree(path) else { return nil }
      let before = first.files.first { $0.path == path }?.new ?? base
      let after = second.files.first { $0.path == path }?.new ?? base
      guard now == before || now == base || now == after else { return nil }
      if now != after { files.append(Bump.File(path: path, old: now, new: after)) }
    }
    second.files = files
    // What stands there now is what the first bump wrote.
    let written = Dictionary(
      first.changes.map { ("\($0.file):\($0.line)", $0.new) }, uniquingKeysWith: { one, _ in one })
    second.changes = second.changes.map { change in
      var change = change
      change.old = written["\(change.file):\(change.line)"] ?? change.old
      return change
    }
    return second
  }

  private static func describe(
    _ bump: Bump, _ targets: [ReleaseTarget], _ repository: Repository
  ) -> [StepLine] {
    var lines = bump.changes.map { StepLine.recorded($0.text) }
    let along = bump.movedAlong.map { repository.selector(of: $0) }
    if !along.isEmpty {
      lines.append(
        .plain("moves with it, since they share the version: \(along.joined(separator: ", "))"))
    }
    let moved = bump.requirementsMoved.map { repository.selector(of: $0) }
    if !moved.isEmpty {
      lines.append(
        .plain(
          "needs a release of its own, since its requirement moved: \(moved.joined(separator: ", "))"
        ))
    }
    for file in bump.files {
      lines.append(.exact(unifiedDiff(old: file.old, new: file.new, path: file.path)))
    }
    return lines
  }
}
