import ReleaseModel
import ReleaseTools
import ReleaseWorld
import Diagnostics

/// What is known of a repository between two changes of it: each question is asked once.
///
/// A new view is made after an effect, where it keeps what the effect cannot have changed, and before each
/// line, where it keeps what a cheap look proves to be as it was: somebody else may be at work too.
final class RepositoryView {
  /// The world that this is a view of; its git is asked each question once.
  let world: World
  private let bare: World
  private var manifestPathsKnown: [String]?
  private var reading: RepositoryReading?
  private var repositoryKnown: Repository?
  private var headRepositoryKnown: Repository?
  private var conventionsKnown: TagConventions?
  private var ancestorsKnown: Ancestors?
  private var tagsAsked: Background<[GitTag]>?
  private var statusAsked: Background<TreeStatus>?
  private var ancestorsAsked: Background<Ancestors>?
  private var workflowsKnown: [String: Workflows] = [:]
  /// The checksums of files that twine found fit to be uploaded, each time for all of them.
  var filesChecked: Set<[String]> = []
  /// What remotes said of tags.
  var remoteTagsKnown: [String: RemoteTags] = [:]
  private var artifactsKnown: [String: KeptArtifacts] = [:]
  /// What the view before this one knew, as far as it may still hold.
  private var kept: Kept?

  /// What one line leaves to the next, each with what proves that it holds still.
  private struct Kept {
    let reading: RepositoryReading?
    let tags: KnownTags?
    let ancestors: Ancestors?
    /// Whether the packages were found to be as they were.
    var isSameRepository = false
  }

  /// Tags, and the conventions that were read from them.
  private struct KnownTags {
    let tags: [GitTag]
    let byName: TagOrder?
    let conventions: TagConventions
  }

  init(_ world: World) {
    bare = world
    self.world = world.remembering()
  }

  /// The view of a new line, in the same world.
  convenience init(renewing old: RepositoryView) {
    self.init(old.bare)
    filesChecked = old.filesChecked
    guard !bare.onlyShows else { return }
    let isWhole = old.isShallow == false
    // Conventions hold for the very packages and tags that they were read from.
    var tags = isWhole ? old.kept?.tags : nil
    if old.reading != nil, old.kept?.isSameRepository != true { tags = nil }
    if isWhole, let known = old.tagsKnown, let conventions = old.conventionsKnown {
      tags = KnownTags(tags: known, byName: old.tagsByNameKnown, conventions: conventions)
    }
    kept = Kept(
      reading: old.reading ?? old.kept?.reading, tags: tags,
      ancestors: isWhole ? old.ancestorsKnown ?? old.kept?.ancestors : nil)
  }

  /// A view of a world in which effects are believed, before the first of them: all is as in this one.
  func believing(_ world: World) -> RepositoryView {
    // What is being asked is remembered by the world that the other one lies over.
    if statusAsked != nil { _ = try? status() }
    let view = RepositoryView(world)
    view.manifestPathsKnown = manifestPathsKnown
    view.repositoryKnown = repositoryKnown
    view.headRepositoryKnown = headRepositoryKnown
    view.tagsKnown = tagsKnown
    view.tagsByNameKnown = tagsByNameKnown
    view.conventionsKnown = conventionsKnown
    view.ancestorsKnown = ancestorsKnown
    view.workflowsKnown = workflowsKnown
    view.filesChecked = filesChecked
    view.commitsRead = commitsRead
    return view
  }

