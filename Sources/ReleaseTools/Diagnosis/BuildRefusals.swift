import Diagnostics

extension Refusal {
  private static let builders = ReleaseTool.builders
  private static let again = "install it, then type the line again"

  /// What compilers, linkers and installers say where something does not build.
  static let builds = [
    Refusal(
      "build-python-header", .missingHeader, of: builders,
      says: ["fatal error: Python.h: No such file", "'Python.h' file not found"],
      what: "Python's development files are not installed: there is no Python.h",
      why: ["of Debian's own Python they are python3-dev; pyenv's and uv's Pythons have them"],
      fix: ["!apt-get install --yes python3-dev"], telling: .cause),
    Refusal(
      "build-header", .missingHeader, of: builders,
      says: [
        "fatal error: {header}: No such file or directory",
        "fatal error: '{header}' file not found",
      ],
      what: "the C header {header} is not installed",
      why: [
        "it belongs to the development files of a library (on Debian `apt-file search {header}`"
          + " names the package): \(again)"
      ], telling: .cause),
    Refusal(
      "build-no-compiler", .noCompiler, of: builders,
      says: ["gcc", "cc", "clang", "x86_64-linux-gnu-gcc", "aarch64-linux-gnu-gcc"].flatMap {
        [
          "error: [Errno 2] No such file or directory: '\($0)'",
          "error: command '\($0)' failed: No such file", "unable to execute '\($0)'",
        ]
      } + ["Microsoft Visual C++ 14.0 or greater is required"],
      what: "no C compiler is installed, and the code needs one",
      why: ["it is looked for along PATH; CC names another one"],
      fix: ["!apt-get install --yes build-essential"], telling: .cause),
    Refusal(
      "build-no-linker", .noLinker, of: builders, says: ["error: linker `cc` not found"],
      what: "no linker is installed: rustc links by a C compiler, cc",
      why: ["it is looked for along PATH"], fix: ["!apt-get install --yes build-essential"],
      tellsWords: false),
    Refusal(
      "build-named-linker", .noLinker, of: builders, says: ["error: linker `{linker}` not found"],
      what: "the linker {linker} is not installed",
      why: [
        "`linker` in .cargo/config.toml or a variable CARGO_TARGET_..._LINKER names it: install it,"
          + " or take that out"
      ], tellsWords: false),
    Refusal(
      "build-no-target", .missingTarget, of: builders,
      says: ["the `{target}` target may not be installed"],
      what: "rustc has no standard library for {target}",
      why: ["a crate is built for another platform with that platform's own"],
      fix: ["!rustup target add {target}"], tellsWords: false),
    Refusal(
      "build-extension", .buildFailed, of: [.cargoTest, .cargoBuild],
      says: ["undefined symbol: Py", "undefined reference to `Py", "undefined symbol: _Py"],
      what: "{package} leaves Python's functions to the interpreter: cargo cannot link it",
      why: [
        "pyo3's feature extension-module is for the wheel alone: take it out of the crate's"
          + " defaults, and name it in [tool.maturin] features"
      ], tellsWords: false),
    Refusal(
      "build-library", .missingLibrary, of: builders,
      says: [
        "unable to find library -l{library}", "cannot find -l{library}",
        "library not found for -l{library}",
      ],
      what: "the library {library} is not installed",
      why: [
        "the linker finds it in a library's development files (on Debian often lib{library}-dev):"
          + " \(again)"
      ], tellsWords: false),
    Refusal(
      "build-platform", .buildFailed, of: builders,
      says: ["note: found an item that was configured out {place...} the item is gated here"],
      what: "the code uses something that is not there on this platform",
      why: [
        "code for one platform stands behind #[cfg(windows)], #[cfg(unix)] or the like; mend it,"
          + " then type the line again"
      ], telling: .cause),
    Refusal(
      "build-compile", .buildFailed, of: [.cargoTest, .cargoBuild],
      says: ["error: could not compile `{package}`"], what: "{package} does not compile",
      why: ["mend what the compiler names, then type the line again"], telling: .cause),
    Refusal(
      "install-excluded", .pythonExcluded, of: [.pipInstall, .uvInstall],
      says: [
        "Package '{package}' requires a different Python: {version} not in '{bound...}'",
        "the current Python version ({version}) does not satisfy Python{bound...} and"
          + " {package}=={own} depends on Python",
      ],
      what: "{package} cannot be installed by Python {python}: requires-python excludes it",
      why: [
        "it says {bound}: widen it, or take that Python out of [matrix] in relsh.toml"
      ], tellsWords: false),
    Refusal(
      "install-absent", .dependencyAbsent, of: [.pipInstall, .uvInstall],
      says: [
        "No matching distribution found for {dependency}", "Because {dependency} was not found in",
        "Because there are no versions of {dependency} and",
        "Because there is no version of {dependency} and",
      ],
      what: "{dependency} cannot be had for Python {python}",
      why: [
        "{package} needs it in the fresh environment of the test",
        "packages come from where pip's and uv's variables say (PIP_INDEX_URL, PIP_FIND_LINKS,"
          + " UV_DEFAULT_INDEX, UV_FIND_LINKS), else from PyPI",
      ]),
  ]

  private static let needs =
    "what tests need stands in the extra or the dependency group `test` in pyproject.toml"
  private static let commit =
    "mend the code or the test and commit it: what is tested is a commit's wheel"

  /// What test tools say.
  static let tests = [
    Refusal(
      "test-cargo", .testFailed, of: [.cargoTest, .testCommand],
      says: [
        "test {test} ... FAILED", "test {test} - should panic ... FAILED",
        "error: test failed, to rerun pass `{test...}`",
      ],
      what: "a test of {package} fails: {test}",
      why: ["mend the code or the test, then type the line again"], telling: .tests),
    Refusal(
      "test-doc", .testFailed, of: [.cargoTest, .testCommand],
      says: ["error: doctest failed, to rerun pass"],
      what: "an example in the documentation of {package} fails",
      why: ["mend the code or the example, then type the line again"], telling: .tests),
    Refusal(
      "import-module", .testFailed, of: [.importTest],
      says: ["ModuleNotFoundError: No module named '{module}'"],
      what: "{package} needs the module {module}, and nothing installs it",
      why: [
        "the wheel was installed alone in a fresh virtual environment: [project] dependencies in"
          + " pyproject.toml name what comes with it, or the wheel lacks a file of its own"
      ], tellsWords: false),
    Refusal(
      "pytest-module", .testFailed, of: [.pytest, .testCommand],
      says: ["E ModuleNotFoundError: No module named '{module}'"],
      what: "a test of {package} imports {module}, which is not installed", why: [needs],
      telling: .tests),
    Refusal(
      "pytest-plugin", .testFailed, of: [.pytest, .testCommand],
      says: ["pytest: error: unrecognized arguments: {arguments...} inifile:"],
      what: "pytest does not know {arguments}", why: ["a plugin of it is not installed; \(needs)"],
      tellsWords: false),
    Refusal(
      "pytest-fails", .testFailed, of: [.pytest, .testCommand],
      says: ["FAILED {test} - ", "FAILED {test}.py::{name...} - "],
      what: "a test of {package} fails: {test}", why: [commit], telling: .tests),
    Refusal(
      "pytest-error", .testFailed, of: [.pytest, .testCommand],
      says: ["ERROR {test}.py::{name} - ", "ERROR at setup of {name}"],
      what: "a test of {package} cannot be set up: {name}", why: [commit], telling: .tests),
  ]
}
