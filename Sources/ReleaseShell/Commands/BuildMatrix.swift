import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// `build matrix`: the wheels and the sdist that this machine can build, proven and kept.
struct BuildMatrixCommand: ShellCommand {
  let signature = Signature(
    "build matrix", in: .release, effect: .edits, "build and prove the wheels",
    flags: [CommonFlags.selection] + CommonFlags.changing,
    examples: [
      Example(
        "build matrix --dry-run", given: "demo", outcome: "would build py:llmcc@0.1.0",
        note: "the grid, and what would be built here"),
      Example(
        "build matrix -p python --dry-run --json", given: "demo",
        outcome: "would build py:llmcc@0.1.0", note: "one object a cell"),
      Example("build matrix -p crates", given: "demo", fails: .nothingSelected),
    ],
    details: [
      "Rows are Python versions (classifiers, requires-python), columns platforms; relsh.toml's [matrix]"
        + " `python` and `platforms` win. An abi3 project has one wheel a platform, a pure one a single"
        + " wheel. What this machine cannot build is `elsewhere`, or `no interpreter`.",
      "Built is the commit of the target's tag, else HEAD, by maturin, uv or `python -m build`; each wheel"
        + " is opened and proven, the sdist built once more. What is built stays under the git directory by"
        + " commit and is never built again; dist/ gets copies.",
      "Below the grid stands what is missing. What other machines build is laid into dist/; it is proven"
        + " and counts where its tags fit. `publish` wants all of it, or --partial with a reason.",
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    try shell.requireRepository()
    let subjects = try shell.distributions(line[CommonFlags.selection], for: "build matrix")
      .map { index throws(ReleaseError) in try MatrixSubject(of: index, in: shell) }
    if try !shell.view.changes().isEmpty, subjects.contains(where: { $0.revision == "HEAD" }) {
      shell.output.remark("what is built is HEAD, without the changes in the work tree")
    }
    var already = true
    for subject in subjects {
      var build = try MatrixBuild(subject, in: shell)
      try build.run()
      if !build.isKept { already = false }
    }
    return [
      Outcome(
        .built, subjects.map(\.object), already: already,
        isShown: shell.activeWorld.onlyShows && !already)
    ]
  }
}
