package import Diagnostics
import ReleaseModel
package import ReleaseWorld

/// A wheel or an sdist on this machine.
package struct DistributionFile: Hashable, Sendable {
  /// Without folders.
  package var name: String
  /// Relative to the work tree.
  package var path: String
  /// In lower-case hexadecimal.
  package var sha256: String

  package init(_ name: String, path: String, sha256: String) {
    self.name = name
    self.path = path
    self.sha256 = sha256
  }
}

extension DistributionFile {
  /// The files of one version of a distribution, by name: those in `dist/` beside its manifest, then
  /// of the work tree; of two of one name the first counts.
  ///
  /// The version is spelled as Python does, `directory` is the manifest's. Files of other
  /// distributions, and what is no wheel or sdist, are passed over.
  ///
  /// - Throws: `.noDistribution` where there is none, `.distOfOtherVersion` where one is of another
  ///   version, `.fileUnreadable`.
  package static func find(
    of distribution: String, _ version: String, beside directory: String = "", in world: World
  ) throws(ReleaseError) -> [DistributionFile] {
    let project = PythonRequirement.normalized(distribution)
    let folders = directory.isEmpty ? ["dist"] : ["\(directory)/dist", "dist"]
    var found: [DistributionFile] = []
    var others: [(path: String, version: String)] = []
    for folder in folders {
      for name in world.files.list(folder) {
        let path = "\(folder)/\(name)"
        guard let parts = FileName(name), parts.project == project,
          world.files.kind(path) == .file
        else { continue }
        guard parts.version == version else {
          others.append((path, parts.version))
          continue
        }
        guard !found.contains(where: { $0.name == name }), let bytes = try world.files.read(path)
        else { continue }
        found.append(DistributionFile(name, path: path, sha256: Digest.sha256(bytes)))
      }
    }
    guard others.isEmpty else { throw .dist(others, version, isEmpty: found.isEmpty, world) }
    guard !found.isEmpty else {
      let places = folders.map { $0 + "/" }.joined(separator: " or ")
      throw ReleaseError(
        .noDistribution, "no wheel or sdist of \(distribution) \(version) lies in \(places)",
        why: ["`publish` uploads what lies there; build it from the tag's commit"],
        fix: [.build(in: world)])
    }
    return found.sorted { $0.name < $1.name }
  }

  /// What the name of a wheel or an sdist says.
  private struct FileName {
    let project: String
    let version: String

    /// `nil` for what is neither.
    init?(_ name: String) {
      if let ending = [".tar.gz", ".zip"].first(where: name.hasSuffix) {
        let stem = name.dropLast(ending.utf8.count)
        guard let dash = stem.lastIndex(of: "-") else { return nil }
        project = PythonRequirement.normalized(String(stem[..<dash]))
        version = String(stem[stem.index(after: dash)...])
      } else {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard name.hasSuffix(".whl"), (5...6).contains(parts.count) else { return nil }
        project = PythonRequirement.normalized(String(parts[0]))
        version = String(parts[1])
      }
      guard !project.isEmpty, version.utf8.first?.isDigit ?? false else { return nil }
    }
  }
}

extension ReleaseError {
  /// Files of other versions lie where those that are to be uploaded are looked for.
  fileprivate static func dist(
    _ others: [(path: String, version: String)], _ version: String, isEmpty: Bool, _ world: World
  ) -> Self {
    let more = others.count == 1 ? "" : ", and \(others.count - 1) more of other versions"
    let paths = others.map(\.path.shellQuoted).joined(separator: " ")
    return Self(
      .distOfOtherVersion,
      "\(others[0].path) is of version \(others[0].version), not \(version)\(more)",
      why: ["what lies in dist/ must all be of the version that is released"],
      fix: [ShellLine("!rm \(paths)")] + (isEmpty ? [.build(in: world)] : []))
  }
}

extension ShellLine {
  /// Builds the wheel and the sdist.
  fileprivate static func build(in world: World) -> Self {
    let hasUV = ProgramPath.find("uv", in: world.environment) != nil
    return hasUV ? "!uv build" : "!python3 -m build"
  }
}
