extension ErrorCode {
  /// What the codes of a repository, its commits, its tags and its remote mean; empty for others.
  var gitExplanation: String {
    switch self {
    case .noGit:
      """
      Whatever relsh reads from and writes to a repository goes through git, and no
      program of that name was found along PATH. Install git, or start relsh with
      a PATH that has it.
          !git --version
      """
    case .noRepository:
      """
      The folder is in no git work tree, and the command needs one. `help`, `demo`
      and `open` work everywhere. A bare repository has no work tree either.
          open DIR
          demo
      """
    case .noCommit:
      """
      The repository has no commit yet, so there is no HEAD whose versions could be
      read, and nothing that a tag could stand on. Make the first commit.
          !git add --all
          !git commit -m "the first commit"
      """
    case .detachedHead:
      """
      HEAD is at a commit and on no branch, as after a checkout of a tag, during a
      rebase, or in a CI job that a tag started. A commit made there belongs to no
      branch, and there is no upstream to push to.
          !git switch main
      In CI, check out the branch that is released from.
      """
    case .mergeUnderWay:
      """
      A merge, rebase, cherry-pick or revert has begun and is not finished. A commit
      made now would be part of it. Finish it, or give it up; then go on.
          !git status
          !git merge --abort
      """
    case .shallow:
      """
      The clone is shallow: the history behind some commit is missing, so it cannot
      be told which tags HEAD descends from. In GitHub Actions set `fetch-depth: 0`
      on the checkout step. Here:
          !git fetch --unshallow --tags
      """
    case .noIdentity:
      """
      Git does not know who makes the commit or tag: user.name or user.email is not
      set. A CI job has none unless a step sets it.
          !git config user.name "Your Name"
          !git config user.email you@example.org
      """
    case .otherStaged:
      """
      The index holds changes that are not part of the release, and a release commit
      holds only what `bump` changed and the files named. Commit them, unstage them,
      or name them.
          !git restore --staged FILE
          commit FILE
      """
    case .otherChanges:
      """
      A file that `bump` edited has other changes too, and they would go into the
      release commit unseen. Commit them on their own first, or take them along:
          !git diff
          commit --with-changes
      """
    case .hookFailed:
      """
      A hook of the repository (pre-commit, commit-msg) refused the commit; what it
      said is shown. The index is as before, and the bump is still in the files.
      Mend what it names, then:
          commit
      """
    case .notBumped:
      """
      The manifests do not state the target yet, so there is nothing to commit. The
      version comes first.
          bump
      """
    case .headDisagrees:
      """
      A tag says which version its commit is, but the manifest at HEAD states
      another one. Usually the bump is not committed yet, or the target was changed
      after the commit.
          status
          commit
      """
    case .tagExists:
      """
      The tag is there already, here or on the remote, at a commit that is not HEAD
      or an ancestor of it, or that states another version. Others may have fetched
      it, so it is never moved. If nothing was published from it, take it back;
      otherwise release the next version.
          undo-tag TAG
          target patch
      """
    case .tagAmbiguous:
      """
      The tag could be read as a tag of another package too: the workflows take the
      package's name from it, and the longest name that fits wins. Pushing it might
      publish the wrong package. Packages whose tags have no name in them share each
      tag: release them together, at one version.
          help tags
      """
    case .unknownTag:
      """
      No tag of that name is here or on the remote. Tags of other clones are not
      known before they are fetched.
          !git fetch --tags
          packages
      """
    case .notTagged:
      """
      There is no tag for the version that HEAD states, and the command needs one.
      Or the package was never released: then it has no last tag to start from.
          tag
      """
    case .noRemote:
      """
      The repository has no remote to push to or to ask. Add one; the branch gets
      its upstream with the first push.
          !git remote add origin ADDRESS
          !git push --set-upstream origin main
      """
    case .noUpstream:
      """
      The branch follows no branch of a remote, so it is not known where a release
      is to be pushed to.
          !git push --set-upstream origin HEAD
      """
    case .behind:
      """
      The upstream has commits that HEAD does not have. Git would refuse the push,
      and a tag made now would leave them out. Bring them in; a tag that was made
      already must then be taken back and made again.
          !git pull --rebase
          status
      """
    case .protectedBranch:
      """
      The remote takes no direct push to this branch: a rule demands a pull request
      or checks. The push was atomic, so the tag did not go out either. Bring the
      commit in by a pull request; after the merge, bring the branch up to date, and
      make the tag at the merged commit.
          undo-tag TAG
      """
    case .remoteRefused:
      """
      The remote answered and refused; its own words are shown. Usual causes: no
      right to push, a hook or rule of the server, or a tag that somebody pushed in
      the meantime. Nothing was changed there: branch and tag go together or not.
          status
      """
    case .remoteSilent:
      """
      The remote did not answer: no network, a wrong address, or a password that git
      would have to ask for. Whether a push arrived is seen only when it answers
      again; the step looks first, so it is safe to repeat.
          !git ls-remote origin
          go
      """
    default: ""
    }
  }
}
