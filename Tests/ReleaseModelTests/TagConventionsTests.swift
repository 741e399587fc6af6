import Foundation
import ReleaseModel
import Testing

@Suite struct `Tag conventions` {
  @Test(arguments: RealTree.all)
  func dump(_ tree: RealTree) throws {
    let repository = try tree.repository()
    let tags = TagConventions(repository, tags: tree.about.earlier_tags + [tree.about.tag])
    let lines = repository.packages.indices.filter {
      repository.packages[$0].isPublishable && tags.isTagged($0)
    }.map {
      "   \(repository.selector(of: $0)) \(repository.packages[$0].statedVersion ?? "-") \(tags[$0].format) \(tags[$0].evidence) \(repository.packages[$0].group ?? "") last \(tags.tags(of: $0).first?.tag ?? "")"
    }
    print(
      ([
        tree.name
          + " \(lines.count) of \(repository.packages.count) cycles: \(repository.publishOrder(of: repository.released(tags)).cycles.map { $0.map { repository.packages[$0].name } })"
      ] + lines.prefix(12)).joined(separator: "\n"))
  }
}
