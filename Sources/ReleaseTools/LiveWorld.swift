package import ReleaseWorld

package import Diagnostics

extension World {
  /// The world around a directory of a repository; starts nothing.
  ///
  /// Its effects are not journaled yet: `journaled()` makes them so.
  ///
  /// - Throws: `.noRepository`, `.noGit`.
  package static func open(
    at directory: String, environment: Environment
  ) throws(Failure) -> World {
    guard let place = FilePath.real(directory) else {
      throw Failure(
        .noRepository, "there is no directory \(directory)", why: ["name a folder that is there"])
    }
    guard let paths = try RepositoryPaths.find(from: place, files: .live(root: place)) else {
      throw .noRepository(place)
    }
    guard ProgramPath.find("git", in: environment) != nil else { throw .noGit }
    let files = Files.live(root: paths.root)
    let processes = Processes.live(root: paths.root, environment: environment)
      .sheltering(from: environment)
    let client = GitClient(paths: paths, files: files, processes: processes)
    let clock = Clock.live()
    let tools = ToolRunner(
      paths: paths, files: files, processes: processes, environment: environment, clock: clock)
    return World(
      root: paths.root, files: files,
      git: .live(paths, files: files, processes: processes), processes: processes, clock: clock,
      environment: environment, http: .live(environment),
      journal: .live(FilePath.join(paths.commonDirectory, "relsh/journal.jsonl"), files),
      perform: { (effect: Effect) throws(Failure) in
        switch effect {
        case .edit(let edits):
          let edit = try PreparedEdit(
            edits, root: paths.root, id: JournalRecord.newID(at: clock.now()))
          try edit.stage()
          try edit.apply()
        case .git(let call): try client.perform(call, environment)
        case .tool(let call): try tools.perform(call)
        }
      }
    ).lendingTokens()
  }

  /// The world around a directory without a repository: files and programs are there, and whoever asks
  /// for git learns `.noRepository`.
  package static func outside(directory: String, environment: Environment) -> World {
    let place = FilePath.real(directory) ?? directory
    let none = Failure.noRepository(place)
    let files = Files.live(root: place)
    return World(
      root: place, files: files, git: .none(none),
      processes: .live(root: place, environment: environment), clock: .live(),
      environment: environment, http: .live(environment),
      journal: Journal(
        append: { (_: JournalRecord) throws(Failure) in throw none },
        records: { () throws(Failure) -> [JournalRecord] in [] }),
      perform: { (_: Effect) throws(Failure) in throw none })
  }
}

extension Git {
  /// Answers every question with the same error.
  fileprivate static func none(_ error: Failure) -> Git {
    Git(
      directory: "", commonDirectory: "",
      head: { () throws(Failure) -> Head in throw error },
      changes: { () throws(Failure) -> [Change] in throw error },
      trackedFiles: { (_: [String]) throws(Failure) -> [String] in throw error },
      tags: { () throws(Failure) -> [GitTag] in throw error },
      contents: { (_: [String], _: String) throws(Failure) -> [[UInt8]?] in throw error },
      isAncestor: { (_: String, _: String) throws(Failure) -> Bool in throw error },
      ancestors: { () throws(Failure) -> CommitSet in throw error },
      commitsSince: { (_: String, _: [String]) throws(Failure) -> Int in throw error },
      remoteReferences: { (_: String, _: [String]) throws(Failure) -> [String: String] in
        throw error
      },
      configuration: { (_: String) throws(Failure) -> String? in throw error },
      commit: { (_: String) throws(Failure) -> String? in throw error })
  }
}

extension ReleaseError {
  /// No repository in a directory or above it.
  package static func noRepository(_ directory: String) -> Self {
    Self(
      .noRepository, "\(directory) lies in no git repository",
      why: ["a release is made in the work tree of a repository"], fix: ["demo", "open llmcc-demo"])
  }
}
