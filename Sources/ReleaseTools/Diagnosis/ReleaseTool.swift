/// A program of a release whose words are understood, by the command that is run.
package enum ReleaseTool: String, CaseIterable, Hashable, Sendable {
  case cargoPublish = "cargo publish"
  case cargoPackage = "cargo package"
  case cargoYank = "cargo yank"
  case cargoTest = "cargo test"
  case cargoBuild = "cargo build"
  case cargoUpdate = "cargo update"
  case twineUpload = "twine upload"
  case twineCheck = "twine check"
  case uvPublish = "uv publish"
  case maturin = "maturin build"
  case pythonBuild = "python -m build"
  case uvBuild = "uv build"
  case pytest = "pytest"
  case importTest = "the import"
  case pipInstall = "pip install"
  case uvInstall = "uv pip install"
  /// What relsh.toml's `[test] command` names.
  case testCommand = "the test command"

  /// Those that speak with a crate registry, and read the manifests of crates.
  static let cargo: Set<Self> = [
    .cargoPublish, .cargoPackage, .cargoYank, .cargoTest, .cargoBuild,
    .cargoUpdate,
  ]
  /// Those that compile, for what compilers and linkers say.
  static let builders: Set<Self> = [
    .cargoTest, .cargoBuild, .maturin, .pythonBuild, .uvBuild, .pipInstall, .uvInstall,
    .testCommand,
  ]
  /// Those that speak with a package index.
  static let uploaders: Set<Self> = [.twineUpload, .uvPublish]
  /// Those that look at the files of a distribution.
  static let readers: Set<Self> = uploaders.union([.twineCheck])
  static let all = Set(allCases)

  /// The tool that a program and its first argument are; `nil` where it is none of these.
  init?(_ program: String, _ arguments: [String]) {
    guard let command = arguments.first else { return nil }
    self.init(rawValue: "\(program.split(separator: "/").last ?? "") \(command)")
  }

  /// The public beginnings of the tokens that it hands on; empty where it needs none.
  var tokenPrefixes: [String] {
    if Self.cargo.contains(self) { return ["cio", "cio_tp_"] }
    return Self.uploaders.contains(self) ? ["pypi-"] : []
  }
}
