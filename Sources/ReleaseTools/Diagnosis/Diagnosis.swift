package import Diagnostics
package import ReleaseWorld

/// What the words of a tool that failed mean: what happened, why, and the line that mends it.
///
/// Pure: the words decide, and a few facts that whoever ran the tool knows. The patterns are the rows of
/// ``Refusal``'s tables; where none fits, the last words that matter are told as they are.
package struct Diagnosis: Hashable, Sendable {
  /// What is to be done before the same is tried again.
  package enum Next: Hashable, Sendable {
    /// Something must be mended first.
    case mend
    /// The version or the file is there already: what is there is to be compared with what is here.
    case compare
    /// It is not known whether the registry took it: it is to be asked before anything is sent again.
    case look
    /// The same can be tried again, not before a moment in seconds since 1970 where it said one.
    case wait(until: Double?)
  }

  /// What is told; its `why` begins with the tool's own words.
  package var error: ReleaseError
  package var next: Next
  /// The row that fits, by its name; `nil` where none does.
  package let pattern: String?

  /// Understands a tool that failed.
  ///
  /// `output` is all that it said on both its outputs, as it came: colours and wrapped lines are fine.
  /// The exit code is told where no pattern fits.
  package static func of(
    tool: ReleaseTool, output: String, exitCode: Int32, facts: Facts = Facts()
  ) -> Diagnosis {
    let words = ToolWords(output)
    var diagnosis =
      found(tool, words, facts, succeeded: false)
      ?? Diagnosis(
        error: ReleaseError(
          .toolFailed, "\(tool.rawValue) failed with \(exitCode)",
          why: words.last(12) + ["mend what it names, then type the line again"]),
        next: .mend, pattern: nil)
    diagnosis.error.output = output
    return diagnosis
  }

  /// Understands how a child ended that failed, also by ^C or by its limit.
  package static func of(
    tool: ReleaseTool, end: ChildEnd, facts: Facts = Facts()
  ) -> Diagnosis {
    let output = end.said
    var diagnosis = of(tool: tool, output: output, exitCode: end.status, facts: facts)
    if end.wasInterrupted {
      diagnosis = Diagnosis(
        error: ReleaseError(
          .interrupted, "\(tool.rawValue) was interrupted", why: ["`go` goes on from here"]),
        next: .look, pattern: nil)
      diagnosis.error.output = output
    } else if end.timedOut, diagnosis.pattern == nil {
      diagnosis.error.what = "\(tool.rawValue) took too long and was ended"
      diagnosis.next = .look
    }
    return diagnosis
  }

  /// What is doubtful although the tool ended with 0; `nil` where its words tell nothing of the kind.
  ///
  /// An answer that is no registry's makes both uploaders say nothing, so whoever published asks the
  /// registry in any case.
  package static func doubt(
    tool: ReleaseTool, output: String, facts: Facts = Facts()
  ) -> Diagnosis? {
    found(tool, ToolWords(output), facts, succeeded: true)
  }

  private static func found(
    _ tool: ReleaseTool, _ words: ToolWords, _ facts: Facts, succeeded: Bool
  ) -> Diagnosis? {
    for row in Refusal.all
    where row.tools.contains(tool) && (row.isSilent || !succeeded)
      && row.given.isSubset(of: facts.conditions(tool))
    {
      guard let captured = row.match(words.joined) else { continue }
      let names = Refusal.names(tool, words.joined).merging(captured) { $1 }
      let template = FilledTemplate(tool: tool, facts: facts, captured: names)
      var next = row.next
      if case .wait = next { next = .wait(until: words.retryTime(now: facts.now)) }
      var why = row.tellsWords ? words.told(row.telling) : []
      why += row.why.compactMap(template.line)
      if row.code == .secretMissing { why += facts.secretLines }
      return Diagnosis(
        error: ReleaseError(
          row.code, template.phrase(row.what), why: why,
          fix: row.fix.compactMap(template.typed).map { ShellLine($0) }),
        next: next, pattern: row.name)
    }
    return nil
  }
}
