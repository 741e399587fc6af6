import Diagnostics
import Foundation
import ReleaseModel
import Testing

@Suite struct `Workflow files` {
  /// How many workflows of each tree some tag can start, as the trees' own table states it.
  private static let onTags: [String: Int] = {
    let readme = RealTree.folder.appending(path: "README.md")
    guard let table = try? String(contentsOf: readme, encoding: .utf8) else { return [:] }
    var counts: [String: Int] = [:]
    for row in table.split(separator: "\n") {
      let cells = row.split(separator: "|").map { $0.filter { $0 != " " } }
      guard cells.count > 6, cells[0].contains("@") else { continue }
      let name = String(cells[0].map { $0 == "/" ? "+" : $0 })
      counts[name] = Int(cells[5].prefix { $0 != "/" })
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
  }

  @Test(
    .enabled(if: !RealTree.all.isEmpty),
    arguments: [
      (
        "maturin@v1.14.1", "release.yml",
        "packageIndex:266 gitHubRelease:299 crateRegistry:324 crateRegistry:328"
      ),
      ("pydantic-core@v0.5.1", "ci.yml", "packageIndex:386 gitHubRelease:398"),
      ("orjson@3.11.8", "artifact.yaml", "packageIndex:756"),
      ("orjson@3.7.12", "musllinux.yaml", "packageIndex:83"),
      ("sourmash@r0.16.0", "rust_publish.yml", "crateRegistry:67"),
      ("opendal@v0.44.2", "publish.yml", "crateRegistry:58"),
      ("crossbeam-epoch-0.9.20", "release.yml", ""),
    ])
  func `say which of their steps publish`(_ tree: String, _ file: String, _ steps: String) throws {
    let tree = try RealTree.named(tree)
    let workflows = Workflows(paths: tree.paths, contents: tree.contents)
    let workflow = try #require(workflows.all.first { $0.path.hasSuffix("/\(file)") })
    let found = workflows.publishing(of: workflow).map { "\($0.destination.rawValue):\($0.line)" }
    #expect(found.joined(separator: " ") == steps)
  }

  private func workflow(_ on: String) throws -> Workflow {
    try Workflow(Array("name: a\n\(on)\n".utf8), path: ".github/workflows/a.yml")
  }

  @Test(arguments: [
    ("on: push", true, true), ("on: [push]", true, true), ("on: {push: }", true, true),
    ("on:\n  - pull_request", false, false), ("on:\n  push:\n    branches: [main]", false, true),
    ("on:\n  push:\n    paths: ['**.rs']", true, true),
    ("on:\n  push:\n    tags: 'v*'", true, false),
    ("on:\n  push:\n    tags-ignore: [v1*]", false, false),
    ("on:\n  push:\n    branches-ignore: [main]", false, false),
    ("on:\n  push:\n    branches: [main]\n    tags: ['v*', '!v1*']", false, true),
    ("on:\n  push:\n    tags: ['!v1*']", false, false),
    ("on:\n  push:\n    tags: ['v*', '!v1*', 'v1.2.*']", true, false),
    ("on: create", true, false), ("on:\n  release:\n    types: [published]", false, false),
    ("\"on\":\n  push:\n    tags: [v1.2.3]", true, false), ("jobs: {}", false, false),
    ("on: workflow_dispatch", false, false), ("on:\n  push: null\n  create:", true, true),
    ("on:\n  push:\n    branches: []\n    tags: [v*]", true, false),
  ])
  func `start on pushed tags and branches as GitHub says`(
    _ on: String, _ onTag: Bool, _ onBranch: Bool
  ) throws {
    let workflow = try workflow(on)
    #expect(workflow.isStarted(byTag: "v1.2.3") == onTag)
    #expect(workflow.isStarted(byBranch: "main") == onBranch)
  }

  @Test(arguments: [
    ("v*", "v1.0.0 v", "xv1 v1/2"), ("*", "v1", "a/b"), ("**", "v1 a/b/c", ""),
    ("v[12].[0-9]+.[0-9]+", "v1.10.1 v2.0.0", "v3.0.0 v1.x.0 v1..1"),
    ("feature/*", "feature/a", "feature/a/b feature"), ("feature/**", "feature/a/b", "features"),
    ("**/docs/**", "docs/a dir/docs/a/b", "doc/a"), ("*.jsx?", "page.js page.jsx", "page.jsxx"),
    ("llmcc*-v*", "llmcc-v1 llmcc-core-v0.2.0", "v0.1.0 xllmcc-v1"), ("v1.0", "v1.0", "v1x0 v1.00"),
    ("v?1", "v1 1", "vv1"), ("[a-c]+", "abcabc", "abd"), ("\\*a", "*a", "xa"), ("a[", "a[", "ab"),
    ("*-v[0-9]*", "a-v1.0 b-c-v2", "a-vx"), ("**-rc.[0-9]+", "a/b-rc.12", "a-rc.x"),
  ])
  func `match names by GitHub's patterns`(_ pattern: String, _ good: String, _ bad: String) throws {
    let workflow = try workflow("on: {push: {tags: ['\(pattern)']}}")
    for tag in good.split(separator: " ") {
      #expect(workflow.isStarted(byTag: String(tag)), "\(pattern) \(tag)")
    }
    for tag in bad.split(separator: " ") {
      #expect(!workflow.isStarted(byTag: String(tag)), "\(pattern) \(tag)")
    }
  }

  private static let bomb =
    "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    + zip("bcdefghi", "abcdefgh").map {
      "\($0): &\($0) [\(Array(repeating: "*\($1)", count: 10).joined(separator: ", "))]\n"
    }
    .joined()

