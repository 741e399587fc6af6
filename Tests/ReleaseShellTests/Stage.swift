import CommandLanguage
import Diagnostics
import ReleaseTools
import ReleaseWorld
import Synchronization
import Testing

@testable import ReleaseShell

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A shell in a real repository of its own, in a named state: what a test types into.
///
/// The environment is emptied, the clock ticks a second a look, and all is removed at the end.
final class Stage {
  /// Holds the work tree `llmcc`, its `llmcc.origin.git` and a home.
  let folder: String
  private let shell: Shell?
  private let refusal: ReleaseError?
  private let captured = Captured()
  private let variables: Environment
  private let isOwner: Bool

  /// What there is to type before a line: answers to its questions, the first one first.
  var answers: [String]?

  /// A fresh copy of a state; `lay` is laid over the world and its journal.
  init(
    given state: String, environment: [String: String?] = [:],
    lay: @escaping @Sendable (World) -> World = { $0 }
  ) throws {
    let template = try StageTemplates.folder(of: state)
    let root = temporaryDirectory("relsh-stage")
    folder = "\(root)/stage"
    try StageTemplates.copy(template, to: folder)
    let recipe = StageState.all[state]?.environment ?? [:]
    variables = Self.environment(folder, recipe.merging(environment) { $1 })
    isOwner = true
    (shell, refusal) = Self.open(
      folder, variables, captured, StageState.all[state]?.http ?? .none, lay)
    connect()
  }

  /// Another shell in the place of a stage that lives on.
  convenience init(reopening stage: Stage) throws {
    self.init(folder: stage.folder, environment: [:])
  }

  /// The folder of a state that is being made.
  init(folder: String, environment: [String: String?]) {
    self.folder = folder
    variables = Self.environment(folder, environment)
    isOwner = false
    (shell, refusal) = Self.open(folder, variables, captured, .none, { $0 })
    connect()
  }

  deinit {
    if isOwner { removeTree(String(folder.dropLast("/stage".utf8.count))) }
  }

  var work: String { "\(folder)/llmcc" }
  var origin: String { "\(folder)/llmcc.origin.git" }

  /// How a line ended.
  struct Played {
    var outcomes: [String] = []
    var error: ReleaseError?
    var output = ""
    var errors = ""

    /// As an example of help says it.
    var end: Example.End { error.map { .fails($0.code) } ?? .outcomes(outcomes) }
  }

  /// Types a line in full, as a script would hold it.
  func type(_ line: String) -> Played {
    _ = captured.take()
    var played = Played()
    do throws(ReleaseError) {
      if let refusal { throw refusal }
      guard let shell else { return played }
      let command = try shell.registry.parser.parse(line, abbreviations: false)
      played.outcomes = try shell.run(command, typed: line).map { outcome in
        var outcome = outcome
        outcome.isShown = outcome.isShown || shell.activeWorld.onlyShows
        return outcome.text
      }
    } catch {
      played.error = error
      shell?.output.error(error)
      if shell == nil { captured.add(true, ErrorRenderer(colour: false).render(error) + "\n") }
    }
    (played.output, played.errors) = captured.take()
    return played
  }

  /// Runs a line of /bin/sh in the work tree, which must succeed; not through the shell under test.
  @discardableResult func shell(_ line: String) throws -> String {
    try Self.run(line, in: work, variables)
  }

  /// Everything that a refused line must leave as it was: the tree byte for byte, the index, HEAD, the
  /// references and configuration here and at the origin.
  func fingerprint() throws -> String {
    try Self.run(
      """
      cd '\(folder)'
      find . -path ./llmcc/.git -prune -o -path ./llmcc.origin.git/objects -prune -o -path ./home -prune \
        -o -path '*/.git/relsh' -prune \
        -o -path ./llmcc/target -prune \
        -o -type f -exec cksum {} + | LC_ALL=C sort -k 3
      if [ -d llmcc/.git ]; then
        cd llmcc
        cat .git/HEAD .git/config
        git for-each-ref
        git ls-files --stage
      fi
      """, in: folder, Self.environment(folder))
  }

