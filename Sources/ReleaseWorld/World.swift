/// The one boundary to everything outside: a value of closures, handed to whatever needs the world.
///
/// Dry run, journal, confirmation and redaction are functions `World -> World`; a step that is given
/// another world runs the same code. Relative paths are relative to `root`.
package struct World: Sendable {
  /// The absolute path of the work tree.
  package var root: String
  package var files: Files
  package var git: Git
  package var processes: Processes
  package var http: HTTP
  package var clock: Clock
  package var environment: Environment
  /// The tokens that a person typed here.
  package var held = HeldTokens()
  package var journal: Journal
  /// Performs one effect; the only way in which anything is changed.
  package var perform: @Sendable (Effect) throws(Failure) -> Void
  /// Whether `perform` only shows what it would do (dry run).
  package var onlyShows: Bool

  package init(
    root: String, files: Files, git: Git, processes: Processes, clock: Clock,
    environment: Environment, http: HTTP = .none, journal: Journal,
    perform: @escaping @Sendable (Effect) throws(Failure) -> Void, onlyShows: Bool = false
  ) {
    self.root = root
    self.files = files
    self.git = git
    self.processes = processes
    self.http = http
    self.clock = clock
    self.environment = environment
    self.journal = journal
    self.perform = perform
    self.onlyShows = onlyShows
  }
}
