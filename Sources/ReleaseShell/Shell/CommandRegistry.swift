import CommandLanguage

/// All commands of the shell, by their names.
struct CommandRegistry: Sendable {
  let commands: [any ShellCommand]
  let parser: CommandParser
  private let byName: [String: Int]

  /// Every command there is, in the order of `help`.
  static let standard = CommandRegistry([
    StatusCommand(),
    PackagesCommand(),
    TokenCommand(),
    TokenSetCommand(),
    HelpCommand(),
    ExplainCommand(),
    UseCommand(),
    TargetCommand(),
    OpenCommand(),
    DemoCommand(),
    RegistryCommand(),
    ReleaseCommand(),
    PlanCommand(),
    GoCommand(),
    BumpCommand(),
    CommitCommand(),
    BuildMatrixCommand(),
    BuildCommand(),
    TestCommand(),
    TestSubsetCommand(),
    DepsCommand(),
    TagCommand(),
    PushCommand(),
    PublishCommand(),
    WaitCommand(),
    VerifyCommand(),
    YankCommand(),
    UnyankCommand(),
    UndoTagCommand(),
    DryRunCommand(),
    TranscriptCommand(),
    TranscriptListCommand(),
    TranscriptOnCommand(),
    TranscriptOffCommand(),
    TranscriptSaveCommand(),
    RunCommand(),
    RunCommand.replay,
    HistoryCommand(),
    SetCommand(),
    ExitCommand(),
  ])

  init(_ commands: [any ShellCommand]) {
    self.commands = commands
    let signatures = commands.map(\.signature)
    parser = CommandParser(signatures: signatures)
    byName = Dictionary(
      signatures.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  var signatures: [Signature] { parser.signatures }

  func command(for signature: Signature) -> (any ShellCommand)? {
    byName[signature.name].map { commands[$0] }
  }
}
