import Foundation
import ReleaseModel
import Testing

/// The manifests of released trees that stand beside the repository, where they do.
struct RealTree: Sendable, CustomTestStringConvertible {
  let name: String
  let about: About
  let paths: [String]
  private let files: [String: [UInt8]]
  private let known: Set<String>

  struct About: Decodable, Sendable {
    struct Stubs: Decodable, Sendable {
      var submodule_crates: [String: [String]]
    }
    var tag: String
    var crates: Int
    var publishable_crates: Int
    var workspaces: Int
    var crates_in_all_workspaces: Int
    var distributions: Int
    var workflows_started_by_this_tag: [String]
    var earlier_tags: [String]
    var stubs: Stubs
  }

  var testDescription: String { name }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/real-trees")

  /// Every tree, unpacked once; empty where the archives are not there.
  static let all: [RealTree] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".tar.xz") }.sorted().compactMap { try? RealTree($0) }
  }()

  static func named(_ part: String) throws -> RealTree {
    guard let tree = all.first(where: { $0.name.contains(part) }) else {
      throw CocoaError(.fileNoSuchFile)
    }
    return tree
  }

  private init(_ archive: String) throws {
    name = String(archive.dropLast(7))
    let root = FileManager.default.temporaryDirectory.appending(
      path: "relsh-trees-\(ProcessInfo.processInfo.processIdentifier)/\(name)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    let tar = Process()
    tar.executableURL = URL(filePath: "/usr/bin/env")
    tar.arguments = ["tar", "-xJf", Self.folder.appending(path: archive).path, "-C", root.path]
    try tar.run()
    tar.waitUntilExit()
    about = try JSONDecoder().decode(
      About.self, from: Data(contentsOf: root.appending(path: "ABOUT.json")))
    var files: [String: [UInt8]] = [:]
    for (path, crate) in about.stubs.submodule_crates {
      files["\(path)/Cargo.toml"] = Array(
        "[package]\nname = \"\(crate[0])\"\nversion = \"\(crate[1])\"\n".utf8)
    }
    var paths = Array(files.keys)
    let listed = try String(contentsOf: root.appending(path: "PATHS"), encoding: .utf8)
    for line in listed.split(separator: "\n") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields[0] != "120000", fields[0] != "160000" else { continue }
      let path = String(fields[2])
      paths.append(path)
      guard let data = try? Data(contentsOf: root.appending(path: "files/" + path)) else {
        continue
      }
      files[path] = Array(data)
    }
    self.files = files
    self.paths = paths
    known = Set(paths)
  }

  /// The bytes of a file; sources are empty stubs.
  func contents(_ path: String) -> [UInt8]? { files[path] ?? (known.contains(path) ? [] : nil) }

  func repository() throws -> Repository {
    try Repository.read(paths: paths, contents: contents)
  }
}
