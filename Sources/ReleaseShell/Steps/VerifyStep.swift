import CommandLanguage
import Diagnostics
import ReleaseModel

/// A package that is released as it was meant: its tag, and what its registry serves.
struct VerifyStep: ReleaseStep {
  let target: ReleaseTarget
  var choice = RegistryChoice()
  /// What is verified with it.
  var others: [ReleaseTarget] = []
  /// Whether what is missing on the index alone is waited for.
  var waits = true

  var name: String { "verify" }
  var targets: [ReleaseTarget] { [target] }
  var subject: String { target.object }
  var effect: EffectClass { .reads }
  var objects: [String] { [] }
  var command: String { "verify \(target.object)\(choice.words(for: target.package.kind))" }

  func state(in view: RepositoryView) throws(ReleaseError) -> StepState {
    let found = try Verification(of: target, among: others, choice, in: view)
    if found.isRight {
      return .done(
        Outcome(.verified, [target.object]),
        evidence: "\(found.registry) serves it, and \(target.tag) is here and on the remote")
    }
    if waits, found.unknown == nil, found.onlyLags, let question = found.pending {
      return .pending(question)
    }
    if found.faults.isEmpty, let error = found.unknown { return .unknown(error) }
    return .blocked(.notVerified([found]))
  }
}

extension ReleaseError {
  /// Something of a release is missing or is not what was meant.
  static func notVerified(_ found: [Verification]) -> Self {
    let faults = found.flatMap(\.faults)
    let most = 8
    var why = faults.prefix(most).map(\.reason)
    if faults.count > most { why.append("and \(faults.count - most) more; the table has them all") }
    why += found.compactMap(\.deadline)
    if found.contains(where: { $0.pending != nil }) {
      why.append(
        "what is not served was not published, or the index lags: `verify --wait` asks again until it"
          + " is there")
    }
    if faults.contains(where: { $0.verdict == .yanked }) {
      why.append(
        "`unyank` gives a crate out again, if that is meant; of a distribution its page on the index does"
      )
    }
    if faults.contains(where: { $0.verdict == .differs && $0.sha256 != nil }) {
      why.append(
        "what a registry took is never replaced: look at where that file came from, and release the"
          + " next version if it is not yours")
    }
    let parts = found.reduce(0) { $0 + $1.rows.count }
    let what =
      faults.count == 1
      ? "\(faults[0].what) of \(faults[0].object) \(words(faults[0].verdict))"
      : "\(faults.count) of \(parts) parts of this release are not as they were meant"
    var fix: [ShellLine] = []
    for line in found.flatMap(\.fix) where !fix.contains(line) { fix.append(line) }
    return Self(.notVerified, what, why: why, fix: fix)
  }

  private static func words(_ verdict: VerificationRow.Verdict) -> String {
    switch verdict {
    case .missing: "is missing"
    case .yanked: "is yanked"
    default: "is not what was meant"
    }
  }
}
