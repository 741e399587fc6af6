import Diagnostics

/// From the `Cargo.toml` files to packages, workspaces and dependencies.
struct CrateReading {
  private let manifests: [CargoManifest]
  private let workspaces: CargoWorkspaces

  init(
    _ files: ManifestPaths, contents: (String) -> [UInt8]?, into repository: inout Repository
  ) throws(ReleaseError) {
    var manifests: [CargoManifest] = []
    var broken: [String: ReleaseError] = [:]
    for path in files.cargo {
      guard let bytes = contents(path) else { continue }
      do throws(ReleaseError) {
        let manifest = try CargoManifest(bytes, path: path)
        if manifest.package == nil && manifest.workspace == nil {
          throw ReleaseError(
            .badManifest, "a manifest has `[package]` or `[workspace]`",
            at: Place(file: path, line: 1, column: 1),
            why: ["\(path) has neither; write one, or take the file out of the workspace"])
        }
        manifests.append(manifest)
      } catch {
        let directory = RepositoryPath.directory(of: path)
        if directory.isEmpty { throw error }
        broken[directory] = error
        repository.notes.append(RepositoryNote(file: path, text: "left out: \(error.what)"))
      }
    }
    self.manifests = manifests
    workspaces = try CargoWorkspaces(manifests, broken: broken)
  }

  func addPackages(to repository: inout Repository) throws(ReleaseError) {
    var numbers = [Int?](repeating: nil, count: manifests.count)
    for index in manifests.indices where manifests[index].package != nil {
      numbers[index] = repository.packages.count
      repository.packages.append(package(index))
    }
    repository.workspaces = workspaces.workspaces.map { found in
      let root = manifests[found.root]
      return Workspace(
        manifest: root.path, directory: root.directory,
        members: found.members.compactMap { numbers[$0] }, version: root.workspace?.version,
        dependencies: [], isDeclared: root.workspace != nil)
    }
    nameGroups(in: &repository)
    let byDirectory = Dictionary(
      manifests.indices.compactMap { index in
        numbers[index].map { (manifests[index].directory, $0) }
      }, uniquingKeysWith: { one, _ in one })
    for index in manifests.indices {
      guard let number = numbers[index] else { continue }
      repository.packages[number].dependencies = dependencies(of: index, byDirectory)
    }
    for (index, found) in workspaces.workspaces.enumerated() {
      let shared = manifests[found.root].workspace?.dependencies ?? [:]
      repository.workspaces[index].dependencies = shared.values.compactMap { wanted in
        wanted.path.flatMap { byDirectory[$0] }.map {
          Dependency(
            package: $0, kind: .normal, alias: wanted.alias, requirement: wanted.requirement,
            isInherited: false)
        }
      }.sorted { ($0.requirement?.line ?? 0, $0.alias) < ($1.requirement?.line ?? 0, $1.alias) }
    }
  }

  private func root(of index: Int) -> CargoManifest? {
    workspaces.owner[index].map { manifests[workspaces.workspaces[$0].root] }
  }

  private func package(_ index: Int) -> Package {
    let manifest = manifests[index]
    // Only manifests with `[package]` come here.
    let crate = manifest.package ?? CargoManifest.Crate(name: "")
    let root = root(of: index)
    let version = crate.inheritsVersion ? root?.workspace?.version : crate.version
    var package = Package(
      kind: .crate, name: crate.name,
      version: version.flatMap { Version(bytes: Array($0.text.utf8)[...]) },
      statedVersion: version?.text, manifest: manifest.path, directory: manifest.directory,
      statements: version.map { [$0] } ?? [], workspace: workspaces.owner[index], dependencies: [])
    let publish = crate.inheritsPublish ? root?.workspace?.publish ?? .anywhere : crate.publish
    package.unpublishable = reason(publish, package, crate)
    return package
  }

  private func reason(
    _ publish: CargoManifest.Publish, _ package: Package, _ crate: CargoManifest.Crate
  ) -> String? {
    switch publish {
    case .nowhere: return "publish = false"
    case .registries(let names) where !names.contains("crates-io"):
      return "publish = [\(names.map { "\"\($0)\"" }.joined(separator: ", "))]"
    case .anywhere, .registries: break
    }
    if package.workspace == nil { return "its workspace does not list it" }
    if package.statedVersion == nil {
      return crate.inheritsVersion ? "its workspace states no version" : "no version"
    }
    if package.version == nil { return "`\(package.statedVersion ?? "")` is no version" }
    return nil
  }

  /// Crates that inherit their version form a group, named as a person would name it.
  private func nameGroups(in repository: inout Repository) {
    var taken: Set<String> = []
    for workspace in workspaces.workspaces {
      let inheriting = workspace.members.filter {
        manifests[$0].package?.inheritsVersion == true
      }
      guard !inheriting.isEmpty, manifests[workspace.root].workspace?.version != nil else {
        continue
      }
      let paths = Set(inheriting.map { manifests[$0].path })
      let members = repository.packages.indices.filter {
        paths.contains(repository.packages[$0].manifest)
      }
      let root = manifests[workspace.root]
      var name = groupName(members.map { repository.packages[$0].name }, root: root)
      if !taken.insert(name).inserted {
        name = root.directory.isEmpty ? "workspace" : root.directory
        taken.insert(name)
      }
      for member in members { repository.packages[member].group = name }
    }
  }

  private func groupName(_ names: [String], root: CargoManifest) -> String {
    if let name = root.package?.name, root.package?.inheritsVersion == true { return name }
    let shortest = names.min { ($0.utf8.count, $0) < ($1.utf8.count, $1) } ?? ""
    let family = names.filter { $0.hasPrefix(shortest + "-") || $0.hasPrefix(shortest + "_") }
    if names.count == 1 || !family.isEmpty { return shortest }
    return root.directory.isEmpty
      ? "workspace" : String(RepositoryPath.name(of: root.directory))
  }

  private func dependencies(of index: Int, _ byDirectory: [String: Int]) -> [Dependency] {
    let root = root(of: index)
    var found: [Dependency] = []
    for wanted in manifests[index].dependencies {
      var source = wanted
      if wanted.isInherited {
        guard let shared = root?.workspace?.dependencies[wanted.alias] else { continue }
        source = shared
      }
      // A patch makes a registry's crate the repository's own; without a path it is the registry's.
      guard let path = source.path ?? root?.patches[source.name], let target = byDirectory[path]
      else { continue }
      found.append(
        Dependency(
          package: target, kind: wanted.kind, alias: wanted.alias,
          requirement: source.requirement, isInherited: wanted.isInherited))
    }
    return found
  }
}
