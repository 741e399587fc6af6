import CommandLanguage
import Diagnostics

/// `commit`: one commit of what `bump` changed.
struct CommitCommand: ShellCommand {
  private static let files = Argument("file", .file, .any, "committed with the bump")
  private static let withChanges = Flag(
    "--with-changes", "take a bumped file with whatever else changed in it")

  let signature = Signature(
    "commit", in: .release, effect: .commits, "commit what `bump` changed",
    takes: [files], flags: [CommonFlags.selection, withChanges] + CommonFlags.changing,
    examples: [
      Example("commit", given: "bumped", outcome: "committed crate:llmcc-core@0.2.0"),
      Example("commit", given: "committed", outcome: "committed crate:llmcc-core@0.2.0"),
      Example(
        "commit CHANGELOG.md", given: "bumped", outcome: "committed crate:llmcc-core@0.2.0",
        note: "a file beside the bump"),
      Example("commit", given: "targeted", fails: .notBumped),
      Example("commit NEWS.md", given: "bumped", fails: .fileUnreadable),
    ],
    details: [
      "The message is `chore: bump PACKAGE to VERSION`; of several packages each stands in its body.",
      "The repository's hooks run; if one refuses, the index is as before and the bump stays.",
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let targets = try shell.targets(line[CommonFlags.selection])
    return try shell.converge([
      CommitStep(
        targets: targets, files: line.all(Self.files).map { shell.inWorkTree($0) },
        takesChanges: line.has(Self.withChanges))
    ])
  }
}