  /// The view after an effect.
  convenience init(after effect: Effect, _ old: RepositoryView) {
    self.init(old.bare)
    manifestPathsKnown = old.manifestPathsKnown
    workflowsKnown = old.workflowsKnown
    filesChecked = old.filesChecked
    switch effect {
    case .tool: keepAll(of: old)
    case .edit(let edits):
      if edits.contains(where: { $0.before == nil }) { manifestPathsKnown = nil }
      headRepositoryKnown = old.headRepositoryKnown ?? (try? old.headRepository())
      repositoryKnown = old.repositoryKnown?.following(edits)
      tagsKnown = old.tagsKnown
      ancestorsKnown = old.ancestorsKnown
    case .git(let call):
      switch call.change {
      case .tag, .deleteTag:
        keepRepository(of: old)
        headRepositoryKnown = old.headRepositoryKnown
        ancestorsKnown = old.ancestorsKnown
      case .push, .deleteRemoteTag: keepAll(of: old)
      case .commit:
        keepRepository(of: old)
        tagsKnown = old.tagsKnown
        tagsByNameKnown = old.tagsByNameKnown
        conventionsKnown = old.conventionsKnown
      case .other: manifestPathsKnown = nil
      }
    }
  }

  /// What nothing changes that happens elsewhere.
  private func keepAll(of old: RepositoryView) {
    keepRepository(of: old)
    headRepositoryKnown = old.headRepositoryKnown
    tagsKnown = old.tagsKnown
    tagsByNameKnown = old.tagsByNameKnown
    conventionsKnown = old.conventionsKnown
    ancestorsKnown = old.ancestorsKnown
  }

  private func keepRepository(of old: RepositoryView) {
    repositoryKnown = old.repositoryKnown
    reading = old.reading
  }

  /// Begins to ask git for tags and ancestors, while the manifests are listed and read.
  func prefetch() {
    prefetchTags()
    if ancestorsKnown == nil, ancestorsAsked == nil, kept?.ancestors == nil {
      ancestorsAsked = Background(Ancestors.asking(bare.git))
    }
  }

  /// Begins to ask git for what the prompt says.
  func prefetchPrompt() {
    if statusAsked == nil { statusAsked = Background(world.git.status) }
    prefetchTags()
  }

  private func prefetchTags() {
    if tagsKnown == nil, tagsAsked == nil { tagsAsked = Background(world.git.tags) }
  }

  /// The tracked files that can say something about packages.
  func manifestPaths() throws(ReleaseError) -> [String] {
    if let manifestPathsKnown { return manifestPathsKnown }
    let index = "\(world.git.directory)/index"
    if let reading = kept?.reading, reading.index.isSame(in: world.files) {
      manifestPathsKnown = reading.paths
      return reading.paths
    }
    indexRead = FileLook(at: index, in: world.files)
    let found = try world.git.trackedFiles(Self.manifestNames).filter(Repository.isManifest)
    manifestPathsKnown = found
    return found
  }

  private var indexRead: FileLook?
  var commitsRead = CommitsRead()

  private static let manifestNames = [
    "Cargo.toml", "Cargo.lock", "pyproject.toml", "setup.py", "setup.cfg", "__init__.py",
  ]

  /// The packages as the work tree states them.
  func repository() throws(ReleaseError) -> Repository {
    if let repositoryKnown { return repositoryKnown }
    let paths = try manifestPaths()
    if let known = kept?.reading, known.paths == paths, known.isSame(in: world.files) {
      kept?.isSameRepository = true
      reading = known
      if let indexRead { reading?.index = indexRead }
      repositoryKnown = known.repository
      return known.repository
    }
    let index = indexRead ?? kept?.reading?.index ?? .none
    let found = try RepositoryReading(paths, index: index, in: world.files)
    reading = found
    repositoryKnown = found.repository
    return found.repository
  }

  /// The packages as HEAD states them; the work tree's where no manifest differs from HEAD.
  func headRepository() throws(ReleaseError) -> Repository {
    if let headRepositoryKnown { return headRepositoryKnown }
    let differs = try changes().contains { Repository.isManifest($0.path) }
    let found: Repository
    if differs {
      let paths = try manifestPaths()
      let contents = try contentsAtHead()
      found = try Repository.read(paths: paths.filter { contents($0) != nil }, contents: contents)
    } else {
      found = try repository()
    }
    headRepositoryKnown = found
    return found
  }

