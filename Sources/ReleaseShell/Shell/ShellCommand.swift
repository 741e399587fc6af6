import CommandLanguage
import Diagnostics

/// A command of the shell: its signature, and what it does.
protocol ShellCommand: Sendable {
  /// Parser, completion, highlighting, help and the shells' completions read it.
  var signature: Signature { get }

  /// Runs a line that fits the signature, and says how the world is then.
  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome]

  /// What a line would ask to confirm, as far as that is known before it runs; scripts are checked by
  /// it before their first command.
  func objects(of line: ParsedLine, in forecast: Forecast) throws(ReleaseError) -> [String]
}

extension ShellCommand {
  func objects(
    of line: ParsedLine, in forecast: Forecast
  ) throws(ReleaseError) -> [String] { [] }
}

/// The flags that many commands have, each declared once.
enum CommonFlags {
  static let selection = Flag(
    "-p", .selector, "SELECTOR", "the packages, instead of what `use` chose")
  static let dryRun = Flag("--dry-run", "show the edits and commands, change nothing")
  static let json = Flag("--json", "write one JSON object a line")
  static let confirm = Flag(
    Flag.confirmationName, .object, "OBJECT", repeats: true,
    "what is confirmed, by name; needed where nothing can be asked")
  /// Of every command that changes something.
  static let changing = [dryRun, json]
}
