import Diagnostics

/// Which crates belong to which workspace, decided as cargo decides it.
///
/// - SeeAlso: cargo, `src/cargo/core/workspace.rs`, `find_path_deps` and `is_excluded`.
struct CargoWorkspaces {
  /// A workspace before its crates are numbered.
  struct Found {
    var root: Int
    var members: [Int]
  }

  private let manifests: [CargoManifest]
  private let byDirectory: [String: Int]
  private(set) var workspaces: [Found] = []
  /// The workspace of each manifest, by index.
  private(set) var owner: [Int?]

  /// Throws the `bad-manifest` of one in `broken` (what could not be read, by folder) that a
  /// workspace lists.
  init(_ manifests: [CargoManifest], broken: [String: ReleaseError]) throws(ReleaseError) {
    self.manifests = manifests
    byDirectory = Dictionary(
      manifests.indices.map { (manifests[$0].directory, $0) }, uniquingKeysWith: { one, _ in one })
    owner = Array(repeating: nil, count: manifests.count)
    for index in manifests.indices {
      guard let declaration = manifests[index].workspace else { continue }
      try gather(index, declaration, broken: broken)
    }
    for index in manifests.indices
    where owner[index] == nil && manifests[index].package != nil
      && manifests[index].workspace == nil && !isClaimed(index)
    {
      owner[index] = workspaces.count
      workspaces.append(Found(root: index, members: [index]))
    }
  }

  private mutating func gather(
    _ root: Int, _ declaration: CargoManifest.Declaration, broken: [String: ReleaseError]
  ) throws(ReleaseError) {
    let directory = manifests[root].directory
    let rules = Rules(declaration, directory: directory)
    for (folder, error) in broken where rules.lists(folder) && !rules.excludes(folder) {
      throw error
    }
    var queue: [Int] = manifests[root].package == nil ? [] : [root]
    queue += rules.literal.sorted().compactMap { byDirectory[$0] }
    if !rules.patterns.isEmpty {
      queue += manifests.indices.filter { rules.fits(manifests[$0].directory) }
    }
    let number = workspaces.count
    var members: [Int] = []
    var next = 0
    while next < queue.count {
      let index = queue[next]
      next += 1
      let manifest = manifests[index]
      guard owner[index] == nil, manifest.package != nil,
        index == root || manifest.workspace == nil,
        index == root || !rules.excludes(manifest.directory)
      else { continue }
      owner[index] = number
      members.append(index)
      for dependency in manifest.dependencies {
        let path =
          dependency.isInherited
          ? declaration.dependencies[dependency.alias]?.path : dependency.path
        guard let path, RepositoryPath.contains(directory, path), let needed = byDirectory[path]
        else { continue }
        queue.append(needed)
      }
    }
    workspaces.append(Found(root: root, members: members.sorted()))
    if manifests[root].package == nil { owner[root] = number }
  }

  /// Whether a workspace further up would have to list the crate, so that cargo refuses it alone.
  private func isClaimed(_ index: Int) -> Bool {
    let directory = manifests[index].directory
    var folder = directory
    while !folder.isEmpty {
      folder = RepositoryPath.directory(of: folder)
      guard let root = byDirectory[folder], let declaration = manifests[root].workspace else {
        continue
      }
      if !Rules(declaration, directory: folder).excludes(directory) { return true }
    }
    return false
  }

  /// `members` and `exclude` of one workspace, resolved.
  private struct Rules {
    var literal: Set<String> = []
    var patterns: [PathGlob] = []
    private var stated: [String] = []
    private var excluded: [String] = []

    init(_ declaration: CargoManifest.Declaration, directory: String) {
      for member in declaration.members {
        guard let path = RepositoryPath.resolve(member, in: directory) else { continue }
        stated.append(path)
        if PathGlob.isPattern(path) {
          patterns.append(PathGlob(path))
        } else {
          literal.insert(path)
        }
      }
      excluded = declaration.exclude.compactMap { RepositoryPath.resolve($0, in: directory) }
    }

    func fits(_ directory: String) -> Bool { patterns.contains { $0.matches(directory) } }

    func lists(_ directory: String) -> Bool { literal.contains(directory) || fits(directory) }

    func excludes(_ directory: String) -> Bool {
      excluded.contains { RepositoryPath.contains($0, directory) }
        && !stated.contains { RepositoryPath.contains($0, directory) }
    }
  }
}
