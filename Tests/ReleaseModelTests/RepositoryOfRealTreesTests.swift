import ReleaseModel
import Testing

@Suite struct `The repository model of released trees` {
  @Test(arguments: RealTree.all)
  func `counts what cargo metadata counts`(_ tree: RealTree) throws {
    let repository = try tree.repository()
    let declaredRoot = repository.workspaces.first { $0.directory.isEmpty }
    let all = repository.workspaces.flatMap(\.members)
    let counted = declaredRoot?.members ?? all
    let crates = counted.map { repository.packages[$0] }
    #expect(crates.count == tree.about.crates)
    #expect(crates.count(where: \.isPublishable) == tree.about.publishable_crates)
    #expect(all.count == tree.about.crates_in_all_workspaces)
    #expect(repository.workspaces.count == tree.about.workspaces)
    // The table counts what `[project]` names, a template with an impossible name included.
    let named = repository.packages.filter { package in
      guard package.kind == .distribution, package.manifest.hasSuffix("pyproject.toml"),
        let text = tree.contents(package.manifest).map({ String(decoding: $0, as: UTF8.self) })
      else { return false }
      return text.contains("[project]")
    }
    let templates = repository.notes.count { $0.text.contains("no name of a distribution") }
    #expect(named.count + templates == tree.about.distributions)
  }
}
