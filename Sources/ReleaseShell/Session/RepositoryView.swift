import ReleaseModel
import ReleaseWorld
import Diagnostics

/// What is known of a repository between two changes of it: each question is asked once.
///
/// A new view is made after an effect; it keeps what the effect cannot have changed.
final class RepositoryView {
  let world: World
  private var manifestPathsKnown: [String]?
  private var repositoryKnown: Repository?
  private var headRepositoryKnown: Repository?
  private var headKnown: Head?
  private var changesKnown: [Change]?
  private var tagsKnown: [GitTag]?
  private var conventionsKnown: TagConventions?
  private var ancestorsKnown: Set<String>?
  private var tagsAsked: Background<[GitTag]>?
  private var ancestorsAsked: Background<Set<String>>?
  private var workflowsKnown: [String: Workflows] = [:]

  init(_ world: World) { self.world = world }

  /// The view after an effect.
  convenience init(after effect: Effect, _ old: RepositoryView) {
    self.init(old.world)
    manifestPathsKnown = old.manifestPathsKnown
    workflowsKnown = old.workflowsKnown
    switch effect {
    case .edit(let edits):
      if edits.contains(where: { $0.before == nil }) { manifestPathsKnown = nil }
      headRepositoryKnown = old.headRepositoryKnown ?? (try? old.headRepository())
      headKnown = old.headKnown
      tagsKnown = old.tagsKnown
      ancestorsKnown = old.ancestorsKnown
    case .git(let call):
      switch call.change {
      case .tag, .deleteTag:
        repositoryKnown = old.repositoryKnown
        headRepositoryKnown = old.headRepositoryKnown
        headKnown = old.headKnown
        changesKnown = old.changesKnown
        ancestorsKnown = old.ancestorsKnown
      case .push, .deleteRemoteTag:
        repositoryKnown = old.repositoryKnown
        headRepositoryKnown = old.headRepositoryKnown
        tagsKnown = old.tagsKnown
        conventionsKnown = old.conventionsKnown
        changesKnown = old.changesKnown
        ancestorsKnown = old.ancestorsKnown
      case .commit:
        repositoryKnown = old.repositoryKnown
        tagsKnown = old.tagsKnown
        conventionsKnown = old.conventionsKnown
      case .other: manifestPathsKnown = nil
      }
    }
  }

  /// Begins to ask git for tags and ancestors, while the manifests are listed and read.
  func prefetch() {
    let git = world.git
    if tagsKnown == nil, tagsAsked == nil { tagsAsked = Background(git.tags) }
    if ancestorsKnown == nil, ancestorsAsked == nil { ancestorsAsked = Background(git.ancestors) }
  }

  /// The tracked files that can say something about packages.
  func manifestPaths() throws(ReleaseError) -> [String] {
    if let manifestPathsKnown { return manifestPathsKnown }
    let found = try world.git.trackedFiles(Self.manifestNames).filter(Repository.isManifest)
    manifestPathsKnown = found
    return found
  }

  private static let manifestNames = [
    "Cargo.toml", "Cargo.lock", "pyproject.toml", "setup.py", "setup.cfg", "__init__.py",
  ]

  /// The packages as the work tree states them.
  func repository() throws(ReleaseError) -> Repository {
    if let repositoryKnown { return repositoryKnown }
    var failure: ReleaseError?
    let found = try Repository.read(paths: manifestPaths()) { path in
      do throws(ReleaseError) {
        return try world.files.read(path)
      } catch {
        failure = failure ?? error
        return nil
      }
    }
    if let failure { throw failure }
    repositoryKnown = found
    return found
  }

  /// The packages as HEAD states them; the work tree's where no manifest differs from HEAD.
  func headRepository() throws(ReleaseError) -> Repository {
    if let headRepositoryKnown { return headRepositoryKnown }
    let differs = try changes().contains { Repository.isManifest($0.path) }
    let found = try differs ? repository(at: "HEAD") : repository()
    headRepositoryKnown = found
    return found
  }

  /// The packages as a commit states them.
  func repository(at revision: String) throws(ReleaseError) -> Repository {
    let paths = try manifestPaths()
    let contents = try world.git.contents(paths, revision)
    let known = Dictionary(zip(paths, contents), uniquingKeysWith: { first, _ in first })
    return try Repository.read(paths: paths.filter { known[$0] != .some(nil) }) { known[$0] ?? nil }
  }

  /// The version of a package as a revision's manifests state it; `nil` where it is not there.
  func version(of package: Package, at revision: String) throws(ReleaseError) -> Version? {
    let there = try revision == "HEAD" ? headRepository() : repository(at: revision)
    return there.package(like: package)?.version
  }

  /// HEAD, its branch and upstream.
  func head() throws(ReleaseError) -> Head {
    if let headKnown { return headKnown }
    let found = try world.git.head()
    headKnown = found
    return found
  }

  /// What differs from HEAD.
  func changes() throws(ReleaseError) -> [Change] {
    if let changesKnown { return changesKnown }
    let found = try world.git.changes()
    changesKnown = found
    return found
  }

  /// The tags of the local repository.
  func tags() throws(ReleaseError) -> [GitTag] {
    if let tagsKnown { return tagsKnown }
    let found =
      if let tagsAsked { try tagsAsked.value() } else { try world.git.tags() }
    (tagsKnown, tagsAsked) = (found, nil)
    return found
  }

