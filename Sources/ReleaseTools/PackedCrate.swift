import Diagnostics
package import ReleaseWorld

/// The `.crate` that cargo makes of a package at a commit: its bytes are a function of the commit, the lock
/// file and cargo, so that an equal checksum in an index proves what was published.
package struct PackedCrate: Hashable, Sendable {
  package let bytes: [UInt8]
  package var sha256: String { Digest.sha256(bytes) }
}

extension World {
  /// Where cargo builds: `CARGO_TARGET_DIR`, else `target` of the work tree, also for what is built in a
  /// temporary work tree, so that nothing is built twice.
  package var cargoTarget: String {
    environment["CARGO_TARGET_DIR"].flatMap { $0.isEmpty ? nil : FilePath.join(root, $0) }
      ?? FilePath.join(root, "target")
  }

  /// Where cargo builds what is in a temporary work tree of a commit: a folder of its own, since its objects
  /// are younger than files that were changed here before, and cargo would take them for theirs.
  var cargoTargetOfCommits: String { FilePath.join(cargoTarget, "relsh") }

  /// Where what was built of a commit is kept.
  package func artifacts(of commit: String) -> String {
    "\(git.commonDirectory)/relsh/artifacts/\(commit)"
  }

  /// The `.crate` of a package at a commit; packed by cargo where none is kept.
  ///
  /// `selection` is what names the package and its registry to cargo: `-p NAME --registry REGISTRY`.
  ///
  /// - Throws: What cargo's refusal means, `.interrupted`.
  package func packedCrate(
    _ name: String, _ version: String, at commit: String, selection: [String]
  ) throws(Failure) -> PackedCrate {
    let place = "\(artifacts(of: commit))/\(name)-\(version).crate"
    if let kept = try files.read(place) { return PackedCrate(bytes: kept) }
    let target = cargoTarget
    let arguments = ["package", "--no-verify", "--quiet"] + selection
    // It only packs: no token is its business.
    let variables = TokenVariables.removed(from: environment)
      .merging(["CARGO_TARGET_DIR": target]) { $1 }
    let end = try temporaryTree.with(commit) { (tree) throws(Failure) -> ChildEnd in
      try processes.run(
        Child("cargo", arguments, directory: tree, environment: variables))
    }
    guard end.status == 0,
      let bytes = try files.read("\(target)/package/\(name)-\(version).crate")
    else { throw .child("cargo", arguments, end) }
    try files.store(place, bytes)
    return PackedCrate(bytes: bytes)
  }
}
