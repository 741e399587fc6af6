import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

extension PublishStep {
  func preflight(_ found: inout Preflight) throws(ReleaseError) {
    let view = found.view
    try found.lookForCargo()
    let index: CrateIndex
    do throws(ReleaseError) {
      index = try CrateIndex.chosen(publishing.registry, in: view.world)
      switch try state(in: view) {
      case .done, .pending: return
      case .ready(let effects, _):
        // It is there already, and only the tag's commit tells whether it is the same.
        if effects.isEmpty { found.isProvisional = true }
      case .unknown(let error):
        found.add(error)
        return
      case .blocked(let error):
        found.add(error)
        guard error.code == .notTagged || error.code == .headDisagrees else { return }
      }
    } catch {
      guard error.code != .interrupted else { throw error }
      found.add(error)
      guard [.tokenMissing, .secretMissing, .tokenWrong].contains(error.code) else { return }
      return try check(CrateIndex.chosen(publishing.registry, in: view.world), nil, &found)
    }
    let credential = try? CrateCredential.find(for: index.name, in: view.world)
    if case .token(let token)? = credential {
      try found.trial(.crates(index.name)) { () throws(ReleaseError) in
        try TokenTrial.crates(token, at: index, by: view.world.http)
      }
    }
    try check(index, credential, &found)
  }

  /// What the manifest says, what the crate needs, and whose name it has.
  private func check(
    _ index: CrateIndex, _ credential: CrateCredential?, _ found: inout Preflight
  ) throws(ReleaseError) {
    let view = found.view
    let commit = try view.tag(target.tag)?.commit
    let repository =
      if let commit { try view.repository(at: commit) } else { try view.repository() }
    guard let package = repository.package(like: target.package),
      let place = repository.packages.firstIndex(of: package)
    else { return }
    let publication = try publication(of: package, repository, commit, view)
    let paths = publication.files.compactMap(\.path)
    let contents = try view.contents(paths, at: commit ?? "HEAD")
    let there = Set(zip(paths, contents).filter { $0.1 != nil }.map(\.0))
    let problems = publication.problems(
      at: index.cargoName, wantsMetadata: index.isForCratesIO, selector: target.selector,
      isThere: there.contains)
    for problem in problems { found.add(try mended(problem, in: view)) }
    try checkName(publication, index, credential, &found)
    try checkNeeds(of: place, in: repository, index, &found)
  }

  private func publication(
    of package: Package, _ repository: Repository, _ commit: String?, _ view: RepositoryView
  ) throws(ReleaseError) -> CratePublication {
    let root = package.workspace.map { repository.workspaces[$0].manifest }
    let paths = [package.manifest] + (root.map { $0 == package.manifest ? [] : [$0] } ?? [])
    var files: [[UInt8]] = []
    for (path, contents) in zip(paths, try view.contents(paths, at: commit ?? "HEAD")) {
      // Without a tag the tree says what the next commit will hold.
      let bytes = commit == nil ? try view.world.files.read(path) : contents
      files.append(bytes ?? [])
    }
    return try CratePublication(
      files[0], path: package.manifest,
      workspace: files.count > 1 ? (bytes: files[1], path: paths[1]) : nil)
  }

  /// A problem of what is committed: a tag that is there already must come off before it is mended.
  private func mended(
    _ problem: ReleaseError, in view: RepositoryView
  ) throws(ReleaseError) -> ReleaseError {
    guard !problem.fix.isEmpty, let commit = try view.tag(target.tag)?.commit,
      try view.world.holds(commit)
    else { return problem }
    var problem = problem
    problem.fix.insert(ShellLine("undo-tag \(target.tag)"), at: 0)
    return problem
  }

  /// What it needs of this repository: at a version that is released with it, or that is served.
  private func checkNeeds(
    of place: Int, in repository: Repository, _ index: CrateIndex, _ found: inout Preflight
  ) throws(ReleaseError) {
    var versions: [Int: Version] = [:]
    for other in found.targets where other.package.kind == .crate {
      guard let like = repository.package(like: other.package),
        let number = repository.packages.firstIndex(of: like)
      else { continue }
      versions[number] = other.version
    }
    for problem in repository.unmetRequirements(of: place, by: versions) {
      found.add(try mended(problem, in: found.view))
    }
    var index = index
    var asked: Set<Int> = []
    for dependency in repository.packages[place].dependencies
    where versions[dependency.package] == nil && asked.insert(dependency.package).inserted {
      guard let text = dependency.requirement?.text, let requirement = try? Requirement(text)
      else { continue }
      switch try index.versions(
        of: repository.packages[dependency.package].name, by: found.view.world.http)
      {
      case .served(let served, _) where served.contains(where: requirement.accepts): continue
      case .unknown: continue
      case .served, .absent: try miss(dependency, in: repository, index.name, &found)
      }
    }
  }

