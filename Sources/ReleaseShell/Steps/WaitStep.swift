import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// A package that its registry must serve before what needs it leaves.
///
/// relsh does not ask registries yet, so the only proof is that a person has pushed what needs it.
struct WaitStep: ReleaseStep {
  let target: ReleaseTarget
  /// What needs it in this release.
  let dependents: [ReleaseTarget]

  var name: String { "wait" }
  var targets: [ReleaseTarget] { [target] }
  var subject: String { target.object }
  var effect: EffectClass { .reads }
  var objects: [String] { [] }
  var command: String { "push -p \(dependents.map(\.selector).joined(separator: ","))" }

  func state(in view: RepositoryView) throws(ReleaseError) -> StepState {
    guard let remote = try PushStep.remote(in: view) else { return .blocked(.noRemote) }
    let there: [String: String]
    do throws(ReleaseError) {
      there = try view.world.git.remoteReferences(remote, dependents.map { "refs/tags/\($0.tag)" })
    } catch {
      guard error.code == .remoteSilent else { throw error }
      return .unknown(error)
    }
    guard dependents.allSatisfy({ there["refs/tags/\($0.tag)"] != nil }) else {
      return .blocked(.notServed(target, dependents))
    }
    return .done(
      Outcome(.served, [target.object]),
      evidence: "\(dependents.map(\.tag).joined(separator: ", ")) left after it")
  }
}

extension ReleaseError {
  static func notServed(_ target: ReleaseTarget, _ dependents: [ReleaseTarget]) -> Self {
    let registry = target.package.kind == .crate ? "crates.io" : "PyPI"
    let names = dependents.map(\.selector).joined(separator: ",")
    return Self(
      .notServed,
      "\(registry) must serve \(target.object) before \(dependents.map(\.tag).joined(separator: ", ")) leaves",
      why: [
        "its workflow publishes it after the tag, and what needs it would fail before that;"
          + " look at the registry, then push what comes next"
      ],
      fix: [ShellLine("push -p \(names)")])
  }
}
