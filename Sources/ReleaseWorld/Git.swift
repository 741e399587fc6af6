/// What git says of the repository: questions only; changes are effects.
package struct Git: Sendable {
  /// The git directory of this work tree, and the one that all its work trees share; absolute.
  package var directory: String
  package var commonDirectory: String
  /// HEAD, its branch and what the branch follows.
  package var head: @Sendable () throws(Failure) -> Head
  /// The paths that differ from HEAD, in the index or in the tree, and those that are untracked.
  package var changes: @Sendable () throws(Failure) -> [Change]
  /// Both at once, by one look at the tree.
  package var status: @Sendable () throws(Failure) -> TreeStatus
  /// The tracked files whose path ends with one of the names (`Cargo.toml`), sorted.
  package var trackedFiles: @Sendable (_ names: [String]) throws(Failure) -> [String]
  /// Status, tags and ancestors, asked side by side: what a start and a plan look at.
  package var survey: @Sendable () throws(Failure) -> Survey
  /// All tags.
  package var tags: @Sendable () throws(Failure) -> [GitTag]
  /// The contents of files at a revision, `nil` where a path is not there; one process for all.
  package var contents:
    @Sendable (_ paths: [String], _ revision: String) throws(Failure) -> [[UInt8]?]
  /// Whether the first commit is an ancestor of the second, or the same.
  package var isAncestor:
    @Sendable (_ ancestor: String, _ descendant: String) throws(Failure) -> Bool
  /// All commits that HEAD descends from, itself included; empty where there is no commit.
  package var ancestors: @Sendable () throws(Failure) -> CommitSet
  /// How many commits that touch the paths HEAD has and the revision has not; a path behind a `!` is left
  /// out.
  package var commitsSince: @Sendable (_ revision: String, _ paths: [String]) throws(Failure) -> Int
  /// The remote's references by name that fit the patterns; all heads and tags where there is none.
  ///
  /// An annotated tag has a second entry, `refs/tags/v1^{}`, with its commit. `.remoteSilent` where the
  /// remote does not answer, `.noRemote` where there is none of that name.
  package var remoteReferences:
    @Sendable (_ remote: String, _ patterns: [String]) throws(Failure) -> [String: String]
  /// The value of a configuration key, or `nil`.
  package var configuration: @Sendable (_ key: String) throws(Failure) -> String?
  /// The commit that a revision names, or `nil`.
  package var commit: @Sendable (_ revision: String) throws(Failure) -> String?

  package init(
    directory: String, commonDirectory: String,
    head: @escaping @Sendable () throws(Failure) -> Head,
    changes: @escaping @Sendable () throws(Failure) -> [Change],
    status: (@Sendable () throws(Failure) -> TreeStatus)? = nil,
    trackedFiles: @escaping @Sendable ([String]) throws(Failure) -> [String],
    tags: @escaping @Sendable () throws(Failure) -> [GitTag],
    contents: @escaping @Sendable ([String], String) throws(Failure) -> [[UInt8]?],
    isAncestor: @escaping @Sendable (String, String) throws(Failure) -> Bool,
    ancestors: @escaping @Sendable () throws(Failure) -> CommitSet,
    survey: (@Sendable () throws(Failure) -> Survey)? = nil,
    commitsSince: @escaping @Sendable (String, [String]) throws(Failure) -> Int,
    remoteReferences:
      @escaping @Sendable (String, [String]) throws(Failure) -> [String:
      String],
    configuration: @escaping @Sendable (String) throws(Failure) -> String?,
    commit: @escaping @Sendable (String) throws(Failure) -> String?
  ) {
    self.directory = directory
    self.commonDirectory = commonDirectory
    self.head = head
    self.changes = changes
    if let status {
      self.status = status
    } else {
      self.status = { () throws(Failure) -> TreeStatus in
        let head = try head()
        let changes = try changes()
        return TreeStatus(head: head, changes: changes)
      }
    }
    if let survey {
      self.survey = survey
    } else {
      let status = self.status
      self.survey = { () throws(Failure) -> Survey in
        let status = try status()
        let tags = try tags()
        let ancestors = try ancestors()
        return Survey(status: status, tags: tags, ancestors: ancestors)
      }
    }
    self.trackedFiles = trackedFiles
    self.tags = tags
    self.contents = contents
    self.isAncestor = isAncestor
    self.ancestors = ancestors
    self.commitsSince = commitsSince
    self.remoteReferences = remoteReferences
    self.configuration = configuration
    self.commit = commit
  }
}

