import CommandLanguage
import Diagnostics

/// `help`: all commands on one screen, one command, or a topic.
struct HelpCommand: ShellCommand {
  private let topic = Argument(
    "command or topic", .topic, .any, "a command (`transcript save` too), or a topic")

  var signature: Signature {
    Signature(
      "help", in: .shell, effect: .reads, "a command, or a topic", takes: [topic],
      flags: [CommonFlags.dryRun],
      examples: [
        Example("help", given: "outside", note: "all commands"),
        Example("help status", given: "demo"),
        Example("help tags", given: "demo", note: "a topic"),
        Example("help !", given: "demo", note: "lines for your own shell"),
        Example("help versoins", given: "demo", fails: .usage),
      ], scripted: false)
  }

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let wanted = line.all(topic).joined(separator: " ")
    let signatures = shell.registry.signatures
    if wanted.isEmpty {
      let width = shell.output.columns() ?? 80
      Self.show(HelpOverview(signatures, width: width).lines, shell.output)
      return []
    }
    let commands = signatures.filter { $0.name == wanted || $0.name.hasPrefix("\(wanted) ") }
    if let walkthrough = Walkthrough.all.first(where: { $0.name == wanted }), commands.isEmpty {
      shell.output.line(walkthrough.text)
      return []
    }
    if wanted.hasPrefix("!") {
      Self.show(ShellLineHelp.lines, shell.output)
      return []
    }
    guard let first = commands.first else { throw .unknownTopic(wanted, signatures) }
    if first.name == wanted || commands.count == 1 {
      Self.show(CommandHelp(first).lines, shell.output)
    }
    let others = commands.filter { $0.name != wanted }
    if others.count > 1 || first.name == wanted, !others.isEmpty {
      shell.output.line(first.name == wanted ? "\nSee also" : "Commands of `\(wanted)`", .heading)
      let table = TextTable(rows: others.map { ["  help \($0.name)", $0.summary] })
      for text in table.lines { shell.output.line(text) }
    }
    return []
  }

  private static func show(_ lines: [(text: String, isHeading: Bool)], _ output: Output) {
    for line in lines { output.line(line.text, line.isHeading ? .heading : .plain) }
  }
}

extension ReleaseError {
  static func unknownTopic(_ word: String, _ signatures: [Signature]) -> Self {
    let names = signatures.map(\.name) + Walkthrough.all.map(\.name)
    let near = nearest(word, in: names).prefix(3)
    return Self(
      .usage, "there is no command and no topic `\(word)`",
      why: near.isEmpty ? [] : ["the nearest: \(near.joined(separator: ", "))"],
      fix: near.first.map { [ShellLine("help \($0)")] } ?? ["help"])
  }
}
