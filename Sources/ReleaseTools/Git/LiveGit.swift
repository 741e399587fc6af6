package import ReleaseWorld

extension Git {
  /// The questions, asked of the real git.
  package static func live(
    _ paths: RepositoryPaths, files: Files, processes: Processes
  ) -> Git {
    let client = GitClient(paths: paths, files: files, processes: processes)
    return Git(
      directory: paths.gitDirectory, commonDirectory: paths.commonDirectory,
      head: { () throws(Failure) -> Head in try client.status(untracked: false).head },
      changes: { () throws(Failure) -> [Change] in try client.status(untracked: true).changes },
      status: { () throws(Failure) -> TreeStatus in
        try client.status(untracked: true)
      },
      trackedFiles: { (names: [String]) throws(Failure) -> [String] in
        try client.trackedFiles(names)
      },
      tags: { () throws(Failure) -> [GitTag] in try client.tags() },
      contents: { (paths: [String], revision: String) throws(Failure) -> [[UInt8]?] in
        try client.contents(paths, revision)
      },
      isAncestor: { (ancestor: String, descendant: String) throws(Failure) -> Bool in
        try client.isTrue(["merge-base", "--is-ancestor", ancestor, descendant])
      },
      ancestors: { () throws(Failure) -> CommitSet in try client.ancestors() },
      survey: { () throws(Failure) -> Survey in try client.survey() },
      commitsSince: { (revision: String, paths: [String]) throws(Failure) -> Int in
        let pathspecs = paths.map { path in
          path.hasPrefix("!")
            ? ":(top,exclude,literal)\(path.dropFirst())"
            : ":(top,literal)\(path == "." ? "" : path)"
        }
        let output = try client.ask(
          ["rev-list", "--count", "\(revision)..HEAD", "--"] + pathspecs)
        return Int(String(decoding: output.prefix { $0 != 0x0A }, as: UTF8.self)) ?? 0
      },
      remoteReferences: {
        (remote: String, patterns: [String]) throws(Failure) -> [String: String] in
        try client.remoteReferences(remote, patterns)
      },
      configuration: { (key: String) throws(Failure) -> String? in
        try client.configuration(key)
      },
      commit: { (revision: String) throws(Failure) -> String? in try client.commit(revision) })
  }
}

