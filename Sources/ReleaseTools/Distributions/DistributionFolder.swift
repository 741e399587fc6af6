package import Diagnostics
import ReleaseModel
package import ReleaseWorld

/// What lies in `dist/` of one distribution.
package struct DistributionFolder: Hashable, Sendable {
  /// The files of the version that was asked for, by name.
  package private(set) var files: [DistributionFile] = []
  /// Those of other versions.
  package private(set) var others: [Other] = []
  /// Files in `dist/` that have the name of one that is kept, and other bytes.
  package private(set) var changed: [DistributionFile] = []
  /// Copies in `dist/` of what was built of another commit, or for another matrix.
  package private(set) var stale: [DistributionFile] = []
  private let release: String
  private let version: String
  private let folders: [String]

  /// A file of another version.
  package struct Other: Hashable, Sendable {
    /// Relative to the work tree.
    package let path: String
    package let version: String
  }

  /// Looks into `dist/` beside the distribution's manifest (in `directory`), then of the work tree; of
  /// two files of one name the first counts.
  ///
  /// The version is spelled as Python does. Files of other distributions, and what is no wheel or
  /// sdist, are passed over.
  ///
  /// - Throws: `.fileUnreadable`.
  package init(
    of distribution: String, _ version: String, beside directory: String, in files: Files
  ) throws(ReleaseError) {
    self.version = version
    release = "\(distribution) \(version)"
    folders = directory.isEmpty ? ["dist"] : ["\(directory)/dist", "dist"]
    let project = PythonRequirement.normalized(distribution)
    for folder in folders {
      for name in files.list(folder) {
        let path = "\(folder)/\(name)"
        guard let parts = DistributionFileName(name), parts.project == project,
          files.kind(path) == .file
        else { continue }
        guard parts.version == PythonVersion(version) else {
          others.append(Other(path: path, version: parts.version.text))
          continue
        }
        guard !self.files.contains(where: { $0.name == name }), let bytes = try files.read(path)
        else { continue }
        self.files.append(DistributionFile(name, path: path, sha256: Digest.sha256(bytes)))
      }
    }
    self.files.sort { $0.name < $1.name }
  }

  /// Takes in what was built of the release's commit and is kept: that is what is uploaded, from `dist/`
  /// where a copy lies there.
  ///
  /// `others` are the checksums of what was built of other commits and for other matrices.
  package mutating func add(_ kept: KeptArtifacts, others: Set<String>, root: String) {
    let own = Set(kept.entries.map(\.sha256))
    stale = files.filter { others.contains($0.sha256) && !own.contains($0.sha256) }
    files.removeAll(where: stale.contains)
    for entry in kept.entries {
      let path = kept.path(of: entry)
      let own = DistributionFile(
        entry.file,
        path: path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path,
        sha256: entry.sha256)
      guard let place = files.firstIndex(where: { $0.name == entry.file }) else {
        files.append(own)
        continue
      }
      guard files[place].sha256 != entry.sha256 else { continue }
      changed.append(files[place])
      files[place] = own
    }
    files.sort { $0.name < $1.name }
  }

  /// The files, where there are some and no other version's lie beside them.
  ///
  /// `selector` names the distribution in the line that lays anew what is kept.
  ///
  /// - Throws: `.noDistribution`, `.distOfOtherVersion`, `.distChanged`.
  package func toUpload(
    of selector: String = "python"
  ) throws(ReleaseError) -> [DistributionFile] {
    if let file = stale.first {
      let more = stale.count == 1 ? "" : ", and \(stale.count - 1) more"
      throw ReleaseError(
        .distChanged,
        "\(file.path) is of another commit than the tag's, or of another matrix\(more)",
        why: ["`build matrix` takes such copies out of dist/, and builds what is missing"],
        fix: [Self.buildLine(selector)])
    }
    if let file = changed.first {
      let more = changed.count == 1 ? "" : ", and \(changed.count - 1) more are not"
      throw ReleaseError(
        .distChanged, "\(file.path) is not the file that was built of the tag's commit\(more)",
        why: [
          "it has sha256 \(file.sha256)",
          "what was built, proven and kept has \(kept(file.name) ?? "another")",
          "`build matrix` lays what is kept into dist/ once more",
        ], fix: [Self.buildLine(selector)])
    }
    if let other = others.first {
      let more = others.count == 1 ? "" : ", and \(others.count - 1) more of other versions"
      let paths = others.map(\.path.shellQuoted).joined(separator: " ")
      throw ReleaseError(
        .distOfOtherVersion, "\(other.path) is of version \(other.version), not \(version)\(more)",
        why: ["what lies in dist/ must all be of the version that is released"],
        fix: [ShellLine("!rm \(paths)")] + (files.isEmpty ? [Self.buildLine(selector)] : []))
    }
    guard !files.isEmpty else {
      let places = folders.map { $0 + "/" }.joined(separator: " or ")
      throw ReleaseError(
        .noDistribution, "no wheel or sdist of \(release) lies in \(places)",
        why: ["`publish` uploads what lies there, built from the tag's commit"],
        fix: [Self.buildLine(selector)])
    }
    return files
  }

  private func kept(_ name: String) -> String? { files.first { $0.name == name }?.sha256 }

  /// Builds the wheels and the sdist of the tag's commit, proves them and lays them into `dist/`.
  static func buildLine(_ selector: String = "python") -> ShellLine {
    ShellLine("build matrix -p \(selector)")
  }
}
