import CommandLanguage
import Diagnostics
import ReleaseTools
import ReleaseWorld

/// `build --clean`: forgets what `build matrix` has kept.
struct BuildCommand: ShellCommand {
  private static let clean = Flag("--clean", "forget every wheel and sdist that is kept")

  let signature = Signature(
    "build", in: .release, effect: .edits, "forget what was built",
    flags: [clean] + CommonFlags.changing,
    examples: [
      Example("build --clean", given: "demo"),
      Example("build --clean --dry-run", given: "demo"),
      Example("build", given: "demo", fails: .usage),
    ],
    details: [
      "What lies in dist/ stays. `build matrix` builds everything anew after it."
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    try shell.requireRepository()
    guard line.has(Self.clean) else {
      throw ReleaseError(
        .usage, "`build` needs to know what", why: ["`build matrix` builds the wheels"],
        fix: ["build matrix --dry-run"])
    }
    guard !shell.activeWorld.onlyShows else {
      shell.output.line("would forget every wheel and sdist that is kept")
      return []
    }
    let count = try KeptArtifacts.forgetAll(in: shell.activeWorld)
    shell.output.line(count == 0 ? "nothing was kept" : "forgot \(count) files")
    return []
  }
}
