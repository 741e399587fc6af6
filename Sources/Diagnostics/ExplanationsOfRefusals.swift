extension ErrorCode {
  /// What `explain CODE` prints for what a registry refuses, or a tool that speaks with one.
  var refusalExplanation: String {
    switch self {
    case .secretMissing:
      """
      In GitHub Actions a secret that the repository does not have is an empty text:
      the tool then has no token. Either it was never set, or for an environment
      that the job does not name; or the workflow hands it to a variable that the
      tool does not read: cargo reads CARGO_REGISTRY_TOKEN, twine TWINE_PASSWORD, uv
      UV_PUBLISH_TOKEN. The name behind `secrets.` must be that of the secret.
          !gh secret list
          !gh secret set CARGO_REGISTRY_TOKEN
      """
    case .tokenScope:
      """
      The token is known, and may not do this. crates.io: scope publish-new for a
      crate's first version, publish-update for the next ones, yank for a yank; a
      token can be for some crates only. PyPI: a token of one project uploads to no
      other; the first upload of a project needs one of the whole account.
          token
      """
    case .accountNotReady:
      """
      The account may not publish yet, whatever the token: its e-mail address is not
      verified, it has no second factor, or it is locked. The registry's web page
      mends it; then the same line goes on.
      """
    case .notOwner:
      """
      The name exists, and the account behind the token is none of its owners; or
      the name is not given away. If the package is yours, let an owner add you, and
      accept the invitation, or use an owner's token. If it is somebody else's,
      choose another name.
          !cargo owner --list CRATE
      """
    case .trustedOnly:
      """
      The crate's settings let only trusted publishing upload new versions: the
      workflow that they name, with a token for half an hour. No other token works.
      Push the tag, and the workflow publishes.
          plan
      """
    case .trustedNotNew:
      """
      Trusted publishing belongs to a crate or project that is there. crates.io: the
      first version is published with an ordinary token. PyPI: a pending publisher,
      set up beforehand, makes the project with the first upload, if its name is the
      same letter for letter.
          help tokens
      """
    case .alreadyPublished:
      """
      The registry has this version. It is taken for good, also when it is yanked or
      deleted. If it is what was to be released, the release is done. If it came
      from another commit, release the next version.
          status
          target patch
      """
    case .fileRetired:
      """
      A file of this name was on PyPI and was deleted, by its owner or with the
      whole release or project. Its name is never taken again, so that nobody gets
      another file by it. Release the next version.
          target patch
      """
    case .releaseClosed:
      """
      PyPI takes new files for a release for 14 days only. What is missing of it, a
      wheel for another Python say, comes with the next version.
          target patch
      """
    case .rateLimited:
      """
      The registry takes no more for now. crates.io: five new crates at once, then
      one in ten minutes; thirty new versions, then one a minute. Each try counts,
      also a refused one, so wait until the time that it says. What is published
      stays, and `go` goes on with the rest.
          plan
          go
      """
    case .metadataMissing:
      """
      The registry wants to know more of the package, or cannot read what it is
      told: crates.io wants `description` and `license` or `license-file`; a readme
      that is named must be there; PyPI must be able to show it. Mend the manifest;
      that is a new commit, so the tag must be taken back and made again.
          packages
          undo-tag TAG
      """
    case .pathDependency:
      """
      A crate needs another one of the repository by path alone. Whoever downloads
      it has no such path, so cargo demands a version beside it: `llmcc-core = {
      path = "../llmcc-core", version = "0.2.0" }`. Dependencies that only tests
      need (dev-dependencies) may do without.
          packages
      """
    case .dependencyAbsent:
      """
      The registry does not have a package, or not in a version, that this one
      needs. Usually it is one of this repository that comes first: packages are
      published in dependency order, and the index must show each one before the
      next. Or the name or the requirement is wrong.
          packages --graph
          plan
      """
    case .notPublishable:
      """
      The manifest says that the package is not to be published, or not there:
      `publish = false`, or a list of registries. It may come from the workspace
      (`publish.workspace = true`). If it is to be released, change it there.
          packages
      """
    case .dirtyTree:
      """
      There are changes that are not committed. What is published must be what the
      tag names, so that anybody can look at it later. Commit them, or put them away
      until the release is done.
          !git status --short
          !git stash
      """
    case .buildFailed:
      """
      The code does not build. On one platform alone: it uses something of another
      (#[cfg(...)] keeps that apart), or that platform's tools are missing. As it is
      published alone, and not in the work tree: a file is not in the package
      (`include`, `exclude`, ignored by git), or a dependency of the registry is not
      what the path has. Nothing was sent.
          !cargo package --list
      """
    case .platformRefused:
      """
      PyPI takes wheels for Linux only with a manylinux or musllinux tag, since
      `linux_x86_64` says nothing of the libraries that they need. maturin makes
      such a tag (`--compatibility pypi`); `python -m build` does not, and
      `auditwheel repair` adds it, where the libraries are old enough.
          !auditwheel show dist/FILE
      """
    case .uploadRefused:
      """
      The registry does not take what was sent, and says why in its own words, which
      are shown. It was not taken, so the version is still free. Mend it; a change
      of a manifest is a new commit, so the tag must be taken back and made again.
          undo-tag TAG
      """
    case .uploadUnknown:
      """
      Something broke while the upload was under way, so nobody here knows whether
      it was taken. Nothing is sent again before the registry was asked: `go` looks
      first, and goes on from what is there.
          status
          go
      """
    case .redirected:
      """
      The registry's address leads elsewhere. A tool does not send a token after a
      redirect, and that is right. Correct the address: PyPI's for uploads ends in a
      slash, https://upload.pypi.org/legacy/. Or a page to log in to the network
      stands in between.
      """
    case .wrongChecksum:
      """
      The bytes that came are not those that the index, or the upload's form,
      states. Something changed them on their way, or the index is damaged. Do not
      publish anything that needs the package before it is clear which one is right.
          status
      """
    case .indexLate:
      """
      The registry took the version, and its index, from which others download, does
      not show it yet. It usually does within minutes. What depends on it must wait;
      cargo itself waits for 60 seconds only.
          wait PACKAGE@VERSION
          go
      """
    default: ""
    }
  }
}