  /// The manifests as HEAD has them: git is asked for those alone that differ in the work tree.
  func contentsAtHead() throws(ReleaseError) -> (String) -> [UInt8]? {
    let changed = Set(try changes().map(\.path))
    let paths = try manifestPaths().filter(changed.contains)
    let known = Dictionary(
      zip(paths, try world.git.contents(paths, "HEAD")), uniquingKeysWith: { first, _ in first })
    let files = world.files
    return { path in
      if let bytes = known[path] { return bytes }
      return changed.contains(path) ? nil : try? files.read(path)
    }
  }

  /// HEAD, its branch and upstream.
  func head() throws(ReleaseError) -> Head { try status().head }

  /// What differs from HEAD.
  func changes() throws(ReleaseError) -> [Change] { try status().changes }

  private func status() throws(ReleaseError) -> TreeStatus {
    guard let asked = statusAsked else { return try world.git.status() }
    statusAsked = nil
    return try asked.value()
  }

  /// Whether the history is cut off; `nil` where it is not known without asking git.
  private var isShallow: Bool? {
    bare.git.directory.isEmpty
      ? nil : world.files.kind("\(world.git.commonDirectory)/shallow") != nil
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
    let tags = try tags()
    if isShallow == false { return try tagsByName().index(of: name, in: tags).map { tags[$0] } }
    return tags.first { $0.name == name }
  }

  /// How the repository names its tags.
  func conventions() throws(ReleaseError) -> TagConventions {
    if let conventionsKnown { return conventionsKnown }
    let repository = try repository()
    let tags = try knownTags()
    if let kept, kept.isSameRepository, let known = kept.tags, known.tags == tags {
      conventionsKnown = known.conventions
      tagsByNameKnown = known.byName
      return known.conventions
    }
    let found = TagConventions(repository, tags: tags.map(\.name))
    conventionsKnown = found
    return found
  }

  /// The commits that HEAD descends from.
  func ancestors() throws(ReleaseError) -> CommitSet {
    if let ancestorsKnown { return ancestorsKnown.commits }
    if let known = kept?.ancestors, let head = known.head, try world.git.commit("HEAD") == head {
      ancestorsKnown = known
      return known.commits
    }
    let found =
      if let ancestorsAsked {
        try ancestorsAsked.value()
      } else {
        Ancestors(head: nil, commits: try world.git.ancestors())
      }
    (ancestorsKnown, ancestorsAsked) = (found, nil)
    return found.commits
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
    let (tags, byName) = (try knownTags(), try tagsByName())
    for entry in family {
      guard let index = byName.index(of: entry.tag, in: tags) else { continue }
      if ancestors.contains(commitOf: tags[index]) { return tags[index] }
    }
    guard let version = try repository().packages[package].version else { return nil }
    return family.first { !(version < $0.version) }
      .flatMap { byName.index(of: $0.tag, in: tags) }.map { tags[$0] }
  }

  /// The local tags, and in a shallow clone those that the remote has: GitHub's checkout brings none.
  ///
  /// Where the remote does not answer, the local ones are all that is known.
  func knownTags() throws(ReleaseError) -> [GitTag] {
    if let knownTagsKnown { return knownTagsKnown }
    var found = try tags()
    let isCutOff = if let isShallow { isShallow } else { try head().isShallow }
    if isCutOff, let remote = try PushStep.remote(in: self),
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

  private var releasedKnown: [Int]?
  private var tagsKnown: [GitTag]?
  private var knownTagsKnown: [GitTag]?
  private var tagsByNameKnown: TagOrder?
  /// Where each known tag stands among them.
  private func tagsByName() throws(ReleaseError) -> TagOrder {
    if let tagsByNameKnown { return tagsByNameKnown }
    let found = TagOrder(try knownTags())
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

  /// What was built of a distribution at a commit.
  func kept(of distribution: String, at commit: String) throws(ReleaseError) -> KeptArtifacts {
    let name = "\(commit) \(distribution)"
    if let known = artifactsKnown[name] { return known }
    let found = try KeptArtifacts(of: distribution, at: commit, in: world)
    artifactsKnown[name] = found
    return found
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
