import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// A version of a crate that its registry gives to nobody new; or, undone, to everybody again.
///
/// The proof is what the index says of it. An index of distributions is asked too, but takes it from nobody
/// except on its own pages.
struct YankStep: ReleaseStep {
  let target: ReleaseTarget
  let choice: RegistryChoice
  /// Whether it is to be given out again.
  var isUndone = false

  var name: String { isUndone ? "unyank" : "yank" }
  var targets: [ReleaseTarget] { [target] }
  var subject: String { target.object }
  var effect: EffectClass { .publishes }
  var objects: [String] { [target.object] }
  var command: String { "\(name) \(target.object) --confirm \(target.object)" }

  func state(in view: RepositoryView) throws(ReleaseError) -> StepState {
    let world = view.world
    var question = try RegistryQuestion(target, choice, in: world)
    let release: RegistryRelease
    switch try question.ask(by: world.http) {
    case .served(let found): release = found
    case .unknown(let error):
      return .unknown(target.package.kind == .crate ? error : .webOnly(self, on: question.name))
    case .absent: return .blocked(.notPublished(target, on: question.name))
    }
    guard release.isYanked == isUndone else {
      let words = isUndone ? "gives it out" : "says that it is yanked"
      return .done(
        Outcome(isUndone ? .unyanked : .yanked, [target.object]),
        evidence: "the index of \(question.name) \(words)")
    }
    guard target.package.kind == .crate else {
      return .blocked(.webOnly(self, on: question.name))
    }
    return .ready(
      [.tool(try call(to: question.name, in: world))], shows: shows(on: question.name))
  }

  private func shows(on registry: String) -> [StepLine] {
    let object = target.object
    guard !isUndone else {
      return [.plain("\(object) on \(registry): from now on it is chosen again")]
    }
    return [
      .plain(
        "\(object) on \(registry): whoever has it in a lock file still gets it, nobody new does"),
      .plain("its files stay, and no other upload ever takes this version"),
    ]
  }

  private func call(
    to registry: String, in world: World
  ) throws(ReleaseError) -> ToolCall {
    let credential = try CrateCredential.find(for: registry, in: world)
    // The identity of a workflow is good for publishing alone.
    if case .workflow = credential {
      throw .tokenMissing(
        .crates(registry), looked: [CrateCredential.variable("TOKEN", of: registry)])
    }
    let (name, version) = (target.package.name, target.spelled)
    return ToolCall(
      "cargo",
      ["yank", name, "--version", version] + (isUndone ? ["--undo"] : [])
        + (registry == "crates.io" ? [] : ["--registry", registry]),
      environment: credential.environment(for: registry, from: world.environment).merging([
        "CARGO_TERM_COLOR": "never"
      ]) { $1 },
      secrets: credential.secrets(for: registry),
      isUndone
        ? .unyank(name: name, version: version, registry: registry)
        : .yank(name: name, version: version, registry: registry))
  }
}

extension ReleaseError {
  /// There is nothing to yank.
  static func notPublished(_ target: ReleaseTarget, on registry: String) -> Self {
    Self(
      .notPublished, "\(registry) has no \(target.object)",
      why: ["its index does not name the version; look at the spelling, or at another registry"])
  }

  /// A release that only its owners can yank, on a page.
  static func webOnly(_ step: YankStep, on index: String) -> Self {
    let target = step.target
    let project = PythonRequirement.normalized(target.package.name)
    let place =
      index == "pypi.org"
      ? "https://pypi.org/manage/project/\(project)/release/\(target.spelled)/"
      : "the page of \(project) \(target.spelled) on that index"
    return Self(
      .webOnly, "a release of \(index) is \(step.name)ed on its web page alone",
      why: [
        "there is no API for it, so no tool can; it is under Options at",
        place,
      ])
  }
}
