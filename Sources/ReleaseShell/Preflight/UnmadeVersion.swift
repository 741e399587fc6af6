import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

extension PublishStep {
  /// What a version is that is served although its commit is not made yet: another's, or perhaps this
  /// very source, published before it was committed.
  ///
  /// Nothing can be packed of such a commit, so the files that the served one has are compared by
  /// themselves, as far as the repository has them in the same place.
  func stateOfUnmade(
    _ release: RegistryRelease, _ index: CrateIndex, of commit: String, in view: RepositoryView
  ) throws(ReleaseError) -> StepState {
    let name = "\(target.package.name)-\(target.spelled).crate"
    let note = StepLine.note(
      "\(index.name) has \(target.object) already: whether it is the same is seen when"
        + " \(target.tag) is made")
    guard
      case .file(let bytes) = try index.download(
        target.package.name, target.spelled, sha256: release.files.first?.sha256,
        by: view.world.http),
      let served = try? Archive.read(bytes, named: name)
    else { return .ready([], shows: [note]) }
    let differing = try differing(served, from: commit, in: view)
    guard !differing.isEmpty else { return .ready([], shows: [note]) }
    let from = served.commit
    let isHere = if let from { try view.world.git.commit(from) != nil } else { false }
    return .blocked(
      .versionTaken(
        target, on: index.name, served.sha256, from: from, isHere: isHere, differing))
  }

  /// The files that a crate has otherwise than a commit; what cargo makes itself does not count.
  private func differing(
    _ served: Archive, from commit: String, in view: RepositoryView
  ) throws(ReleaseError) -> [DifferingFile] {
    let made: Set = ["Cargo.toml", "Cargo.lock", ".cargo_vcs_info.json"]
    var paths: [String] = []
    var sums: [String] = []
    for entry in served.entries where entry.kind == .file {
      let own = entry.path.split(separator: "/").dropFirst().joined(separator: "/")
      guard !made.contains(own) else { continue }
      let path = own == "Cargo.toml.orig" ? "Cargo.toml" : own
      let directory = target.package.directory
      paths.append(directory.isEmpty ? path : "\(directory)/\(path)")
      sums.append(entry.sha256)
    }
    let contents = try view.contents(paths, at: commit)
    return zip(zip(paths, sums), contents).compactMap { file, bytes in
      guard let here = bytes.map(Digest.sha256), here != file.1 else { return nil }
      return DifferingFile(path: file.0, here: here, there: file.1)
    }.sorted { $0.path < $1.path }
  }
}

/// A file of a crate that the repository has otherwise, with both checksums.
struct DifferingFile: Hashable, Sendable {
  /// In the repository.
  let path: String
  let here: String
  let there: String
}

extension ReleaseError {
  /// The version is taken, before its commit is made.
  fileprivate static func versionTaken(
    _ target: ReleaseTarget, on registry: String, _ sum: String, from commit: String?, isHere: Bool,
    _ differing: [DifferingFile]
  ) -> Self {
    let some = differing.prefix(3).map { file in
      "\(file.path): here \(file.here.prefix(16)), there \(file.there.prefix(16))"
    }
    let more = differing.count > 3 ? ["and \(differing.count - 3) more files"] : []
    let origin = commit.map { commit in
      "it was packed from \(commit.prefix(7)), which is \(isHere ? "" : "not ")in this repository"
    }
    var next = target.version
    next = next.isPrerelease ? next : next.afterPatch ?? next
    let fix = next == target.version ? "patch" : "\(next)"
    return Self(
      .otherContent, "\(registry) has another \(target.object) than would be released here",
      why: [
        "here   nothing is packed before its commit is made: what differs is told by file",
        "there  \(sum)",
      ] + some + more + (origin.map { [$0] } ?? []) + [
        "a published version is never replaced; release the next one"
      ],
      fix: [ShellLine("release \(target.selector) \(fix)")])
  }
}

extension Version {
  /// The version with the next third number.
  fileprivate var afterPatch: Version? { try? Version("\(major).\(minor).\(patch + 1)") }
}
