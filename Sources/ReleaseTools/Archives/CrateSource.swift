import Diagnostics
package import ReleaseModel
package import ReleaseWorld

extension Archive {
  /// The files of a crate that are not as a commit has them, by their paths without the folder in which all
  /// of it lies; empty where the crate is of that commit.
  ///
  /// Cargo writes `Cargo.toml`, `Cargo.lock` and `.cargo_vcs_info.json` itself, so the manifest is compared
  /// as `Cargo.toml.orig`. A readme or a licence may be a copy from a folder above, and a link of the
  /// repository stands as the file that it leads to.
  ///
  /// `directory` is the package's folder in the repository, empty for its own.
  ///
  /// - SeeAlso: The Cargo Book, `cargo package`.
  package func filesUnlike(
    _ commit: String, under directory: String, in git: Git
  ) throws(Failure) -> [String] {
    var left: [(path: String, sha256: String)] = []
    for entry in entries where entry.kind == .file {
      let parts = entry.path.split(separator: "/").dropFirst()
      switch parts.joined(separator: "/") {
      case "", "Cargo.toml", "Cargo.lock", ".cargo_vcs_info.json": continue
      case "Cargo.toml.orig": left.append(("Cargo.toml", entry.sha256))
      case let path: left.append((path, entry.sha256))
      }
    }
    // Cargo packs no crate without it: what has none proves nothing.
    guard left.contains(where: { $0.path == "Cargo.toml" }) else { return ["Cargo.toml"] }
    let places = left.map { directory.isEmpty ? $0.path : "\(directory)/\($0.path)" }
    let blobs = try git.contents(places, commit)
    var unlike: [(path: String, place: String, blob: [UInt8]?, sha256: String)] = []
    for (index, file) in left.enumerated() {
      if let blob = blobs[index], Digest.sha256(blob) == file.sha256 { continue }
      unlike.append((file.path, places[index], blobs[index], file.sha256))
    }
    guard !unlike.isEmpty else { return [] }
    let others = unlike.map { Self.otherPlaces($0.path, at: $0.place, $0.blob, under: directory) }
    let all = Array(Set(others.flatMap(\.self))).sorted()
    let sums = Dictionary(
      zip(all, try git.contents(all, commit).map { $0.map(Digest.sha256) }),
      uniquingKeysWith: { first, _ in first })
    return zip(unlike, others).filter { file, places in
      !places.contains { sums[$0] == .some(file.sha256) }
    }.map(\.0.path)
  }

  /// Where else a file of a crate may come from.
  private static func otherPlaces(
    _ path: String, at place: String, _ blob: [UInt8]?, under directory: String
  ) -> [String] {
    if let blob {
      // A link's blob is where it leads.
      guard blob.count < 1024, !blob.contains(0x0A), !blob.isEmpty else { return [] }
      let target = String(decoding: blob, as: UTF8.self)
      return resolved(target, from: place).map { [$0] } ?? []
    }
    guard !path.contains("/") else { return [] }
    var above = directory.split(separator: "/").dropLast()
    var places: [String] = []
    while true {
      places.append((above.map(String.init) + [path]).joined(separator: "/"))
      guard above.popLast() != nil else { return places }
    }
  }

  /// A link's destination in the repository; `nil` where it leads out of it.
  private static func resolved(_ target: String, from place: String) -> String? {
    guard !target.hasPrefix("/") else { return nil }
    var parts = place.split(separator: "/").dropLast().map(String.init)
    for part in target.split(separator: "/") {
      switch part {
      case ".": continue
      case "..":
        guard parts.popLast() != nil else { return nil }
      default: parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }
}
