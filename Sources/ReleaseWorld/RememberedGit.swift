import Synchronization

extension World {
  /// The same world, whose git is asked each question once.
  ///
  /// For one look at a repository: an effect that goes through this world ends what is remembered, one that
  /// does not leaves it as it was. Nothing is remembered of a remote, nor of files.
  package func remembering() -> World {
    let answers = RememberedGit(git)
    var world = self
    world.git = answers.asked()
    let perform = perform
    world.perform = { (effect: Effect) throws(Failure) in
      defer { answers.forget() }
      try perform(effect)
    }
    return world
  }
}

/// What git has answered.
private final class RememberedGit: Sendable {
  private struct Answers {
    var status: TreeStatus?
    var tags: [GitTag]?
    var ancestors: CommitSet?
    var tracked: [[String]: [String]] = [:]
    var commits: [String: String?] = [:]
    var isAncestor: [[String]: Bool] = [:]
    var since: [[String]: Int] = [:]
    var settings: [String: String?] = [:]
  }

  private let git: Git
  private let known = Mutex(Answers())

  init(_ git: Git) { self.git = git }

  func forget() { known.withLock { $0 = Answers() } }

  func asked() -> Git {
    var asked = git
    asked.status = { [self] () throws(Failure) -> TreeStatus in try status() }
    asked.head = { [self] () throws(Failure) -> Head in try status().head }
    asked.changes = { [self] () throws(Failure) -> [Change] in try status().changes }
    asked.tags = { [self] () throws(Failure) -> [GitTag] in
      if let tags = known.withLock(\.tags) { return tags }
      let tags = try git.tags()
      known.withLock { $0.tags = tags }
      return tags
    }
    asked.ancestors = { [self] () throws(Failure) -> CommitSet in
      if let ancestors = known.withLock(\.ancestors) { return ancestors }
      let ancestors = try git.ancestors()
      known.withLock { $0.ancestors = ancestors }
      return ancestors
    }
    asked.trackedFiles = { [self] (names: [String]) throws(Failure) -> [String] in
      if let files = known.withLock({ $0.tracked[names] }) { return files }
      let files = try git.trackedFiles(names)
      known.withLock { $0.tracked[names] = files }
      return files
    }
    asked.commit = { [self] (revision: String) throws(Failure) -> String? in
      if let commit = known.withLock({ $0.commits[revision] }) { return commit }
      let commit = try git.commit(revision)
      known.withLock { $0.commits[revision] = .some(commit) }
      return commit
    }
    asked.isAncestor = { [self] (ancestor: String, descendant: String) throws(Failure) -> Bool in
      let key = [ancestor, descendant]
      if let answer = known.withLock({ $0.isAncestor[key] }) { return answer }
      let answer = try git.isAncestor(ancestor, descendant)
      known.withLock { $0.isAncestor[key] = answer }
      return answer
    }
    asked.commitsSince = { [self] (revision: String, paths: [String]) throws(Failure) -> Int in
      let key = [revision] + paths
      if let count = known.withLock({ $0.since[key] }) { return count }
      let count = try git.commitsSince(revision, paths)
      known.withLock { $0.since[key] = count }
      return count
    }
    asked.configuration = { [self] (key: String) throws(Failure) -> String? in
      if let value = known.withLock({ $0.settings[key] }) { return value }
      let value = try git.configuration(key)
      known.withLock { $0.settings[key] = .some(value) }
      return value
    }
    asked.survey = { [self] () throws(Failure) -> Survey in
      let survey = try git.survey()
      known.withLock {
        ($0.status, $0.tags, $0.ancestors) = (survey.status, survey.tags, survey.ancestors)
      }
      return survey
    }
    return asked
  }

  private func status() throws(Failure) -> TreeStatus {
    if let status = known.withLock(\.status) { return status }
    let status = try git.status()
    known.withLock { $0.status = status }
    return status
  }
}
