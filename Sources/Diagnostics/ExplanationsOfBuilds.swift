extension ErrorCode {
  /// What `explain CODE` prints for what builds and tests on this machine run into.
  var buildExplanation: String {
    switch self {
    case .testFailed:
      """
      A test says that the package is not as it should be; nothing has left the
      machine. A crate is tested by cargo in the work tree, a distribution by pytest
      against the wheel of a commit: mend the code or the test, for a wheel commit
      it, then type the line again. `[test] command` in relsh.toml names another.
          test
      """
    case .noPython:
      """
      A wheel is tested in a Python that it is for, and none of those is on this
      machine. uv and pyenv install further ones side by side; relsh finds those
      along PATH, pyenv's and uv's. `[matrix] test` in relsh.toml names others.
          !uv python install 3.12
          test subset
      """
    case .pythonExcluded:
      """
      The distribution leaves out the Python that it is built or tested with, by
      `requires-python` (`python_requires` in setup.py). Either the bound is wrong,
      or that version does not belong into the matrix: `[matrix] python` and `test`
      in relsh.toml name those that do.
          build matrix --dry-run
      """
    case .noCompiler:
      """
      Compiled code needs a C compiler: of Python extensions always, of crates where
      a build script compiles C. It is looked for along PATH, or where CC names one.
          !apt-get install --yes build-essential
      """
    case .noLinker:
      """
      Rust's compiler leaves the linking to another program: a C compiler for this
      machine, one of a cross toolchain for another. It is looked for along PATH;
      `linker` in .cargo/config.toml names another one.
          !apt-get install --yes build-essential
      """
    case .missingHeader:
      """
      C code includes a file that is not there. Python.h comes with Python's
      development files; that of a library with the package of its own (on Debian
      its name ends in -dev, and `apt-file search` finds it by the header).
          !apt-get install --yes python3-dev
      """
    case .missingLibrary:
      """
      The linker does not find a library that the code was to be linked to. It comes
      with the library's development files (on Debian a package that ends in -dev),
      or lies where the linker does not look: RUSTFLAGS="-L FOLDER" and LDFLAGS name
      a folder.
      """
    case .missingTarget:
      """
      For another platform rustc needs that platform's standard library, and cargo a
      linker for it. rustup adds the first; a cell of the matrix that stays without
      them is built on a machine of that platform.
          !rustup target add aarch64-unknown-linux-gnu
      """
    default: ""
    }
  }
}