  /// Notes what its registry does not have.
  private func miss(
    _ dependency: Dependency, in repository: Repository, _ registry: String,
    _ found: inout Preflight
  ) throws(ReleaseError) {
    let view = found.view
    let commit = try view.tag(target.tag)?.commit
    let needed = repository.packages[dependency.package]
    var place: Place?
    if let statement = dependency.requirement {
      let bytes =
        if let commit { try view.contents([statement.file], at: commit)[0] } else {
          try view.world.files.read(statement.file)
        }
      place = bytes.map { Place(file: statement.file, bytes: $0, range: statement.range) }
    }
    var problem: ReleaseError?
    if !needed.isPublishable {
      problem = try publication(of: needed, repository, commit, view).unpublished
    }
    let isTagged = try commit.map { commit throws(ReleaseError) in try view.world.holds(commit) }
    found.miss(
      MissingNeed(
        selector: repository.selector(of: dependency.package), name: needed.name,
        requirement: dependency.requirement?.text ?? "", registry: registry, place: place,
        unpublishable: needed.unpublishable, problem: problem, dependents: [target.package.name],
        undone: isTagged ?? false ? [ShellLine("undo-tag \(target.tag)")] : []))
  }

  /// Whose crate it is that is on the registry by this name.
  private func checkName(
    _ publication: CratePublication, _ index: CrateIndex, _ credential: CrateCredential?,
    _ found: inout Preflight
  ) throws(ReleaseError) {
    let view = found.view
    let name = target.package.name
    var index = index
    let served: [Version]
    switch try index.versions(of: name, by: view.world.http) {
    case .unknown: return
    case .absent:
      found.count(name, isNew: true, at: index)
      if case .workflow? = credential { found.add(.newByWorkflow(name, index.name)) }
      return
    case .served(let versions, let yanked):
      found.count(name, isNew: false, at: index)
      served = versions + yanked
    }
    let released = try view.conventions().tags(of: target.index).contains { entry in
      entry.tag != target.tag && served.contains(entry.version)
    }
    guard !released, let own = publication.repository,
      let there = try index.repository(of: name, by: view.world.http),
      RepositoryAddress(there) != RepositoryAddress(own),
      try !isOurs(served, on: index, in: view)
    else { return }
    found.add(.nameTaken(target, on: index.name, there: there, own: own))
  }

  /// Whether a version that is served was packed from a commit of this repository.
  private func isOurs(
    _ served: [Version], on index: CrateIndex, in view: RepositoryView
  ) throws(ReleaseError) -> Bool {
    guard let newest = served.max(by: <) else { return false }
    let name = target.package.name
    guard
      case .file(let bytes) = try index.download(
        name, "\(newest)", sha256: nil, by: view.world.http),
      let archive = try? Archive.read(bytes, named: "\(name)-\(newest).crate"),
      let commit = archive.commit
    else { return false }
    return try view.world.git.commit(commit) != nil
  }
}

extension ReleaseError {
  /// A crate that trusted publishing cannot make.
  fileprivate static func newByWorkflow(_ name: String, _ registry: String) -> Self {
    Self(
      .trustedNotNew,
      "\(name) is not on \(registry) yet, and trusted publishing makes no new crate",
      why: ["publish its first version with a token, then name this workflow in its settings"],
      fix: [ShellLine("token set \(registry)")])
  }

  /// The crate of somebody else.
  fileprivate static func nameTaken(
    _ target: ReleaseTarget, on registry: String, there: String, own: String
  ) -> Self {
    let flag = registry == "crates.io" ? "" : " --registry \(registry.shellQuoted)"
    return Self(
      .notOwner, "\(registry) has a crate \(target.package.name) of another repository",
      at: Place(file: target.package.manifest, line: 1, column: 1),
      why: [
        "it is of \(there), and the Cargo.toml here names \(own)",
        "no tag and no commit of this repository released it; publish under another name, or let its"
          + " owners add you",
      ],
      fix: [ShellLine("!cargo owner --list \(target.package.name)\(flag)")])
  }
}
