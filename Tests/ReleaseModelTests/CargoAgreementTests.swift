import Diagnostics
import Foundation
import ReleaseModel
import Testing

@Suite(.enabled(if: Tool.hasCargo)) struct `cargo and the repository model` {
  private struct Metadata: Decodable {
    struct Crate: Decodable {
      var name: String
      var version: String
      var manifest_path: String
      var publish: [String]?
      var dependencies: [Need]
    }
    struct Need: Decodable {
      var name: String
      var req: String
      var kind: String?
      var rename: String?
      var path: String?
    }
    var packages: [Crate]
  }

  /// The crates and their path dependencies as lines, from cargo.
  private func lines(of metadata: Metadata, below root: String) -> Set<String> {
    func relative(_ path: String) -> String {
      path.hasPrefix(root) ? String(path.dropFirst(root.utf8.count + 1)) : path
    }
    var lines: Set<String> = []
    for crate in metadata.packages {
      let manifest = relative(crate.manifest_path)
      let isPublishable = crate.publish?.contains("crates-io") ?? true
      lines.insert("\(manifest) \(crate.name) \(crate.version) \(isPublishable)")
      for need in crate.dependencies {
        guard let path = need.path else { continue }
        let requirement = need.req.filter { $0 != " " }
        lines.insert(
          "\(manifest) \(need.kind ?? "normal") \(need.rename ?? need.name) \(need.name) "
            + "\(relative(path)) \(requirement)")
      }
    }
    return lines
  }

  /// The same lines from the model.
  private func lines(of repository: Repository, in workspace: Workspace) -> Set<String> {
    var lines: Set<String> = []
    for crate in workspace.members.map({ repository.packages[$0] }) {
      lines.insert(
        "\(crate.manifest) \(crate.name) \(crate.statedVersion ?? "0.0.0") \(crate.isPublishable)")
      for need in crate.dependencies {
        let needed = repository.packages[need.package]
        var requirement = (need.requirement?.text ?? "*").filter { $0 != " " }
        if requirement.utf8.first?.isDigit == true, !requirement.hasSuffix("*") {
          requirement = "^" + requirement
        }
        lines.insert(
          "\(crate.manifest) \(need.kind.rawValue) \(need.alias) \(needed.name) "
            + "\(needed.directory) \(requirement)")
      }
    }
    return lines
  }

  @Test(
    .enabled(if: !RealTree.all.isEmpty),
    arguments: ["polars@rs-0.55.2", "clap_mangen-v0.3.3", "crossbeam-epoch-0.7.1"])
  func `agree on every crate and path dependency of a tree`(_ name: String) throws {
    let tree = try RealTree.named(name)
    let repository = try tree.repository()
    let unpack = RealTree.folder.deletingLastPathComponent().appending(path: "real_tree.py").path
    try Tool.inFolder { folder in
      guard Tool.output(["python3", unpack, tree.name, folder.path]) != nil else { return }
      let text = try #require(
        Tool.output(
          ["cargo", "metadata", "--no-deps", "--offline", "--format-version", "1"], in: folder))
      let metadata = try JSONDecoder().decode(Metadata.self, from: Data(text.utf8))
      let root = try #require(repository.workspaces.first { $0.directory.isEmpty })
      #expect(
        lines(of: repository, in: root)
          == lines(of: metadata, below: folder.resolvingSymlinksInPath().path))
    }
  }

  @Test(arguments: [
    ["llmcc-core": "0.2.0"], ["llmcc-core": "0.2.0-rc.1", "llmcc-rust": "1.0.0"],
    ["llmcc": "0.1.1"], ["llmcc-rust": "0.1.0-alpha.1"],
  ])
  func `agree that a bumped repository is whole, its lock file included`(
    _ versions: [String: String]
  ) throws {
    var sample = Sample.guide
    for (path, text) in sample.files {
      sample.files[path] = text.replacing("serde = \"1\"\n", with: "")
    }
    let repository = try sample.repository()
    var changes: [Int: Version] = [:]
    for (index, package) in repository.packages.enumerated() where package.kind == .crate {
      if let version = versions[package.name] { changes[index] = try Version(version) }
    }
    let bump = try repository.bump(changes, contents: sample.contents)
    try Tool.inFolder { folder in
      for (path, text) in sample.after(bump).files {
        let file = folder.appending(path: path)
        let source = file.deletingLastPathComponent().appending(path: "src")
        try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        try Data().write(to: source.appending(path: "lib.rs"))
      }
      let command = ["cargo", "metadata", "--locked", "--offline", "--format-version", "1"]
      #expect(Tool.output(command, in: folder) != nil)
    }
  }
}
