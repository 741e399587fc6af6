import CommandLanguage
import Diagnostics

/// `set`: options of this shell, with their values.
struct SetCommand: ShellCommand {
  private static let option = Argument(
    "option", .option, .optional, words: ["color", "dry-run", "log"], onlyWords: true, "its name")
  private static let value = Argument(
    "value", .onOrOff, .optional, words: ["on", "off"], onlyWords: true, "its new value")

  let signature = Signature(
    "set", in: .shell, effect: .reads, "options and their values",
    takes: [option, value], flags: [CommonFlags.dryRun],
    examples: [
      Example("set", given: "demo"), Example("set color off", given: "demo"),
      Example("set dry-run", given: "demo"),
      Example("set colour off", given: "demo", fails: .usage),
      Example("set on", given: "demo", fails: .usage),
    ],
    details: ["color: colours on the terminal. dry-run: as `dry-run on`. log: as `transcript on`."],
    scripted: false, changes: "the options of this shell")

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let name = line[Self.option]
    if let name, let value = line[Self.value], !line.has(CommonFlags.dryRun) {
      switch name {
      case "color": shell.output.colour = value == "on"
      case "dry-run": shell.setDryRun(value == "on")
      default: shell.log.isOn = value == "on"
      }
    }
    let values = [
      ("color", shell.output.colour), ("dry-run", shell.session.isDryRun), ("log", shell.log.isOn),
    ]
    for (option, isOn) in values where name == nil || name == option {
      let padding = String(repeating: " ", count: 9 - option.utf8.count)
      shell.output.line("\(option)\(padding)\(isOn ? "on" : "off")")
    }
    return []
  }
}
