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
    let distributions = repository.packages.filter { $0.kind == .distribution }
    print(
      tree.name, repository.notes.map { $0.file + " " + $0.text },
      distributions.map {
        "\($0.manifest) \($0.name) \($0.statedVersion ?? "-") \($0.unpublishable ?? "")"
      })
  }
}