extension GitClient {
  /// What a branch follows is asked of the configuration: git's short name of it does not tell where the
  /// remote's name ends, and is left out where the remote's branch was never fetched.
  private static let follows = ["config", "-z", "--get-regexp", #"^branch\..*\.(remote|merge)$"#]
  private static let showTags = ["show-ref", "--tags", "--dereference"]
  private static let listCommits = ["rev-list", "HEAD", "--"]

  private static func showStatus(untracked: Bool) -> [String] {
    [
      "status", "--porcelain=v2", "--branch", "-z", "--no-renames",
      "--untracked-files=\(untracked ? "all" : "no")",
    ]
  }

  func status(untracked: Bool) throws(Failure) -> TreeStatus {
    let ends = try processes.runAll([
      query(Self.showStatus(untracked: untracked)), query(Self.follows),
    ])
    return try status(ends[0], ends[1])
  }

  /// Status, tags and ancestors, side by side.
  func survey() throws(Failure) -> Survey {
    let ends = try processes.runAll([
      query(Self.showStatus(untracked: true)), query(Self.follows), query(Self.showTags),
      query(Self.listCommits),
    ])
    return Survey(
      status: try status(ends[0], ends[1]), tags: try tags(ends[2]),
      ancestors: try ancestors(ends[3]))
  }

  private func status(_ status: ChildEnd, _ follows: ChildEnd) throws(Failure) -> TreeStatus {
    guard status.status == 0 else { throw failure(["status"], status) }
    // 1: no branch follows any.
    guard follows.status <= 1 else { throw failure(Self.follows, follows) }
    let found = GitStatus(status.output)
    var upstream: Upstream?
    if let branch = found.branch, let (remote, name) = followed(by: branch, follows.output) {
      upstream = Upstream(remote: remote, branch: name, ahead: found.ahead, behind: found.behind)
    }
    let head = Head(
      commit: found.commit, branch: found.branch, upstream: upstream,
      underWay: paths.underWay(files), isShallow: paths.isShallow(files))
    return TreeStatus(head: head, changes: found.changes)
  }

  /// The remote and its branch that a branch follows; `nil` also where it follows a local one.
  private func followed(by branch: String, _ configuration: [UInt8]) -> (String, String)? {
    var remote: String?
    var name: String?
    for entry in configuration.split(separator: 0) {
      guard let end = entry.firstIndex(of: 0x0A) else { continue }
      let key = String(decoding: entry[..<end], as: UTF8.self)
      let value = String(decoding: entry[(end + 1)...], as: UTF8.self)
      if key == "branch.\(branch).remote" { remote = value }
      if key == "branch.\(branch).merge" { name = value }
    }
    guard let remote, remote != ".", let name, name.hasPrefix("refs/heads/") else { return nil }
    return (remote, String(name.dropFirst(11)))
  }

  func trackedFiles(_ names: [String]) throws(Failure) -> [String] {
    guard !names.isEmpty else { return [] }
    let output = try ask(["ls-files", "-z", "--"] + names.map { ":(glob)**/\($0)" })
    var paths = output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    paths.sort()
    // A path in conflict is listed once for each side.
    return paths.enumerated().filter { $0 == 0 || paths[$0 - 1] != $1 }.map(\.element)
  }

  /// All tags, by `show-ref --dereference`.
  ///
  /// It takes the peeled ids from `packed-refs`, where for-each-ref opens every tag object, and follows a
  /// tag of a tag to its end.
  func tags() throws(Failure) -> [GitTag] { try tags(processes.run(query(Self.showTags))) }

  private func tags(_ end: ChildEnd) throws(Failure) -> [GitTag] {
    // 1: there are none.
    if end.status == 1 { return [] }
    guard end.status == 0 else { throw failure(Self.showTags, end) }
    return Self.tags(in: end.output)
  }

  /// Reads `ID refs/tags/NAME` lines, and after an annotated one `ID refs/tags/NAME^{}`.
  private static func tags(in output: [UInt8]) -> [GitTag] {
    var tags: [GitTag] = []
    output.withUnsafeBufferPointer { bytes in
      // An array that grows holds a third of its room in vain, and for a moment twice its items.
      tags.reserveCapacity(bytes.indices.count { isLastOfName($0, bytes) })
      var start = 0
      while start < bytes.count {
        let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        defer { start = end + 1 }
        guard let space = bytes[start..<end].firstIndex(of: 0x20), end - space > 11 else {
          continue
        }
        let object = ObjectName(UnsafeBufferPointer(rebasing: bytes[start..<space]))
        // `^` stands in no reference's name.
        if end - space > 14, bytes[end - 3] == UInt8(ascii: "^"), !tags.isEmpty {
          tags[tags.count - 1].peel(to: object)
        } else {
          // After `refs/tags/`.
          let name = String(decoding: bytes[(space + 11)..<end], as: UTF8.self)
          tags.append(GitTag(name: name, object: object, commit: object, isAnnotated: false))
        }
      }
    }
    return tags
  }

  /// Whether a byte is the end of a line that names a tag, not what it leads to.
  private static func isLastOfName(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes[index] == 0x0A && (index < 3 || bytes[index - 3] != UInt8(ascii: "^"))
  }

  func ancestors() throws(Failure) -> CommitSet {
    try ancestors(processes.run(query(Self.listCommits)))
  }

  private func ancestors(_ end: ChildEnd) throws(Failure) -> CommitSet {
    if end.status != 0 {
      if !end.wasInterrupted, try commit("HEAD") == nil { return [] }
      throw failure(Self.listCommits, end)
    }
    // An id and a newline: 41 bytes, or 65 with SHA-256.
    var commits = CommitSet(minimumCapacity: end.output.count / 41)
    end.output.withUnsafeBufferPointer { bytes in
      var start = 0
      while let end = bytes[start...].firstIndex(of: 0x0A) {
        commits.insert(ObjectName(UnsafeBufferPointer(rebasing: bytes[start..<end])))
        start = end + 1
      }
    }
    return commits
  }

  func commit(_ revision: String) throws(Failure) -> String? {
    guard !revision.utf8.starts(with: "-".utf8) else { return nil }
    let arguments = ["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"]
    let end = try processes.run(query(arguments))
    if end.status == 0 { return end.text }
    // 128 with words: the object is there and no commit, or the repository is broken.
    if end.status == 1 || end.errorText.contains("expected commit type") { return nil }
    throw failure(arguments, end)
  }

  func configuration(_ key: String) throws(Failure) -> String? {
    let arguments = ["config", "-z", "--get", key]
    let end = try processes.run(query(arguments))
    if end.status == 1 { return nil }
    guard end.status == 0 else { throw failure(arguments, end) }
    return String(decoding: end.output.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The answer of a call that says it by its exit status.
  func isTrue(_ arguments: [String]) throws(Failure) -> Bool {
    let end = try processes.run(query(arguments))
    guard end.status <= 1 else { throw failure(arguments, end) }
    return end.status == 0
  }
}
