import CommandLanguage
import Diagnostics

/// `plan`: the steps that are left, each with its state.
struct PlanCommand: ShellCommand {
  private static let commands = Flag(
    "--commands", "print what is left as a shell script that needs no relsh")

  let signature = Signature(
    "plan", in: .release, effect: .reads, "the steps and their states",
    flags: [commands, CommonFlags.selection] + Publishing.flags + CommonFlags.changing,
    examples: [
      Example("plan", given: "targeted"),
      Example("plan", given: "committed"),
      Example(
        "plan --commands", given: "targeted",
        note: "edits as a patch for `git apply`, and git's own commands"),
      Example("plan", given: "demo", fails: .nothingSelected),
    ],
    details: [
      "States: done, ready (the next one), then (ready once those before it are done), blocked, unknown"
        + " (somebody did not answer), waits."
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    if shell.hasRepository { shell.view.prefetchPrompt() }
    let targets = try shell.targets(line[CommonFlags.selection])
    let publishing = try shell.publishing(line)
    let plan = try ReleasePlan(
      ReleaseOrder.steps(for: targets, publishing, in: shell.view), in: shell.view,
      goesOn: line.has(Self.commands))
    if line.has(Self.commands) {
      let names = targets.map(\.object).joined(separator: ", ")
      shell.output.data(plan.script(heading: "what is left of releasing \(names)"))
    } else if line.has(CommonFlags.json) {
      for object in plan.objectsInJSON { shell.output.data(object) }
    } else {
      let lines =
        targets.count > 1
        ? plan.tree(shell.output, of: try shell.view.repository()) : plan.lines(shell.output)
      for line in lines { shell.output.line(line) }
    }
    return []
  }
}
