import CommandLanguage
import Diagnostics
import Testing

@testable import ReleaseShell

/// An example of help, with the command that it stands in.
struct HelpExample: Sendable, CustomTestStringConvertible {
  let command: String
  let example: Example

  var testDescription: String { "\(example.given): \(example.line)" }

  static let all =
    CommandRegistry.standard.signatures.flatMap { signature in
      signature.examples.map { HelpExample(command: signature.name, example: $0) }
    } + ShellLineHelp.examples.map { HelpExample(command: "!", example: $0) }
}

@Test(arguments: HelpExample.all)
func `an example in help does what it says`(_ help: HelpExample) throws {
  let stage = try Stage(given: help.example.given)
  let before = try stage.fingerprint()
  let played = stage.type(help.example.line)
  #expect(played.end == help.example.end, "\(played.output)\(played.errors)")
  if case .fails = help.example.end, help.example.line.hasPrefix(help.command) {
    #expect(try stage.fingerprint() == before, "a refusal changes nothing")
  }
}

/// Commands that refuse nothing but a word too many; every other one shows a refusal of its own.
private let neverRefuse: Set<String> = ["token", "transcript", "transcript on", "transcript off"]

@Test(arguments: CommandRegistry.standard.signatures.map(\.name))
func `a command has three examples in full, one of them a refusal`(_ name: String) throws {
  let signature = try #require(CommandRegistry.standard.signatures.first { $0.name == name })
  #expect(signature.examples.count >= 3)
  #expect(signature.flags.contains(CommonFlags.dryRun), "`--dry-run` is accepted everywhere")
  let refusals = signature.examples.filter { if case .fails = $0.end { true } else { false } }
  #expect(!refusals.isEmpty || neverRefuse.contains(name))
  for example in signature.examples {
    do throws(ReleaseError) {
      let parser = CommandRegistry.standard.parser
      let parsed = try parser.parse(example.line, abbreviations: false)
      guard case .command(let line) = parsed else {
        Issue.record("\(example.line) is no command")
        continue
      }
      #expect(line.signature.name == name, "\(example.line)")
    } catch {
      #expect(example.end == .fails(error.code), "\(example.line): \(error.what)")
    }
  }
}
