import Diagnostics
import ManifestEditing

/// From Python's manifests to distributions.
///
/// - SeeAlso: the pyproject.toml specification; setuptools, "Configuring setuptools using
///   pyproject.toml files"; maturin, "Metadata".
struct DistributionReading {
  private let files: ManifestPaths
  private var found: [PythonProject] = []

  init(
    _ files: ManifestPaths, contents: (String) -> [UInt8]?, into repository: inout Repository
  ) throws(ReleaseError) {
    self.files = files
    let crates = Dictionary(
      repository.packages.indices.map { (repository.packages[$0].directory, $0) },
      uniquingKeysWith: { one, _ in one })
    for directory in files.python {
      do throws(ReleaseError) {
        if let project = try PythonProject(directory, files, contents, crates: crates) {
          found.append(project)
        }
      } catch {
        // Projects of tests and templates are often broken on purpose; the root's is not.
        if directory.isEmpty { throw error }
        repository.notes.append(
          RepositoryNote(
            file: error.at?.file ?? RepositoryPath.join(directory, "pyproject.toml"),
            text: "left out: \(error.what)"))
      }
    }
  }

  func addPackages(to repository: inout Repository) {
    var byName: [String: Int] = [:]
    for project in found {
      var package = project.package(crates: repository.packages)
      if package.name.isEmpty, let crate = project.crate {
        package.name = repository.packages[crate].name
      }
      let number = repository.packages.count
      if byName[PythonRequirement.normalized(package.name)] == nil {
        byName[PythonRequirement.normalized(package.name)] = number
      }
      if let crate = package.versionFrom {
        // The two can never have different versions, which is what a group is.
        let group = repository.packages[crate].group ?? repository.packages[crate].name
        repository.packages[crate].group = group
        package.group = group
      }
      repository.packages.append(package)
    }
    let first = repository.packages.count - found.count
    for (offset, project) in found.enumerated() {
      repository.packages[first + offset].dependencies = project.requirements.compactMap {
        byName[PythonRequirement.normalized($0.name)].map { [wanted = $0] in
          Dependency(
            package: $0, kind: wanted.kind, alias: wanted.name, requirement: wanted.statement,
            isInherited: false)
        }
      }
    }
  }
}
