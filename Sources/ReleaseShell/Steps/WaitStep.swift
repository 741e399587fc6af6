import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// A package that its registry must serve, before what needs it leaves.
///
/// The proof is the registry's own index; where it cannot be asked, that a person has pushed what needs
/// the package.
struct WaitStep: ReleaseStep {
  let target: ReleaseTarget
  /// What needs it in this release; none where a person waits for it by itself.
  var dependents: [ReleaseTarget] = []
  var choice = RegistryChoice()

  var name: String { "wait" }
  var targets: [ReleaseTarget] { [target] }
  var subject: String { target.object }
  var effect: EffectClass { .reads }
  var objects: [String] { [] }
  var command: String { "wait \(target.object)\(choice.words(for: target.package.kind))" }

  func state(in view: RepositoryView) throws(ReleaseError) -> StepState {
    if !dependents.isEmpty, let state = try state(ofDependents: view) { return state }
    do throws(ReleaseError) {
      var question = try RegistryQuestion(target, choice, in: view.world)
      switch try question.ask(by: view.world.http) {
      case .served(let release):
        let yanked = release.isYanked ? ", yanked" : ""
        return .done(
          Outcome(.served, [target.object]),
          evidence: try view.untaggedWords(target) + "\(question.name) serves it\(yanked)")
      case .absent: return .pending(question)
      case .unknown(let error): throw error
      }
    } catch {
      guard error.code != .interrupted else { throw error }
      return .unknown(dependents.isEmpty ? error : .notServed(target, dependents, error))
    }
  }

  /// Done where all that needs it has left; `nil` where the registry is to say it.
  private func state(ofDependents view: RepositoryView) throws(ReleaseError) -> StepState? {
    guard let remote = try PushStep.remote(in: view) else { return .blocked(.noRemote) }
    let there: [String: String]
    do throws(ReleaseError) {
      there = try view.world.git.remoteReferences(remote, dependents.map { "refs/tags/\($0.tag)" })
    } catch {
      guard error.code == .remoteSilent else { throw error }
      return .unknown(error)
    }
    guard dependents.allSatisfy({ there["refs/tags/\($0.tag)"] != nil }) else { return nil }
    return .done(
      Outcome(.served, [target.object]),
      evidence: "\(dependents.map(\.tag).joined(separator: ", ")) left after it")
  }
}

extension ReleaseError {
  /// Nobody can say whether it is served.
  static func notServed(
    _ target: ReleaseTarget, _ dependents: [ReleaseTarget], _ reason: ReleaseError
  ) -> Self {
    let registry = target.package.kind == .crate ? "crates.io" : "PyPI"
    let names = dependents.map(\.selector).joined(separator: ",")
    return Self(
      .notServed,
      "\(registry) must serve \(target.object) before \(dependents.map(\.tag).joined(separator: ", ")) leaves",
      why: [
        "it cannot be asked: \(reason.what)"
          + (reason.why.first.map { ": \($0)" } ?? ""),
        "its workflow publishes it after the tag, and what needs it would fail before that;"
          + " look at the registry, then push what comes next",
      ],
      fix: [ShellLine("push -p \(names)")])
  }

  /// It was waited for in vain.
  static func stillNotServed(_ question: RegistryQuestion, _ reason: ReleaseError?) -> Self {
    var why: [String] = []
    if let reason {
      why.append("the last answer: \(reason.what)" + (reason.why.first.map { ": \($0)" } ?? ""))
    }
    why.append(
      "either it is not published, or the index lags; look at the run of its workflow, then `go`"
        + " goes on from here")
    return Self(
      .notServed,
      "\(question.name) does not serve \(question.target.object) after \(Int(question.limit)) s",
      why: why)
  }
}
