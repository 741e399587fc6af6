import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// The wheels and the sdist of one version of a distribution that lie in `dist/` on this machine.
struct BuiltFiles: Hashable, Sendable {
  /// By name.
  let files: [DistributionFile]

  /// Looks into `dist/` beside the distribution's manifest, then of the work tree; of two files of a name
  /// the first counts.
  ///
  /// - Throws: `.fileUnreadable`.
  init(of target: ReleaseTarget, in files: Files) throws(ReleaseError) {
    let project = PythonRequirement.normalized(target.package.name)
    let own = target.package.directory
    var found: [DistributionFile] = []
    for folder in own.isEmpty ? ["dist"] : ["\(own)/dist", "dist"] {
      for name in files.list(folder)
      where PackageIndexClient.isFile(name, of: project, target.spelled) {
        guard !found.contains(where: { $0.name == name }), files.kind("\(folder)/\(name)") == .file,
          let bytes = try files.read("\(folder)/\(name)")
        else { continue }
        found.append(
          DistributionFile(name, path: "\(folder)/\(name)", sha256: Digest.sha256(bytes)))
      }
    }
    self.files = found.sorted { $0.name < $1.name }
  }
}