  @Test(arguments: [
    ("a: [b", 2, "expected"), ("on: push\non: create\n", 2, "stands twice"),
    ("a: *b\n", 1, "names nothing"),
    (String(repeating: "[", count: 5_000), 1, "nested more than 100"),
    (bomb, 5, "more than 100000 values"),
    ("a:\n\tb: c\n", 2, "token"), ("? [a]\n: b\n", 1, "a key is a text"),
  ])
  func `that GitHub could not read are refused with their place`(
    _ text: String, _ line: Int, _ reason: String
  ) {
    let path = ".github/workflows/a.yml"
    let error = #expect(throws: ReleaseError.self) { try Workflow(Array(text.utf8), path: path) }
    #expect(error?.code == .badWorkflow)
    #expect(error?.at?.line == line)
    #expect(error?.why.first?.contains(reason) == true, "\(error?.why ?? [])")
    let all = Workflows(paths: [path, "README.md"]) { _ in Array(text.utf8) }
    #expect(all.broken.count == 1 && all.all.isEmpty)
  }

  @Test func `publish by the workflows that they call`() throws {
    let files = [
      ".github/workflows/a.yml": """
      on: {push: {tags: [v*]}}
      jobs:
        release:
          uses: ./.github/workflows/b.yml

      """,
      ".github/workflows/b.yml": """
      on: workflow_call
      jobs:
        release:
          steps:
            - run: |
                # cargo publish
                cargo publish --dry-run -p llmcc-core
                echo "cargo publishes"
                cargo  publish -p llmcc-core
            - run: twine upload dist/*

      """,
    ]
    let workflows = Workflows(paths: files.keys.sorted()) { files[$0].map { Array($0.utf8) } }
    let started = workflows.started(byTag: "v1.0.0")
    #expect(started.map(\.name) == [".github/workflows/a.yml"])
    let steps = workflows.publishing(of: started[0])
    #expect(steps.map(\.line) == [9, 10])
    #expect(steps.map(\.package) == ["llmcc-core", nil])
  }
}

@Suite struct `What workflows publish` {
  @Test(arguments: [
    ("cargo publish -p llmcc-rust", ["crate:llmcc-rust"]), ("uv publish", ["py:llmcc"]),
    ("cargo publish --package=\"llmcc\"", ["crate:llmcc"]), ("cargo publish -p \"$CRATE\"", []),
    ("make release", []),
  ])
  func `is known as far as their steps name it`(_ command: String, _ selectors: [String]) throws {
    let text = "on: push\njobs:\n  a:\n    steps:\n      - run: |\n          \(command)\n"
    let workflows = Workflows(paths: [".github/workflows/a.yml"]) { _ in Array(text.utf8) }
    let repository = try Sample.guide.repository()
    #expect(workflows.published(in: repository).map { repository.selector(of: $0) } == selectors)
  }
}
