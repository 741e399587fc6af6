import CommandLanguage
import Diagnostics
import ReleaseWorld

/// `test`: the tests of the selected packages, a distribution's against the wheel as it is installed.
struct TestCommand: ShellCommand {
  let signature = Signature(
    "test", in: .release, effect: .edits, "test what is to be released",
    flags: [CommonFlags.selection] + CommonFlags.changing,
    examples: [
      Example(
        "test -p llmcc-core --dry-run", given: "demo", outcome: "would test crate:llmcc-core@0.1.0",
        note: "the line that would run"),
      Example(
        "test -p llmcc-core,llmcc-rust --dry-run --json", given: "demo",
        outcome: "would test crate:llmcc-core@0.1.0 crate:llmcc-rust@0.1.0"),
      Example("test", given: "demo", fails: .nothingSelected),
    ],
    details: [
      "A crate is tested by `cargo test` in the work tree as it is; where its target has a tag already, in"
        + " the tag's commit. A distribution is tested by pytest against the wheel of the target's tag,"
        + " else of HEAD, in a fresh virtual environment, with the tests of that commit and without its"
        + " sources. A wheel that is not kept is built first. It is imported in any case.",
      "What tests need besides pytest is the extra or the dependency group `test`, `tests`, `testing` or"
        + " `dev` in pyproject.toml. relsh.toml's [test] `command` replaces what is inferred; with"
        + " `{crate}` in it, of crates only. Tests run each time they are asked for.",
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    try shell.requireRepository()
    var tests = try PackageTests(in: shell)
    var objects: [String] = []
    for index in try shell.selection(line[CommonFlags.selection]) {
      objects.append(try tests.test(index))
    }
    return [Outcome(.tested, objects, isShown: shell.activeWorld.onlyShows)]
  }
}
