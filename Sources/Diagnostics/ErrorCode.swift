/// The name of a kind of error, as it stands in brackets and as `explain` takes it.
package enum ErrorCode: String, CaseIterable, Hashable, Sendable {
  // The language of a line.
  case unknownCommand = "unknown-command"
  case ambiguousCommand = "ambiguous-command"
  case usage = "usage"
  case unreadableScript = "unreadable-script"
  case outcomeDiffers = "outcome-differs"
  case undeclaredParameter = "undeclared-parameter"

  // The repository as it is.
  case noGit = "no-git"
  case noRepository = "no-repository"
  case noCommit = "no-commit"
  case noPackage = "no-package"
  case badManifest = "bad-manifest"
  case badWorkflow = "bad-workflow"
  case detachedHead = "detached-head"
  case mergeUnderWay = "merge-under-way"
  case shallow = "shallow"
  case noIdentity = "no-identity"

  // What is to be released.
  case nothingSelected = "nothing-selected"
  case oneAtATime = "one-at-a-time"
  case unknownPackage = "unknown-package"
  case ambiguousPackage = "ambiguous-package"
  case noTarget = "no-target"
  case badVersion = "bad-version"
  case versionBelow = "version-below"
  case versionNotPython = "version-not-python"
  case levelRefused = "level-refused"
  case nothingSince = "nothing-since"
  case noVersionStated = "no-version-stated"

  // Steps.
  case otherStaged = "other-staged"
  case otherChanges = "other-changes"
  case hookFailed = "hook-failed"
  case notBumped = "not-bumped"
  case headDisagrees = "head-disagrees"
  case tagExists = "tag-exists"
  case tagAmbiguous = "tag-ambiguous"
  case unknownTag = "unknown-tag"
  case notTagged = "not-tagged"
  case publishedUntagged = "published-untagged"
  case notServed = "not-served"
  case notVerified = "not-verified"
  case noRegistry = "no-registry"
  case serverSilent = "server-silent"
  case publishedByWorkflow = "published-by-workflow"
  case noRemote = "no-remote"
  case noUpstream = "no-upstream"
  case behind = "behind"
  case protectedBranch = "protected-branch"
  case remoteRefused = "remote-refused"
  case remoteSilent = "remote-silent"
  case unconfirmed = "unconfirmed"
  case unproven = "unproven"

  // Uploads.
  case cannotAsk = "cannot-ask"
  case notPublished = "not-published"
  case webOnly = "web-only"
  case tokenMissing = "token-missing"
  case tokenWrong = "token-wrong"
  case tokenWrongHost = "token-wrong-host"
  case tokenRefused = "token-refused"
  case identityRefused = "identity-refused"
  case noDistribution = "no-distribution"
  case distOfOtherVersion = "dist-of-other-version"
  case distChanged = "dist-changed"
  case matrixIncomplete = "matrix-incomplete"
  case noUploadTool = "no-upload-tool"
  case noCargo = "no-cargo"
  case noBuildTool = "no-build-tool"
  case artifactRefused = "artifact-refused"
  case otherContent = "other-content"
  case mixedBuilds = "mixed-builds"

  // What a registry, or a tool that speaks with one, refuses.
  case secretMissing = "secret-missing"
  case tokenScope = "token-scope"
  case accountNotReady = "account-not-ready"
  case notOwner = "not-owner"
  case trustedOnly = "trusted-only"
  case trustedNotNew = "trusted-not-new"
  case alreadyPublished = "already-published"
  case fileRetired = "file-retired"
  case releaseClosed = "release-closed"
  case rateLimited = "rate-limited"
  case metadataMissing = "metadata-missing"
  case pathDependency = "path-dependency"
  case dependencyAbsent = "dependency-absent"
  case notPublishable = "not-publishable"
  case dirtyTree = "dirty-tree"
  case buildFailed = "build-failed"
  case platformRefused = "platform-refused"
  case uploadRefused = "upload-refused"
  case uploadUnknown = "upload-unknown"
  case redirected = "redirected"
  case wrongChecksum = "wrong-checksum"
  case indexLate = "index-late"

  // Builds and tests on this machine.
  case testFailed = "test-failed"
  case noPython = "no-python"
  case pythonExcluded = "python-excluded"
  case noCompiler = "no-compiler"
  case noLinker = "no-linker"
  case missingHeader = "missing-header"
  case missingLibrary = "missing-library"
  case missingTarget = "missing-target"

  // The machine.
  case fileChanged = "file-changed"
  case fileUnreadable = "file-unreadable"
  case fileUnwritable = "file-unwritable"
  case diskFull = "disk-full"
  case locked = "locked"
  case interrupted = "interrupted"
  case noLibrary = "no-library"
  case badArchive = "bad-archive"
  case toolFailed = "tool-failed"
  case notEmpty = "not-empty"

  // Transcripts.
  case nothingToSave = "nothing-to-save"
  case fileExists = "file-exists"

  /// The exit code of a run that ends with an error of this kind.
  package var exitCode: ExitCode {
    switch self {
    case .unknownCommand, .ambiguousCommand, .usage, .unreadableScript, .undeclaredParameter:
      .usage
    case .unconfirmed, .publishedByWorkflow: .confirmation
    case .notVerified: .findings
    case .outcomeDiffers: .differs
    case .interrupted: .interrupted
    default: .failed
    }
  }
}
