extension ErrorCode {
  /// What `explain CODE` prints of what keeps something from being uploaded.
  var uploadExplanation: String {
    switch self {
    case .cannotAsk:
      """
      A token is asked for by `token set` without showing it, and kept in memory
      until the shell ends. That needs a terminal, and a shell that lives on: as a
      command of its own it would forget the token at once. In a script or a job set
      the variable that the tool itself reads, as the error names it.
          help tokens
      """
    case .notPublished:
      """
      The registry says that it has no such version, so there is nothing to yank.
      Usual causes: another registry was meant (`--registry`), the index lags behind
      an upload, the version is misspelt.
          verify PACKAGE@VERSION
      """
    case .webOnly:
      """
      PyPI has no API that yanks a release: one of its owners does it on the page of
      the release, whose address the error names (Options, Yank). A yanked release
      is passed over by pip unless it is named exactly. It cannot be uploaded again
      under the same version; release the next one.
          verify PACKAGE@VERSION
      """
    case .tokenMissing:
      """
      Whoever uploads shows a token, and none was found for that registry. `token`
      lists where relsh looks: variables, cargo's credentials file, ~/.pypirc. One
      for another registry is never taken. `token set` asks for one without showing
      it and keeps it until the shell ends; in GitHub Actions a job with `id-token:
      write` needs none where the registry trusts the workflow.
          token
          help tokens
      """
    case .tokenWrong:
      """
      What stands in that variable or file cannot be a token of that registry: it
      has another beginning or length, a space or newline came with it, its end is
      missing, or it is a password. crates.io: cio and 32 letters and digits. PyPI:
      pypi-AgEIcHlwaS5vcmc and more, and the user name is __token__. Make one anew
      or copy it whole, then
          token set crates.io
      """
    case .tokenWrongHost:
      """
      The token is for another registry: one of test.pypi.org where the upload goes
      to PyPI, or the reverse; or one of PyPI or GitHub in the place of crates.io's.
      Each knows only its own. Set the one that belongs to the registry, or choose
      the index that belongs to it (`--upload-url`). A variable wins over a file.
          token
      """
    case .tokenRefused:
      """
      The registry does not know the token, or no longer: it was revoked, has run
      out, a letter of it is missing, or it is of another account. Which of these,
      no registry says. Make a new one on the page that the error names, and put it
      where the old one stands; for this session `token set` does. PyPI's 403 is
      about who uploads, never about a version that is there already: that is a 400.
          help tokens
      """
    case .identityRefused:
      """
      Without a token, a job of GitHub Actions shows the registry who it is and gets
      one for a few minutes (trusted publishing). That was refused. The job needs
      `permissions: id-token: write`; on the registry's page of the package the
      repository, the workflow's file and its environment must be named as a trusted
      publisher, letter by letter. At crates.io the crate's first version needs an
      ordinary token.
          help tokens
      """
    case .noDistribution:
      """
      A distribution is uploaded from `dist/`, and no file of it stands there for
      the target version. Build the wheel and the sdist from the tag's commit, all
      in one place, before they are uploaded.
          build matrix
      """
    case .distOfOtherVersion:
      """
      In `dist/` lies a wheel or an sdist of the distribution for another version
      than the target. It is left from an earlier build, or the build was made
      before the bump. A tool that uploads `dist/*` would send it too. Remove those
      files, and build again where nothing is left.
          plan
      """
    case .distChanged:
      """
      A file of the tag's commit was built and proven by `build matrix`, and kept.
      In `dist/` lies another one of the same name: it was built again, repaired or
      damaged since. What is uploaded is the file that was proven. `build matrix`
      copies it to `dist/` once more; nothing is built for it.
          build matrix
      """
    case .matrixIncomplete:
      """
      What `build matrix` begins, `publish` wants whole: a wheel for every cell of
      the matrix that can exist, and the sdist. PyPI takes files for a release for
      14 days after the first, and whoever installs it before has to build it. Lay
      what other machines built into `dist/`, take cells out of `[matrix]` in
      relsh.toml, or go on without them; the reason stays in the transcript.
          build matrix --dry-run
          publish --here --partial 'this machine only'
      """
    case .noUploadTool:
      """
      A distribution is uploaded by uv or twine, and neither was found along PATH.
      Install one of them; both are on PyPI.
          !pipx install uv
          !pipx install twine
      """
    case .noBuildTool:
      """
      Wheels and sdists are built by maturin where it is the build backend, else by
      uv or `python -m build`; auditwheel makes of a compiled wheel for this Linux
      one that PyPI takes. relsh installs nothing by itself: type the line.
          !python3 -m pip install --user uv
      """
    case .artifactRefused:
      """
      A wheel or an sdist was built, opened, and is not what is to be released: its
      name, its metadata and what is in it contradict each other or the manifest.
      The error names the rule and what to do. It was not kept, and is built again
      from the next commit.
          build matrix
      """
    case .noCargo:
      """
      Crates are published and yanked by cargo itself, and there is none along
      PATH, or one that is too old: before 1.90 it waits for an index in other ways.
      Debian has a new one as cargo-web; rustup installs the newest.
          !apt-get install --yes cargo-web
      """
    case .otherContent:
      """
      The registry has the version already, and what it has is not what would be
      published: entries of it differ, not only its time or its commit. A published
      file is never replaced. Find out who published it; if this repository's state
      is the one that is meant, release it as a new version.
          target patch
          go
      """
    case .publishedUntagged:
      """
      The registry serves the version, and no tag of it exists, or it stands at
      another commit: somebody published before the tag was made, or took it back.
      The crate itself names the commit that it was packed from, and its files are
      those of that commit. The tag belongs there; what was committed after it is
      released as the next version.
          !git tag --message 'Release NAME VERSION' -- TAG COMMIT
          go
      """
    case .mixedBuilds:
      """
      The index holds some files of this version, and they are from another build
      than those in `dist/`; the rest is missing. Uploading it would make one
      release of two builds, which behave differently by platform and cannot be
      reproduced. Put the files of the first build into `dist/`, or release a new
      version.
      """
    default: ""
    }
  }
}
