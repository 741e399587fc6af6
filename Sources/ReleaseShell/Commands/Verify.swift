import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// `verify`: whether what was released is what was meant.
struct VerifyCommand: ShellCommand {
  private static let packages = Argument(
    "package", .packageVersion, .any,
    "`PACKAGE@VERSION`; without a version the target's, without both the selection")
  private static let wait = Flag("--wait", "ask until the index has it all, up to the limit")
  private static let limit = Flag("--limit", .count, "SECONDS", "how long to wait; 600 else")

  let signature = Signature(
    "verify", in: .release, effect: .reads, "look at what was released",
    takes: [packages],
    flags: [
      wait, limit, Publishing.registry, Publishing.indexURL, CommonFlags.selection,
      CommonFlags.dryRun, CommonFlags.json,
    ],
    examples: [
      Example(
        "verify crate:llmcc-core@0.2.0", given: "served",
        outcome: "verified crate:llmcc-core@0.2.0"),
      Example(
        "verify --wait --limit 60", given: "served", outcome: "verified crate:llmcc-core@0.2.0"),
      Example(
        "verify crate:llmcc-core@0.3.0", given: "served", fails: .notVerified,
        note: "neither tagged nor published; exit code 3"),
      Example(
        "verify llmcc-core@0.2.0", given: "pushed", fails: .serverSilent,
        note: "where there is no network"),
      Example("verify py:llmcc@0.1.0 -p llmcc-core", given: "served", fails: .usage),
    ],
    details: [
      "Asks the crate index (and downloads the crate), PyPI's JSON or that of --index-url, and the remote"
        + " for the tag, whose commit must state the version.",
      "right: what was meant, a file of dist/ by its checksum, a crate by the files of the tag's commit."
        + " other build: the contents of the file in dist/, built elsewhere. there: it is there, and"
        + " nothing here says what it was meant to be. only there: beside what dist/ holds, as wheels of"
        + " other machines are. missing, differs, yanked: exit code 3.",
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    var choice = try shell.publishing(line).choice
    if let text = line[Self.limit] { choice.limit = try WaitCommand.seconds(text, of: "verify") }
    let targets = try targets(line, in: shell)
    var spelled = line
    if line[Self.packages] != nil { spelled.arguments[Self.packages.name] = targets.map(\.object) }
    choice.spell(&spelled)
    shell.spell(spelled)
    let deadline = shell.activeWorld.clock.now() + choice.limit
    var found: [Verification] = []
    for target in targets {
      var one = try Verification(of: target, among: targets, choice, in: shell.view)
      if line.has(Self.wait), one.unknown == nil, let question = one.pending {
        guard !shell.activeWorld.onlyShows else {
          shell.output.line("would wait until \(question.name) serves \(target.object)")
          continue
        }
        let left = max(1, deadline - shell.activeWorld.clock.now())
        if try shell.isServed(question, within: left) {
          // Meanwhile the tag may have come too.
          shell.forget()
          one = try Verification(of: target, among: targets, choice, in: shell.view)
        }
      }
      found.append(one)
    }
    show(found.flatMap(\.rows), on: shell.output)
    guard found.allSatisfy(\.faults.isEmpty) else { throw .notVerified(found) }
    if let error = found.lazy.compactMap(\.unknown).first { throw error }
    return [Outcome(.verified, targets.map(\.object))]
  }

  private func targets(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [ReleaseTarget]
  {
    let words = line.arguments[Self.packages.name] ?? []
    guard !words.isEmpty else { return try shell.targets(line[CommonFlags.selection]) }
    guard line[CommonFlags.selection] == nil else {
      throw ReleaseError(
        .usage, "packages are named twice, as words and by `-p`",
        why: ["`-p` stands for the selection; a word takes a version too"], fix: ["help verify"])
    }
    var targets: [ReleaseTarget] = []
    for word in words {
      for target in try shell.targets(naming: word) where !targets.contains(target) {
        targets.append(target)
      }
    }
    return targets
  }

  private func show(_ rows: [VerificationRow], on output: Output) {
    let table = VerificationTable(rows: rows)
    if output.isJSON {
      for object in table.json { output.data(object) }
    } else {
      let lines = table.lines(width: output.columns() ?? 80, output)
      output.line(lines.joined(separator: "\n"))
    }
  }
}

extension Shell {
  /// Waits for a registry; `false` where it does not serve all of it in time.
  fileprivate func isServed(
    _ question: RegistryQuestion, within seconds: Double
  ) throws(ReleaseError) -> Bool {
    var question = question
    question.limit = seconds
    do throws(ReleaseError) {
      try wait(for: question)
      return true
    } catch {
      guard error.code == .notServed else { throw error }
      return false
    }
  }
}
