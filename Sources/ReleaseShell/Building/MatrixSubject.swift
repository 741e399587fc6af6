import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// A distribution whose matrix is built: at which commit, and what its artifacts must be.
struct MatrixSubject {
  let package: Package
  let selector: String
  /// As Python spells it; `nil` where only the build tells it.
  let version: String?
  let commit: String
  /// `v0.2.0`, or `HEAD`.
  let revision: String
  let source: DistributionSource
  let matrix: WheelMatrix
  let expected: ArtifactExpectation

  /// What outcomes name: the version as SemVer has it, as in all of them.
  let object: String

  /// The commit of the target's tag where there is one, else HEAD.
  init(of index: Int, in shell: Shell) throws(ReleaseError) {
    let view = shell.view
    let world = view.world
    let repository = try view.repository()
    selector = repository.selector(of: index)
    var package = repository.packages[index]
    var tagged: (name: String, commit: String, version: Version)?
    if let version = shell.session.target?.versions[selector] {
      let name = try view.conventions().tag(of: index, version)
      if let tag = try view.tag(name) { tagged = (name, tag.commit, version) }
    }
    var version = tagged?.version
    if let tagged {
      (commit, revision) = (tagged.commit, tagged.name)
    } else {
      guard let head = try world.git.commit("HEAD") else {
        throw ReleaseError(
          .noCommit, "there is no commit to build", why: ["what is built is a commit's files"])
      }
      (commit, revision) = (head, "HEAD")
      if let own = try view.headRepository().package(like: package) { package = own }
      version = package.version
    }
    self.package = package
    self.version = try version.map { found throws(ReleaseError) in
      try found.spelling(for: .distribution)
    }
    object = version.map { "\(repository.selector(of: index))@\($0)" } ?? selector
    (source, matrix) = try Self.matrix(of: package, at: commit, in: world)
    expected = try Self.expectation(of: package, self.version, source, in: view)
  }

  /// How a distribution is built at a commit, and the wheels that it has; the work tree's `relsh.toml`
  /// says which.
  static func matrix(
    of package: Package, at commit: String, in world: World
  ) throws(ReleaseError) -> (source: DistributionSource, matrix: WheelMatrix) {
    let source = try source(package.directory, at: commit, in: world)
    let settings = try world.files.read(MatrixSettings.file)
    return (
      source,
      try WheelMatrix(of: source, settings.map(MatrixSettings.init) ?? MatrixSettings())
    )
  }

  private static func source(
    _ directory: String, at commit: String, in world: World
  ) throws(ReleaseError) -> DistributionSource {
    let usual = ["pyproject.toml", "setup.py", "setup.cfg", "Cargo.toml"]
      .map { directory.isEmpty ? $0 : "\(directory)/\($0)" }
    // One question to git where the usual files are all there is.
    let contents = try world.git.contents(usual, commit)
    let known = Dictionary(zip(usual, contents), uniquingKeysWith: { first, _ in first })
    return try DistributionSource(in: directory) { (path: String) throws(ReleaseError) in
      if let found = known[path] { return found }
      return try world.git.contents([path], commit).first ?? nil
    }
  }

  /// What every artifact of a distribution must be, whatever its cell.
  static func expectation(
    of package: Package, _ version: String?, _ source: DistributionSource, in view: RepositoryView
  ) throws(ReleaseError) -> ArtifactExpectation {
    var expected = ArtifactExpectation()
    if !package.name.isEmpty { expected.project = package.name }
    expected.version = version.flatMap(PythonVersion.init)
    expected.requiresPython = source.requiresPython
    expected.compiledModules = source.compiledModules.filter { $0.contains(".") }
    let module = String(package.name.map { $0 == "-" || $0 == "." ? "_" : $0 })
    let folder = package.directory.isEmpty ? "" : "\(package.directory)/"
    let known = Set(try view.manifestPaths())
    let places = ["", "src/", "python/"].map { "\(folder)\($0)\(module)/__init__.py" }
    if places.contains(where: known.contains) {
      // Not the package alone: a folder with nothing but a compiled module can be imported too.
      expected.modules = ["\(module).__init__"]
    }
    let licences = try view.world.git.trackedFiles(
      ["LICENSE*", "LICENCE*", "COPYING*"].map { folder + $0 })
    expected.hasLicence = licences.contains { path in
      path.hasPrefix(folder) && !path.dropFirst(folder.count).contains("/")
    }
    return expected
  }
}
