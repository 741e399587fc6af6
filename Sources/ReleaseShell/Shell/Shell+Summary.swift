import CommandLanguage
import ReleaseWorld
import Diagnostics
import ReleaseModel

extension Shell {
  /// What the repository is called: its folder.
  var repositoryName: String {
    String(world.root.split(separator: "/").last ?? "/")
  }

  /// The shell's first line: what is here, and what was released last.
  func summary() throws(ReleaseError) -> String {
    let repository = try view.repository()
    let crates = repository.packages.filter { $0.kind == .crate }.count
    let distributions = repository.packages.count - crates
    var parts: [String] = []
    if crates > 0 { parts.append("\(crates) \(crates == 1 ? "crate" : "crates")") }
    if distributions > 0 {
      parts.append("\(distributions) \(distributions == 1 ? "distribution" : "distributions")")
    }
    guard !parts.isEmpty else { return "\(repositoryName): no crate and no distribution" }
    let releases = try lastReleases()
    let last =
      releases.isEmpty
      ? "nothing released yet" : "last releases \(releases.joined(separator: ", "))"
    return "\(repositoryName): \(parts.joined(separator: ", ")); \(last)"
  }

  /// The last tag of crates and of distributions: of each the highest version, of equal ones the first in
  /// publish order.
  private func lastReleases() throws(ReleaseError) -> [String] {
    let repository = try view.repository()
    let order = repository.publishOrder(of: try view.released()).packages
    var found: [String] = []
    for kind in PackageKind.allCases {
      var best: (tag: String, version: Version)?
      for index in order where repository.packages[index].kind == kind {
        guard let tag = try view.lastTag(of: index),
          let version = try view.conventions().read(tag.name)?.version
        else { continue }
        if let known = best, !(known.version < version) { continue }
        best = (tag.name, version)
      }
      if let best { found.append(best.tag) }
    }
    return found
  }

  /// The branch that goes along with the tags of a line, and may be confirmed beside them.
  func branchesMoved(by line: ParsedLine) -> [String] {
    guard ["push", "go", "release"].contains(line.signature.name), let head = try? view.head()
    else { return [] }
    return [head.branch, head.upstream?.branch].compactMap(\.self)
  }

  /// A path as a person typed it, made absolute by the folder that they are in.
  func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    if path == "~" || path.hasPrefix("~/") {
      return (world.environment.home ?? "") + path.dropFirst()
    }
    var parts = directory.split(separator: "/")
    for part in path.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// A path as git names it: relative to the work tree.
  func inWorkTree(_ path: String) -> String {
    let absolute = absolute(path)
    return absolute.hasPrefix(world.root + "/")
      ? String(absolute.dropFirst(world.root.utf8.count + 1)) : path
  }
}
