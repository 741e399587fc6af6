import Diagnostics
import Foundation
import ReleaseModel
import Testing

@Suite struct `Workflow files` {
  /// How many workflows of each tree some tag can start, as the trees' own table states it.
  private static let onTags: [String: Int] = {
    guard
      let table = try? String(
        contentsOf: RealTree.folder.appending(path: "README.md"), encoding: .utf8)
    else { return [:] }
    var counts: [String: Int] = [:]
    for row in table.split(separator: "\n") {
      let cells = row.split(separator: "|").map { $0.filter { $0 != " " } }
      guard cells.count > 6, cells[0].contains("@") else { continue }
      counts[String(cells[0].map { $0 == "/" ? "+" : $0 })] = Int(cells[5].prefix { $0 != "/" })
    }
    return counts
  }()

  @Test(arguments: RealTree.all)
  func `of released trees start on the tags that started them`(_ tree: RealTree) throws {
    let workflows = Workflows(paths: tree.paths, contents: tree.contents)
    #expect(workflows.broken == [])
    let started = workflows.started(byTag: tree.about.tag).map(\.path)
    #expect(started == tree.about.workflows_started_by_this_tag.sorted())
    let key = tree.name.replacing("%2F", with: "+")
    #expect(workflows.all.count(where: \.canStartOnTags) == Self.onTags[key])
    print(
      tree.name,
      workflows.all.filter { !$0.publishing.isEmpty }.map { w in
        "\(w.path) \(w.publishing.map { "\($0.line) \($0.text) \($0.package ?? "")" })"
      })
  }
}