/// Where HEAD stands and what differs from it.
package struct TreeStatus: Hashable, Sendable {
  package var head: Head
  package var changes: [Change]

  package init(head: Head, changes: [Change]) {
    self.head = head
    self.changes = changes
  }
}

/// What is known of a repository after one look.
package struct Survey: Hashable, Sendable {
  package var status: TreeStatus
  package var tags: [GitTag]
  /// The commits that HEAD descends from, itself included.
  package var ancestors: CommitSet

  package init(status: TreeStatus, tags: [GitTag], ancestors: CommitSet) {
    self.status = status
    self.tags = tags
    self.ancestors = ancestors
  }
}

/// Where HEAD stands.
package struct Head: Hashable, Sendable {
  /// An operation that git has not finished.
  package enum UnderWay: String, Sendable {
    case merge, rebase, cherryPick = "cherry-pick", revert, bisect
  }

  /// The full object name; `nil` before the first commit.
  package var commit: String?
  /// The short branch name; `nil` where HEAD is detached.
  package var branch: String?
  /// The remote that the branch follows (`origin`), and the branch there (`main`).
  package var upstream: Upstream?
  package var underWay: UnderWay?
  package var isShallow: Bool

  package init(
    commit: String?, branch: String?, upstream: Upstream?, underWay: UnderWay? = nil,
    isShallow: Bool = false
  ) {
    self.commit = commit
    self.branch = branch
    self.upstream = upstream
    self.underWay = underWay
    self.isShallow = isShallow
  }
}

/// The branch of a remote that a local branch follows.
package struct Upstream: Hashable, Sendable {
  package var remote: String
  package var branch: String
  /// Commits that HEAD has and the last known state of the upstream has not, and the reverse; `nil`
  /// where the upstream's branch was never fetched.
  package var ahead: Int?
  package var behind: Int?

  package init(remote: String, branch: String, ahead: Int?, behind: Int?) {
    self.remote = remote
    self.branch = branch
    self.ahead = ahead
    self.behind = behind
  }
}

/// One path that differs from HEAD.
package struct Change: Hashable, Sendable {
  package var path: String
  /// Whether the index differs from HEAD.
  package var staged: Bool
  /// Whether the work tree differs from the index.
  package var unstaged: Bool
  package var untracked: Bool
  package var conflicted: Bool

  package init(
    path: String, staged: Bool, unstaged: Bool, untracked: Bool = false, conflicted: Bool = false
  ) {
    self.path = path
    self.staged = staged
    self.unstaged = unstaged
    self.untracked = untracked
    self.conflicted = conflicted
  }
}

/// A tag of the local repository.
package struct GitTag: Hashable, Sendable {
  package var name: String
  /// The names of its object and of its commit.
  package private(set) var objectName: ObjectName
  package private(set) var commitName: ObjectName
  package var isAnnotated: Bool

  package init(name: String, object: String, commit: String, isAnnotated: Bool) {
    self.init(
      name: name, object: ObjectName(object), commit: ObjectName(commit), isAnnotated: isAnnotated)
  }

  package init(name: String, object: ObjectName, commit: ObjectName, isAnnotated: Bool) {
    self.name = name
    objectName = object
    commitName = commit
    self.isAnnotated = isAnnotated
  }

  /// The tag object of an annotated tag, else the commit.
  package var object: String {
    get { objectName.text }
    set { objectName = ObjectName(newValue) }
  }

  /// The commit that it leads to.
  package var commit: String {
    get { commitName.text }
    set { commitName = ObjectName(newValue) }
  }

  /// Says which commit the tag object leads to.
  package mutating func peel(to commit: ObjectName) {
    commitName = commit
    isAnnotated = true
  }
}
