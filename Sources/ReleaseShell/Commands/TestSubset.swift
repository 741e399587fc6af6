import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// `test subset`: the wheels of a distribution, installed and tested in a few Pythons.
struct TestSubsetCommand: ShellCommand {
  let signature = Signature(
    "test subset", in: .release, effect: .edits, "test the wheels in a few Pythons",
    flags: [CommonFlags.selection] + CommonFlags.changing,
    examples: [
      Example(
        "test subset --dry-run", given: "demo", outcome: "would test py:llmcc@0.1.0",
        note: "which cells could be run here, and which not"),
      Example(
        "test subset -p python --dry-run --json", given: "demo",
        outcome: "would test py:llmcc@0.1.0", note: "one object a cell"),
      Example("test subset -p crates", given: "demo", fails: .nothingSelected),
    ],
    details: [
      "The subset is 3.8, 3.11 and 3.12 on Linux, macOS and Windows, as far as the distribution takes"
        + " them; relsh.toml's [matrix] `test` names other Pythons. Those of this machine are tested side"
        + " by side, each wheel in a fresh virtual environment, as `test` does. The others are told, with"
        + " the line that installs a Python which is not here.",
      "pip and uv read their own variables (PIP_INDEX_URL, UV_FIND_LINKS, ...) there too.",
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    try shell.requireRepository()
    var objects: [String] = []
    for index in try shell.distributions(line[CommonFlags.selection], for: "test subset") {
      var tests = try SubsetTests(of: index, in: shell)
      try tests.run()
      objects.append(tests.subject.object)
    }
    return [Outcome(.tested, objects, isShown: shell.activeWorld.onlyShows)]
  }
}
