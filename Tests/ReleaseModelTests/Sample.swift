import Diagnostics
import ReleaseModel

/// A repository whose files are texts in the test.
struct Sample {
  var files: [String: String]

  /// The files with ranges of their text replaced, as a bump asks for.
  func after(_ bump: Bump) -> Sample {
    var files = files
    for file in bump.files { files[file.path] = String(decoding: file.new, as: UTF8.self) }
    return Sample(files: files)
  }

  func contents(_ path: String) -> [UInt8]? { files[path].map { Array($0.utf8) } }

  func repository() throws(ReleaseError) -> Repository {
    try Repository.read(paths: files.keys.sorted(), contents: contents)
  }

  /// The guide's shape: crates that need each other by path and version, and one distribution.
  static let guide = Sample(files: [
    "Cargo.toml": """
    [workspace]
    members = ["crates/*"]

    """,
    "crates/llmcc-core/Cargo.toml": """
    [package]
    name = "llmcc-core"
    version = "0.1.0" # the version

    """,
    "crates/llmcc-rust/Cargo.toml": """
    [package]
    name = "llmcc-rust"
    version = "0.1.0"
    [dependencies]
    llmcc-core = { path = "../llmcc-core", version = "0.1.0" }
    serde = "1"

    """,
    "crates/llmcc/Cargo.toml": """
    [package]
    name = "llmcc"
    version = "0.1.0"
    [dependencies]
    llmcc-rust = { path = "../llmcc-rust", version = "0.1" }
    core = { package = "llmcc-core", path = "../llmcc-core", version = "=0.1.0" }
    [target.'cfg(unix)'.build-dependencies.llmcc-core]
    path = "../llmcc-core"
    version = ">=0.1, <0.3"
    [dev-dependencies]
    llmcc = { path = "." }

    """,
    "Cargo.lock": """
    version = 4

    [[package]]
    name = "llmcc"
    version = "0.1.0"
    dependencies = [
     "llmcc-core",
     "llmcc-rust",
    ]

    [[package]]
    name = "llmcc-core"
    version = "0.1.0"

    [[package]]
    name = "llmcc-rust"
    version = "0.1.0"
    dependencies = [
     "llmcc-core",
    ]

    """,
    "pyproject.toml": """
    [build-system]
    requires = ["setuptools"]
    [project]
    name = "llmcc"
    version = "0.1.0"

    """,
    "setup.py": "from setuptools import setup\nsetup(name='llmcc', version='0.1.0')\n",
    "llmcc/__init__.py": "__version__ = \"0.1.0\"\n",
  ])
}