  private func connect() {
    shell?.asker = Asker { [weak self] question in
      self?.captured.add(true, question + "\n")
      guard let self, var left = answers, !left.isEmpty else { return nil }
      let answer = left.removeFirst()
      answers = left
      return answer
    }
    if answers == nil { shell?.asker = nil }
  }

  /// Lets the next questions be answered so; `nil`: nothing can be asked.
  func answer(_ answers: [String]?) {
    self.answers = answers
    connect()
  }
}

extension Stage {
  private static func open(
    _ folder: String, _ variables: Environment, _ captured: Captured, _ http: HTTP,
    _ lay: @escaping @Sendable (World) -> World
  ) -> (Shell?, ReleaseError?) {
    let directory = "\(folder)/llmcc"
    let clock = tickingClock()
    let open: @Sendable (String) throws(Failure) -> World = { (place: String) throws(Failure) in
      var world = try World.open(at: place, environment: variables)
      world.clock = clock
      world.processes = captured.overhear(world.processes)
      world.http = http
      return lay(world.journaled())
    }
    var world: World
    do throws(ReleaseError) {
      world = try open(directory)
    } catch {
      guard error.code == .noRepository else { return (nil, error) }
      world = World.outside(directory: directory, environment: variables)
      world.clock = clock
      world.processes = captured.overhear(world.processes)
      world.http = http
    }
    var output = Output(colour: false) { captured.add($0, $1) }
    output.redactor = Shell.redactor(for: world)
    let shell = Shell(
      entry: .oneShot, world: world, directory: directory, output: output,
      log: SessionLog.open(for: .oneShot, world: world), openWorld: open)
    shell.loadSession()
    return (shell, nil)
  }

  /// The emptied environment: nothing of the person who runs the tests but the way to the programs.
  static func environment(_ folder: String, _ more: [String: String?] = [:]) -> Environment {
    var variables = [
      "PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin",
      // Where cargo is rustup's, it looks for its toolchain at home, which is an empty one here.
      "RUSTUP_HOME": getenv("RUSTUP_HOME").map { String(cString: $0) }
        ?? (getenv("HOME").map { String(cString: $0) } ?? "") + "/.rustup",
      "HOME": "\(folder)/home", "ORIGIN": "\(folder)/llmcc.origin.git", "TERM": "dumb", "TZ": "UTC",
      "LC_ALL": "C.UTF-8", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_TERMINAL_PROMPT": "0", "GIT_AUTHOR_DATE": "1795534200 +0000",
      "GIT_COMMITTER_DATE": "1795534200 +0000",
    ]
    for (name, value) in more { variables[name] = value }
    return Environment(variables)
  }

  /// A clock that ticks a second at each look.
  static func tickingClock() -> Clock {
    let time = Ticks()
    return Clock { time.next() }
  }

  @discardableResult static func run(
    _ line: String, in directory: String, _ environment: Environment
  ) throws -> String {
    let processes = Processes.live(root: directory, environment: environment)
    let end = try processes.run(Child("/bin/sh", ["-euc", line]))
    try #require(end.status == 0, "\(line): \(end.errorText)")
    return end.text
  }
}

/// Seconds, one more at each look.
private final class Ticks: Sendable {
  private let time = Mutex(1_795_530_000.0)
  func next() -> Double {
    time.withLock { time in
      time += 1
      return time
    }
  }
}

/// What was written to standard output and error, by the shell and by children that own the terminal.
final class Captured: Sendable {
  private let texts = Mutex((output: "", errors: ""))

  func add(_ isError: Bool, _ text: String) {
    texts.withLock { if isError { $0.errors += text } else { $0.output += text } }
  }

  /// What came since the last time.
  func take() -> (String, String) {
    texts.withLock { texts in
      defer { texts = ("", "") }
      return (texts.output, texts.errors)
    }
  }

  /// The same processes; what goes to the terminal is heard here.
  func overhear(_ processes: Processes) -> Processes {
    let run = processes.run
    var heard = processes
    heard.run = { (child: Child) throws(Failure) -> ChildEnd in
      guard child.output == .terminal else { return try run(child) }
      var quiet = child
      quiet.output = .captured
      let end = try run(quiet)
      self.add(false, String(decoding: end.output, as: UTF8.self))
      self.add(true, String(decoding: end.errors, as: UTF8.self))
      return end
    }
    return heard
  }
}
