import Diagnostics
import ReleaseWorld

extension Believed {
  /// The files, with the edits that were only shown.
  func files() -> Files {
    var files = real.files
    files.read = { [self] (path: String) throws(Failure) -> [UInt8]? in try read(path) }
    files.kind = { [self] path in
      now.files[relative(path)] != nil ? .file : real.files.kind(path)
    }
    files.stamp = { [self] path in
      now.files[relative(path)] != nil ? .believed : real.files.stamp(path)
    }
    files.list = { [self] path in
      var names = Set(real.files.list(path))
      let directory = relative(path + "/x")
      let prefix = path == real.root || path == "." || path.isEmpty ? "" : directory.dropLast()
      for file in now.files.keys where file.hasPrefix(prefix) {
        if let name = file.dropFirst(prefix.count).split(separator: "/").first {
          names.insert(String(name))
        }
      }
      return names.sorted()
    }
    return files
  }

  /// git's answers, with the commits, tags and pushes that were only shown.
  func git() -> Git {
    var git = real.git
    git.head = { [self] () throws(Failure) -> Head in moved(try real.git.head()) }
    git.changes = { [self] () throws(Failure) -> [Change] in try left(of: real.git.changes()) }
    git.status = { [self] () throws(Failure) -> TreeStatus in
      let status = try real.git.status()
      return TreeStatus(head: moved(status.head), changes: try left(of: status.changes))
    }
    git.survey = { [self] () throws(Failure) -> Survey in
      let survey = try real.git.survey()
      let status = survey.status
      return Survey(
        status: TreeStatus(head: moved(status.head), changes: try left(of: status.changes)),
        tags: try tagList(),
        ancestors: survey.ancestors.union(now.commits.map(\.id)))
    }
    git.trackedFiles = { [self] (names: [String]) throws(Failure) -> [String] in
      var paths = Set(try real.git.trackedFiles(names))
      for path in now.commits.flatMap(\.files.keys) where names.contains(FilePath.name(of: path)) {
        paths.insert(path)
      }
      return paths.sorted()
    }
    git.tags = { [self] () throws(Failure) -> [GitTag] in
      try tagList()
    }
    git.contents = { [self] (paths: [String], revision: String) throws(Failure) -> [[UInt8]?] in
      try contents(paths, revision)
    }
    git.commit = { [self] (revision: String) throws(Failure) -> String? in try resolve(revision) }
    git.isAncestor = { [self] (ancestor: String, descendant: String) throws(Failure) -> Bool in
      try isAncestor(ancestor, descendant)
    }
    git.ancestors = { [self] () throws(Failure) -> CommitSet in
      try real.git.ancestors().union(now.commits.map(\.id))
    }
    git.commitsSince = { [self] (revision: String, paths: [String]) throws(Failure) -> Int in
      try commitsSince(revision, paths)
    }
    git.remoteReferences = {
      [self] (remote: String, patterns: [String]) throws(Failure) -> [String: String] in
      var references = try real.git.remoteReferences(remote, patterns)
      for (name, object) in now.remotes[remote] ?? [:] where fits(name, patterns) {
        references[name] = object
      }
      return references
    }
    return git
  }

  private func moved(_ head: Head) -> Head {
    let overlay = now
    guard let last = overlay.commits.last else { return head }
    var head = head
    head.commit = last.id
    if let ahead = head.upstream?.ahead {
      head.upstream?.ahead = overlay.isPushed ? 0 : ahead + overlay.commits.count
    }
    return head
  }

  /// The tags by name's order, as they would be.
  private func tagList() throws(Failure) -> [GitTag] {
    var list = try real.git.tags()
    let changed = now.tags
    guard !changed.isEmpty else { return list }
    list.removeAll { changed[$0.name] != nil }
    for case (let name, let tag?) in changed {
      list.append(GitTag(name: name, object: tag.object, commit: tag.commit, isAnnotated: true))
    }
    return list.sorted { $0.name < $1.name }
  }

  /// The changes without those that were committed, with those that were only shown.
  private func left(of changes: [Change]) throws(Failure) -> [Change] {
    let overlay = now
    let uncommitted = Set(overlay.uncommitted)
    var left = changes.filter { change in
      overlay.file(change.path, after: overlay.commits.count) == nil
        || uncommitted.contains(change.path)
    }
    let known = Set(left.map(\.path))
    let edited = overlay.uncommitted.filter { !known.contains($0) }
    for (path, isThere) in zip(edited, try contents(edited, "HEAD")) {
      if let isThere, isThere == overlay.files[path] { continue }
      left.append(
        Change(path: path, staged: false, unstaged: isThere != nil, untracked: isThere == nil))
    }
    return left.sorted { $0.path < $1.path }
  }

  private func contents(_ paths: [String], _ revision: String) throws(Failure) -> [[UInt8]?] {
    let overlay = now
    guard let commit = try resolve(revision), let index = overlay.index(of: commit) else {
      return try real.git.contents(paths, revision)
    }
    let believed = paths.map { overlay.file($0, after: index + 1) }
    let others = zip(paths, believed).filter { $0.1 == nil }.map(\.0)
    var real = try real.git.contents(others, "HEAD").makeIterator()
    return believed.map { $0 ?? real.next() ?? nil }
  }

  private func isAncestor(_ ancestor: String, _ descendant: String) throws(Failure) -> Bool {
    let overlay = now
    let first = try resolve(ancestor) ?? ancestor
    let second = try resolve(descendant) ?? descendant
    switch (overlay.index(of: first), overlay.index(of: second)) {
    case (let first?, let second?): return first <= second
    case (nil, .some): return try real.git.isAncestor(first, "HEAD")
    case (.some, nil): return false
    case (nil, nil): return try real.git.isAncestor(first, second)
    }
  }

  private func commitsSince(_ revision: String, _ paths: [String]) throws(Failure) -> Int {
    let overlay = now
    let start = try resolve(revision).flatMap(overlay.index)
    let later = overlay.commits[(start.map { $0 + 1 } ?? 0)...]
    let believed = later.filter { commit in
      paths.isEmpty
        || commit.files.keys.contains { file in
          !paths.contains { $0.hasPrefix("!") && file.hasPrefix($0.dropFirst() + "/") }
            && paths.contains { $0.isEmpty || $0 == "." || file == $0 || file.hasPrefix($0 + "/") }
        }
    }.count
    return start == nil ? try real.git.commitsSince(revision, paths) + believed : believed
  }

  /// Whether ls-remote would name it: a pattern fits whole last components.
  private func fits(_ name: String, _ patterns: [String]) -> Bool {
    let plain = name.hasSuffix("^{}") ? String(name.dropLast(3)) : name
    if patterns.isEmpty { return name.hasPrefix("refs/heads/") || name.hasPrefix("refs/tags/") }
    return patterns.contains { pattern in
      guard let star = pattern.firstIndex(of: "*") else {
        return plain == pattern || plain.hasSuffix("/" + pattern)
      }
      let tail = pattern[pattern.index(after: star)...]
      return plain.hasPrefix(pattern[..<star]) && plain.hasSuffix(tail)
    }
  }
}
