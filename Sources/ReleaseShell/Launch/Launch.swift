import CommandLanguage
package import Diagnostics
import LineEditor
import ReleaseTools
package import ReleaseWorld

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The way into the program: what the arguments ask for, and the exit code that it ends with.
package struct Launch {
  /// The version of relsh.
  package static let version = "0.1.0"

  private let arguments: LaunchArguments
  private let environment: Environment
  private let lay: @Sendable (World) -> World
  private let colour: Bool
  private var output: Output

  /// `lay` is laid over each world that is opened, below its journal; tests lay kill points.
  private init(
    _ arguments: LaunchArguments, _ environment: Environment,
    lay: @escaping @Sendable (World) -> World
  ) {
    self.arguments = arguments
    self.environment = environment
    self.lay = lay
    let term = environment["TERM"] ?? ""
    let isQuiet = !(environment["NO_COLOR"] ?? "").isEmpty || term.isEmpty || term == "dumb"
    // A pipe into relsh is a script: then nothing is coloured either.
    colour = isatty(0) == 1 && isatty(1) == 1 && !isQuiet
    output = .standard(colour: colour)
  }

  /// Runs the program and gives its exit code.
  package static func run(
    _ words: [String], environment: Environment,
    lay: @escaping @Sendable (World) -> World = { $0 }
  ) -> ExitCode {
    let arguments: LaunchArguments
    do throws(ReleaseError) {
      arguments = try LaunchArguments(words)
    } catch {
      var output = Output.standard(colour: false)
      output.redactor = redactor(environment)
      output.error(error)
      return error.exitCode
    }
    return Launch(arguments, environment, lay: lay).run()
  }

  private func run() -> ExitCode {
    switch arguments.mode {
    case .version:
      output.data("relsh \(Self.version)")
      return .done
    case .completions(let shell):
      output.data(ShellCompletionFile.text(for: shell))
      return .done
    case .candidates(let line): return candidates(line)
    case .prompt:
      let isTerminal = isatty(0) == 1
      guard isTerminal else { return ended { () throws(ReleaseError) in try pipe() } }
      return ended { () throws(ReleaseError) in try prompt() }
    case .text(let text): return ended { () throws(ReleaseError) in try commandText(text) }
    case .line(let line): return ended { () throws(ReleaseError) in try oneShot(line) }
    }
  }

  private func ended(_ body: () throws(ReleaseError) -> ExitCode) -> ExitCode {
    do throws(ReleaseError) {
      return try body()
    } catch {
      var output = output
      output.redactor = Self.redactor(environment)
      output.error(error)
      return error.exitCode
    }
  }

  /// For errors that come from where no shell is, or has ended: the secrets are looked up only then.
  private static func redactor(_ environment: Environment) -> Redactor {
    Shell.redactor(for: .outside(directory: ".", environment: environment))
  }

  /// The world around a folder, with the journal over it; outside of a repository one without git.
  private func open(_ directory: String) throws(Failure) -> World {
    lay(try World.open(at: directory, environment: environment)).journaled()
  }

  private func shell(_ entry: Shell.Entry) throws(ReleaseError) -> Shell {
    let directory = arguments.directory ?? "."
    guard let place = FilePath.real(directory) else {
      throw ReleaseError(
        .noRepository, "there is no folder \(directory)", why: ["`-C` names the folder to work in"])
    }
    var world: World
    do throws(ReleaseError) {
      world = try open(place)
    } catch {
      guard error.code == .noRepository else { throw error }
      world = World.outside(directory: place, environment: environment)
    }
    var output = output
    output.redactor = Shell.redactor(for: world)
    let lay = lay
    let environment = environment
    let shell = Shell(
      entry: entry, world: world, directory: place, output: output,
      log: SessionLog.open(for: entry, world: world),
      openWorld: { (directory: String) throws(Failure) in
        lay(try World.open(at: directory, environment: environment)).journaled()
      })
    if entry != .prompt, isatty(0) == 1, isatty(2) == 1, entry != .script {
      shell.asker = Asker(
        ask: PlainQuestion.ask, askSecret: { SecretInput.ask($0).map { Secret($0) } })
    }
    if shell.hasRepository { try recover(shell) }
    shell.loadSession()
    return shell
  }

  /// Ends what a killed run left, and says so.
  private func recover(_ shell: Shell) throws(ReleaseError) {
    for recovery in try shell.world.recover() {
      shell.output.remark("recovered: \(recovery.text)", .warning)
      shell.output.remark("`go` goes on from here; `status` shows where the release stands")
    }
  }

  private func prompt() throws(ReleaseError) -> ExitCode {
    let shell = try shell(.prompt)
    return Interactive(shell, colour: colour).run()
  }

  private func oneShot(_ line: String) throws(ReleaseError) -> ExitCode {
    Interrupts.install()
    let shell = try shell(.oneShot)
    let command = try shell.registry.parser.parse(line, abbreviations: false)
    try shell.run(command, typed: line)
    return .done
  }

  private func commandText(_ text: String) throws(ReleaseError) -> ExitCode {
    Interrupts.install()
    let shell = try shell(.commandText)
    var commands: [(ParsedCommand, String)] = []
    for line in lines(ofCommandText: text) {
      commands.append((try shell.registry.parser.parse(line, abbreviations: false), line))
    }
    for (command, line) in commands {
      try shell.run(command, typed: line)
      if shell.isLeaving { break }
    }
    return .done
  }

  /// What is piped in is read whole and run as a file would be.
  private func pipe() throws(ReleaseError) -> ExitCode {
    Interrupts.install()
    let text = StandardInput.readAll()
    let shell = try shell(.script)
    let run = ScriptRun(
      text: text, file: "standard input", settings: [:], verify: false, dryRun: false,
      confirmed: [])
    _ = try run.run(in: shell)
    return .done
  }

  /// What the shells' completions ask for: one candidate a line.
  private func candidates(_ line: String) -> ExitCode {
    guard let shell = try? shell(.commandText) else { return .done }
    let candidates = Candidates(shell: shell)
    let found = shellCandidates(
      line: line, signatures: shell.registry.signatures, candidates: candidates.candidates)
    for candidate in found { output.data(candidate) }
    return .done
  }
}