  /// One tag by its name.
  func tag(_ name: String) throws(ReleaseError) -> GitTag? {
    try tags().first { $0.name == name }
  }

  /// How the repository names its tags.
  func conventions() throws(ReleaseError) -> TagConventions {
    if let conventionsKnown { return conventionsKnown }
    let found = TagConventions(try repository(), tags: try knownTags().map(\.name))
    conventionsKnown = found
    return found
  }

  /// The commits that HEAD descends from.
  func ancestors() throws(ReleaseError) -> Set<String> {
    if let ancestorsKnown { return ancestorsKnown }
    let found =
      if let ancestorsAsked { try ancestorsAsked.value() } else { try world.git.ancestors() }
    (ancestorsKnown, ancestorsAsked) = (found, nil)
    return found
  }

  /// The packages that this repository releases, in the model's order.
  func released() throws(ReleaseError) -> [Int] {
    if let releasedKnown { return releasedKnown }
    let repository = try repository()
    let tags = try conventions()
    // Only of packages without a tag is it asked whether a workflow publishes them.
    let isAllTagged = repository.packages.indices.allSatisfy {
      tags.isTagged($0) || !repository.packages[$0].isPublishable
    }
    let published = try isAllTagged ? [] : workflows(at: "HEAD").published(in: repository)
    let found = repository.released(tags, publishedByWorkflow: published)
    releasedKnown = found
    return found
  }

  /// The last tag of a package: the highest of its family that HEAD descends from; where HEAD descends
  /// from none, the highest not above the manifest's version.
  func lastTag(of package: Int) throws(ReleaseError) -> GitTag? {
    let family = try conventions().tags(of: package)
    guard !family.isEmpty else { return nil }
    let ancestors = try ancestors()
    let byName = try tagsByName()
    for entry in family {
      if let tag = byName[entry.tag], ancestors.contains(tag.commit) { return tag }
    }
    guard let version = try repository().packages[package].version else { return nil }
    return family.first { !(version < $0.version) }.flatMap { byName[$0.tag] }
  }

  /// The local tags, and in a shallow clone those that the remote has: GitHub's checkout brings none.
  ///
  /// Where the remote does not answer, the local ones are all that is known.
  func knownTags() throws(ReleaseError) -> [GitTag] {
    if let knownTagsKnown { return knownTagsKnown }
    var found = try tags()
    if try head().isShallow, let remote = try PushStep.remote(in: self),
      let there = try? world.git.remoteReferences(remote, ["refs/tags/*"])
    {
      let local = Set(found.map(\.name))
      for (reference, object) in there where !reference.hasSuffix("^{}") {
        let name = String(reference.dropFirst("refs/tags/".count))
        if local.contains(name) { continue }
        let commit = there[reference + "^{}"]
        found.append(
          GitTag(name: name, object: object, commit: commit ?? object, isAnnotated: commit != nil))
      }
    }
    knownTagsKnown = found
    return found
  }

  /// How many commits that touch a package HEAD has and its tag has not; `nil` where the history is not
  /// here.
  func commits(since tag: GitTag, of package: Package) throws(ReleaseError) -> Int? {
    guard try world.git.commit(tag.commit) != nil else { return nil }
    guard package.directory.isEmpty else {
      return try world.git.commitsSince(tag.commit, [package.directory])
    }
    // What lies in the folder of another package is that package's.
    let others = Set(try repository().packages.map(\.directory)).subtracting([""]).sorted()
    return try world.git.commitsSince(tag.commit, ["."] + others.map { "!\($0)" })
  }

  private var releasedKnown: [Int]?
  private var knownTagsKnown: [GitTag]?
  private var tagsByNameKnown: [String: GitTag]?
  private func tagsByName() throws(ReleaseError) -> [String: GitTag] {
    if let tagsByNameKnown { return tagsByNameKnown }
    let found = Dictionary(
      try knownTags().map { ($0.name, $0) }, uniquingKeysWith: { one, _ in one })
    tagsByNameKnown = found
    return found
  }

  /// The names by which packages can be selected; `nil` before the repository was read.
  private(set) lazy var selectors: Set<String>? = repositoryKnown.map { repository in
    var names = Set(Selector.words)
    for (index, package) in repository.packages.enumerated() {
      names.insert(package.name)
      names.insert(repository.selector(of: index))
    }
    return names
  }

  /// The workflows as a revision has them.
  func workflows(at revision: String) throws(ReleaseError) -> Workflows {
    if let known = workflowsKnown[revision] { return known }
    let paths = try world.git.trackedFiles(["*.yml", "*.yaml"]).filter(Workflow.isWorkflow)
    let contents = try world.git.contents(paths, revision)
    let known = Dictionary(zip(paths, contents), uniquingKeysWith: { one, _ in one })
    let found = Workflows(paths: paths) { known[$0] ?? nil }
    workflowsKnown[revision] = found
    return found
  }
}

extension Repository {
  /// The same package in another state of the repository: of its kind, at its manifest or by its name.
  func package(like other: Package) -> Package? {
    packages.first { $0.kind == other.kind && $0.manifest == other.manifest }
      ?? packages.first { $0.kind == other.kind && $0.name == other.name }
  }
}
