extension ErrorCode {
  /// What `explain CODE` prints: what it means, usual causes, what to do; lines of at most 78 columns.
  ///
  /// Lines that begin with four spaces are to be typed.
  package var explanation: String {
    switch self {
    case .unknownCommand:
      """
      The first word of the line is no command of relsh. At the prompt a unique
      beginning is enough (`stat` for `status`); a script needs the full name.
      A command of your own shell is typed behind `!`.
          help
          !ls
      """
    case .ambiguousCommand:
      """
      The word is the beginning of more than one command, and relsh does not guess.
      Type more letters, or press Tab to see what fits.
          help
      """
    case .usage:
      """
      The command is known, but a word of the line does not fit it: an option that
      it does not have, a word too many, a value that is missing or is none of those
      allowed. The caret stands under the word.
          help COMMAND
      shows the usage with examples.
      """
    case .unreadableScript:
      """
      A file or pipe is read whole and checked before its first line runs. A line of
      it cannot be parsed, so nothing was run; FILE:LINE:COLUMN is the place.
      Usual causes: a shortened command name, a `param` line behind the first
      command, an `--option` that is misspelt. Mend the line and run it again.
          help transcripts
      """
    case .outcomeDiffers:
      """
      With `run --verify` the outcome of each command must be that of the `#=` line
      below it. The two are shown. Either the world differs from the one in which
      the transcript was saved, or the file was edited in one place only. What ran
      up to there is done; without `--verify` the outcome lines are comments.
          help transcripts
      """
    case .undeclaredParameter:
      """
      The file uses ${name}, or `--set name=value` names it, but no line
      `param name = value` declares it. Parameters stand in files only, above the
      first command. Add the line, or correct the name.
          help transcripts
      """

    case .noPackage:
      """
      No `Cargo.toml` with a [package] table and no Python project that states a
      name was found in the repository. Only files that git tracks count: a manifest
      that is new or ignored is not seen.
          packages
          !git status
      """
    case .badManifest:
      """
      A manifest (Cargo.toml, pyproject.toml, setup.py, Cargo.lock) cannot be read:
      it is no valid TOML, or a key has another shape than cargo or Python demands.
      The place is shown. relsh changes no manifest that it does not understand.
      Mend the file, then:
          status
      """
    case .badWorkflow:
      """
      A file of .github/workflows is no valid YAML, or not what GitHub accepts as a
      workflow, so it cannot be predicted what a tag will start. GitHub would not
      run it either. The place is shown. Mend it before the tag is pushed: a run
      uses the workflow file of the tagged commit.
      """

    case .nothingSelected:
      """
      The command acts on packages, and none is selected: neither `use` nor
      `-p SELECTOR` names one, and the repository releases more than one.
          packages
          use llmcc-core
      """
    case .oneAtATime:
      """
      The selection holds several packages, and the command takes one at a time for
      now. Select them in dependency order, one after another: what others depend on
      comes first.
          packages
          use crate:llmcc-core
      """
    case .unknownPackage:
      """
      No package of the repository fits the selector. Names are matched whole;
      `crate:` and `py:` choose the kind, `./crates/x` is a path. The nearest names
      are shown. With `use --from-tag` no package name begins the tag.
          packages
      """
    case .ambiguousPackage:
      """
      The name belongs to two packages, usually a crate and a distribution. Nothing
      is guessed where a release is at stake; say which one.
          use crate:llmcc
          use py:llmcc
      """
    case .noTarget:
      """
      It is not set which version is to be released. Set it for the selection, or
      give it to `bump` or `release`. Another selection clears the target.
          target minor
          bump 0.2.0
      """
    case .badVersion:
      """
      The text is neither a version nor a level. Versions are SemVer (`1.2.3`,
      `1.2.3-rc.1`, no leading zeros) or their Python spelling (`1.2.3rc1`). Levels
      are major, minor, patch, release, alpha, beta, rc and post.
          help versions
      """
    case .versionBelow:
      """
      The package states, or was released as, a higher version than the target. A
      registry would accept it, but users would not get it. A target for several
      packages is refused if one of them is above it.
          status
          target minor
      """
    case .versionNotPython:
      """
      A distribution's version must mean the same to Python (PEP 440) as it does in
      SemVer. `1.0.0-alpha.1`, `-beta.1` and `-rc.1` do. `-pre` and `-preview` would
      collide with rc, `-dev` would sort below alpha, a bare number would become a
      post release and sort above, `+build` cannot be uploaded.
          help versions
      """
    case .levelRefused:
      """
      The level leads nowhere from this version: back from rc to beta or alpha,
      `release` on a version that is none before a release, or `post` for a crate.
      Levels count from the version that the manifest states at HEAD.
          help versions
      """
    case .nothingSince:
      """
      HEAD carries the package's tag already, so a level in a script would release
      the same sources a second time. Name the version, if that is what is meant, or
      commit what is new first.
          status
      """
    case .noVersionStated:
      """
      No manifest of the package states a version that can be read: it is computed
      when the package is built (`dynamic = ["version"]`, setuptools-scm, an
      expression in setup.py), or the key is missing. relsh edits literal versions
      only. State the version, or set the tag by hand.
          packages
      """

    case .notServed:
      """
      A package of this release needs another one of it, which a workflow publishes
      after its tag. Until the registry serves that one, the next workflow would
      fail, and `go` waits for it. Where it does not come, look at the run of the
      workflow, then type `go` again. Where the registry cannot be asked, look at
      its page of the package; when the version is there, push what comes next:
          push -p SELECTOR
          go all
      """
    case .notVerified:
      """
      Something of a release is missing or is not what was meant: `verify` found it,
      and ends with exit code 3. The table names each part. Missing on the
      index: it was not published, or the index lags (`verify --wait`). Missing
      tag: make it at the commit of the release, or push it. Another checksum than
      the file in dist/: the registry holds a file of another build; it is never
      replaced, so find out whose it is. Yanked: nobody new gets the version.
          verify PACKAGE@VERSION --wait
      """
    case .noRegistry:
      """
      Nothing says where the registry is that a package goes to, or its index is
      of a kind that relsh does not ask. For crates cargo's own configuration
      counts: CARGO_REGISTRY_DEFAULT, `[registries.NAME] index` and what replaces
      crates.io; for distributions UV_DEFAULT_INDEX, the address of a simple index.
      """
    case .serverSilent:
      """
      A registry was asked and gave no answer, or one that is none: an error of its
      own, a page of some proxy, a certificate that is not trusted, a reply that is
      too long or too slow. Nothing was changed. Look whether the network is there;
      CARGO_HTTP_CAINFO or SSL_CERT_FILE names certificates of one's own, and
      HTTPS_PROXY a proxy. Then type the line again.
      """
    case .publishedByWorkflow:
      """
      A workflow uploads the package after its tag is pushed. Where this machine is
      to do it all the same, the line says so by --here; two uploads of one version
      end in a refusal of the second.
      """
    case .unconfirmed:
      """
      What leaves this machine is confirmed, and the confirmation names its object:
      a tag, a branch, or SELECTOR@VERSION. The question was answered with no, or
      there was no one to ask and the line has no `--confirm` that fits: one made
      for another version does not. Nothing was changed.
          push --confirm llmcc-core-v0.2.0
          !relsh run FILE --yes-to llmcc-core-v0.2.0
      """
    case .unproven:
      """
      The step did what was missing, looked again, and the world still does not show
      it as done. Something undoes it (a hook, another program), or the answer lags
      behind. The step is not counted as done.
          plan
          go
      """

    case .noGit, .noRepository, .noCommit, .detachedHead, .mergeUnderWay, .shallow, .noIdentity,
      .otherStaged, .otherChanges, .hookFailed, .notBumped, .headDisagrees, .tagExists,
      .tagAmbiguous, .unknownTag, .notTagged, .noRemote, .noUpstream, .behind, .protectedBranch,
      .remoteRefused, .remoteSilent:
      gitExplanation

    case .cannotAsk, .tokenMissing, .tokenWrong, .tokenWrongHost, .tokenRefused,
      .identityRefused, .noDistribution, .distOfOtherVersion, .distChanged,
      .matrixIncomplete, .noUploadTool, .noCargo, .noBuildTool, .artifactRefused, .otherContent,
      .publishedUntagged, .mixedBuilds, .notPublished, .webOnly:
      uploadExplanation

    case .secretMissing, .tokenScope, .accountNotReady, .notOwner, .trustedOnly, .trustedNotNew,
      .alreadyPublished, .fileRetired, .releaseClosed, .rateLimited, .metadataMissing,
      .pathDependency, .dependencyAbsent, .notPublishable, .dirtyTree, .buildFailed,
      .platformRefused, .uploadRefused, .uploadUnknown, .redirected, .wrongChecksum, .indexLate:
      refusalExplanation

    case .testFailed, .noPython, .pythonExcluded, .noCompiler, .noLinker, .missingHeader,
      .missingLibrary, .missingTarget:
      buildExplanation

    case .fileChanged:
      """
      A file is not as it was when it was read: another program wrote it in the
      meantime, or after an edit that was cut off. relsh touches none of the files
      of that edit, so that nobody's work is lost. Look at it, then try again.
          !git diff
          status
      """
    case .fileUnreadable:
      """
      A file cannot be read: it is missing, is a folder, or its permissions forbid
      it. The system's own words are shown.
          !ls -l FILE
      """
    case .fileUnwritable:
      """
      A file or its folder cannot be written: its permissions, or a file system that
      is mounted read-only. An edit changes all of its files or none, so nothing was
      changed.
          !ls -ld FILE
      """
    case .diskFull:
      """
      The file system has no room left, or a quota is used up. New contents are
      written beside the files first, so the files are as they were. Make room, then
      repeat the line.
          !df -h .
      """
    case .locked:
      """
      Another relsh is changing this repository, and its process is named; or git's
      own index.lock is there. Two at once would spoil each other's work. Wait for
      it, or end it. A lock whose process has died is cleared by the next start.
          status
      """
    case .interrupted:
      """
      The key ^C or a signal ended what was under way. What was done stays, and each
      step looks before it acts, so the release goes on where it stopped.
          plan
          go
      """
    case .noLibrary:
      """
      Registries are asked through libcurl, and wheels, sdists and crates opened
      through libarchive; each is looked for when it is first needed. Install what
      is missing (Debian and Ubuntu: libcurl4, libarchive13; Fedora: libcurl,
      libarchive; Arch, Alpine and macOS: curl, libarchive), then type the line
      again.
      """
    case .badArchive:
      """
      A wheel, an sdist or a crate cannot be opened, or what is in it is not safe to
      read: it is no archive, damaged, encrypted, over a limit (a small file that
      unpacks to gigabytes), or a name in it leads out of its own folder. Nothing of
      it was used. A file of your own is built again; one from a registry is fetched
      again, and where it stays so, it is not what its publisher meant to publish.
      """
    case .toolFailed:
      """
      A program that relsh started ended with an error; its last words are shown.
      The same command can be typed by hand behind `!`, to see all that it says.
          plan --commands
      """
    case .notEmpty:
      """
      The folder has something in it, and nothing of yours is overwritten. The demo
      needs two new or empty folders: DIR, and DIR.origin.git beside it.
          demo another-folder
      """
    case .nothingToSave:
      """
      A saved transcript holds the lines that changed something and stayed: failed
      tries, looking around, dry runs and what was taken back are left out. Here
      nothing is left. It is the transcript of this shell: of an earlier one, see
          transcript list
      """
    case .fileExists:
      """
      The file is there and does not say on its first lines that it is a transcript,
      so it is not written over unasked. Name another file, or say that you mean it.
          transcript save release.relsh --force
      """
    }
  }
}
