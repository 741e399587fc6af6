package import Diagnostics

/// A GitHub Actions workflow: what starts it, and whether it publishes.
package struct Workflow: Hashable, Sendable {
  /// Relative to the repository.
  package let path: String
  /// Its `name`, else its path, as GitHub shows it.
  package let name: String
  /// The names of all events in `on`.
  package let events: [String]
  /// The steps that upload or make a release, in the order of the file.
  package let publishing: [PublishingStep]
  /// Workflow files of this repository that its jobs call.
  package let calls: [String]
  /// The names of workflows whose end starts it (`workflow_run`).
  package let follows: [String]
  private let push: PushFilter?

  /// GitHub starts nothing for tags where more than this many are pushed at once.
  package static let mostTagsAtOnce = 3

  /// Whether a file is a workflow.
  package static func isWorkflow(_ path: String) -> Bool {
    let folder = ".github/workflows/"
    guard path.utf8.starts(with: folder.utf8) else { return false }
    let name = path.utf8.dropFirst(folder.utf8.count)
    return !name.contains(UInt8(ascii: "/")) && (path.hasSuffix(".yml") || path.hasSuffix(".yaml"))
  }

  /// What `push` lets through.
  private struct PushFilter: Hashable, Sendable {
    var branches: WorkflowFilter?
    var branchesIgnore: WorkflowFilter?
    var tags: WorkflowFilter?
    var tagsIgnore: WorkflowFilter?

    var asksForBranches: Bool { branches != nil || branchesIgnore != nil }
    var asksForTags: Bool { tags != nil || tagsIgnore != nil }
  }

  /// Reads a workflow.
  ///
  /// - Throws: `bad-workflow` where GitHub could not read it either.
  package init(_ bytes: [UInt8], path: String) throws(ReleaseError) {
    self.path = path
    let root = try YAMLReader.read(bytes, file: path)
    name = root?["name"]?.text ?? path
    let on = root?["on"]
    events = on?.mapping?.map(\.key) ?? on?.texts ?? []
    var push: PushFilter?
    if events.contains("push") {
      let filter = on?["push"]
      func patterns(_ key: String) -> WorkflowFilter? {
        filter?[key]?.texts.map { WorkflowFilter($0) }
      }
      push = PushFilter(
        branches: patterns("branches"), branchesIgnore: patterns("branches-ignore"),
        tags: patterns("tags"), tagsIgnore: patterns("tags-ignore"))
    }
    self.push = push
    follows = on?["workflow_run"]?["workflows"]?.texts ?? []
    publishing = PublishingStep.steps(of: root)
    calls = (root?["jobs"]?.mapping ?? []).compactMap { job in
      job.value["uses"]?.text.flatMap { $0.hasPrefix("./") ? String($0.dropFirst(2)) : nil }
    }
  }

  /// Whether a push of the tag starts it.
  ///
  /// GitHub looks at neither `paths` nor `branches` for tags; a `push` that filters branches alone
  /// starts on no tag. `create` starts on every new tag, `release` on none.
  package func isStarted(byTag tag: String) -> Bool {
    if events.contains("create") { return true }
    guard let push else { return false }
    return Self.lets(
      tag, through: push.tags, not: push.tagsIgnore, asks: push.asksForTags,
      asksForOther: push.asksForBranches)
  }

  /// Whether a push of the branch can start it; `paths` may still keep it from that.
  package func isStarted(byBranch branch: String) -> Bool {
    guard let push else { return false }
    return Self.lets(
      branch, through: push.branches, not: push.branchesIgnore, asks: push.asksForBranches,
      asksForOther: push.asksForTags)
  }

  /// Whether some tag can start it.
  package var canStartOnTags: Bool {
    if events.contains("create") { return true }
    guard let push else { return false }
    return push.asksForTags || !push.asksForBranches
  }

  private static func lets(
    _ name: String, through filter: WorkflowFilter?, not ignored: WorkflowFilter?, asks: Bool,
    asksForOther: Bool
  ) -> Bool {
    if !asks { return !asksForOther }
    return (filter?.includes(name) ?? true) && !(ignored?.includes(name) ?? false)
  }
}

/// The workflows of a repository.
package struct Workflows: Sendable {
  /// Those that GitHub can read, by their paths.
  package let all: [Workflow]
  /// What is wrong with the others, which nothing starts.
  package let broken: [ReleaseError]

  /// - Parameters:
  ///   - paths: all tracked files, or the workflows among them.
  ///   - contents: the bytes of a file; `nil` where it is gone.
  package init(paths: [String], contents: (String) -> [UInt8]?) {
    var all: [Workflow] = []
    var broken: [ReleaseError] = []
    for path in paths.filter(Workflow.isWorkflow).sorted() {
      guard let bytes = contents(path) else { continue }
      do throws(ReleaseError) {
        all.append(try Workflow(bytes, path: path))
      } catch {
        broken.append(error)
      }
    }
    self.all = all
    self.broken = broken
  }

  /// The workflows that a push of the tag starts.
  package func started(byTag tag: String) -> [Workflow] {
    all.filter { $0.isStarted(byTag: tag) }
  }

  /// The workflows that a push of the branch can start.
  package func started(byBranch branch: String) -> [Workflow] {
    all.filter { $0.isStarted(byBranch: branch) }
  }

  /// The crates and distributions that some workflow publishes, as far as their steps name them.
  ///
  /// A step that uploads to the package index names none: where the repository has one
  /// distribution that can be published, it is that one.
  package func published(in repository: Repository) -> Set<Int> {
    let steps = all.flatMap(\.publishing)
    let names = Set(
      steps.filter { $0.destination == .crateRegistry }.compactMap(\.package))
    let publishable = repository.packages.indices.filter { repository.packages[$0].isPublishable }
    var found = Set(
      publishable.filter {
        repository.packages[$0].kind == .crate && names.contains(repository.packages[$0].name)
      })
    let distributions = publishable.filter { repository.packages[$0].kind == .distribution }
    if distributions.count == 1, steps.contains(where: { $0.destination == .packageIndex }) {
      found.formUnion(distributions)
    }
    return found
  }

  /// The publishing steps of a workflow and of those that it calls.
  package func publishing(of workflow: Workflow) -> [PublishingStep] {
    var seen: Set<String> = [workflow.path]
    var queue = [workflow]
    var found: [PublishingStep] = []
    while let next = queue.popLast() {
      found += next.publishing
      queue += all.filter { next.calls.contains($0.path) && seen.insert($0.path).inserted }
    }
    return found
  }
}
