import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// `build`: the selected crates as they are released; `--clean` forgets what `build matrix` has kept.
struct BuildCommand: ShellCommand {
  private static let release = Flag("--release", "build the selected crates, optimized")
  private static let clean = Flag("--clean", "forget every wheel and sdist that is kept")

  let signature = Signature(
    "build", in: .release, effect: .edits, "build the crates as released",
    flags: [release, CommonFlags.selection, clean] + CommonFlags.changing,
    examples: [
      Example(
        "build --release -p crate:llmcc --dry-run", given: "demo",
        outcome: "would build crate:llmcc@0.1.0", note: "the line that would run"),
      Example("build --clean", given: "demo"),
      Example("build --clean --dry-run", given: "demo"),
      Example("build", given: "demo", fails: .usage),
      Example("build --release -p python", given: "demo", fails: .nothingSelected),
    ],
    details: [
      "`--release` is `cargo build --release` for each selected crate, in the work tree as it is; where its"
        + " target has a tag already, in the tag's commit. A distribution is built by `build matrix`.",
      "`--clean`: what lies in dist/ stays. `build matrix` builds everything anew after it.",
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    try shell.requireRepository()
    switch (line.has(Self.release), line.has(Self.clean)) {
    case (true, false): return try build(line[CommonFlags.selection], in: shell)
    case (false, true):
      try clean(in: shell)
      return []
    default:
      throw ReleaseError(
        .usage, "`build` needs to know what",
        why: [
          "`--release` builds crates, `--clean` forgets wheels, `build matrix` builds the wheels"
        ],
        fix: ["build matrix --dry-run"])
    }
  }

  private func build(
    _ named: String?, in shell: Shell
  ) throws(ReleaseError) -> [Outcome] {
    let repository = try shell.view.repository()
    let chosen = try shell.selection(named)
    if let other = chosen.first(where: { repository.packages[$0].kind == .distribution }) {
      let selector = repository.selector(of: other)
      throw ReleaseError(
        .nothingSelected, "\(selector) is no crate", why: ["a distribution is built as wheels"],
        fix: [ShellLine("build matrix -p \(selector)")])
    }
    let world = shell.activeWorld
    var objects: [String] = []
    for index in chosen {
      let place = try CratePlace(of: index, in: shell)
      objects.append(place.object)
      guard !world.onlyShows else {
        shell.output.line("would run \(place.words(.build, in: world))")
        continue
      }
      if place.hasChanges {
        shell.output.remark("\(place.selector) is built with the changes in the work tree")
      }
      _ = try shell.folding("build \(place.selector)") { (listener) throws(ReleaseError) in
        try place.run(.build, in: world, hearing: listener)
      } _: { said in
        ("done", said)
      }
    }
    return [Outcome(.built, objects, isShown: world.onlyShows)]
  }

  private func clean(in shell: Shell) throws(ReleaseError) {
    guard !shell.activeWorld.onlyShows else {
      shell.output.line("would forget every wheel and sdist that is kept")
      return
    }
    let count = try KeptArtifacts.forgetAll(in: shell.activeWorld)
    shell.output.line(count == 0 ? "nothing was kept" : "forgot \(count) files")
  }
}
