import CommandLanguage
import Diagnostics
import ReleaseWorld

/// What a person said y to for a whole release that then failed.
///
/// It holds in the same shell for the same objects, as long as HEAD, their tags and the registries are
/// the same: `go` asks nothing twice.
struct Agreement: Hashable {
  let objects: Set<String>
  let publishing: Publishing
  /// HEAD, and where each tag stands.
  let places: [String: String]
}

extension Shell {
  /// The objects of some steps that were agreed to before.
  func agreed(to steps: [any ReleaseStep]) -> Set<String> {
    guard let agreement, agreement.publishing == session.publishing,
      let places = try? places(of: steps), places == agreement.places
    else { return [] }
    return agreement.objects
  }

  /// Keeps what was agreed to, for the line after one that failed.
  ///
  /// Whoever ends a release by ^C may have thought better of it, and is asked again.
  func keepAgreement(
    to objects: Set<String>, _ steps: [any ReleaseStep], after error: ReleaseError
  ) {
    agreement = nil
    guard !objects.isEmpty, error.exitCode != .interrupted, error.exitCode != .confirmation,
      !activeWorld.onlyShows, let places = try? places(of: steps)
    else { return }
    agreement = Agreement(objects: objects, publishing: session.publishing, places: places)
  }

  private func places(of steps: [any ReleaseStep]) throws(ReleaseError) -> [String: String] {
    var places = ["HEAD": try view.head().commit ?? ""]
    for target in steps.flatMap(\.targets) {
      places["refs/tags/\(target.tag)"] = try view.tag(target.tag)?.object ?? ""
    }
    return places
  }

  /// Asks one question for all that is still to leave, where a person can be asked.
  ///
  /// - Returns: the objects of the question; none where each step asks for itself, as for one alone.
  func agreement(
    to steps: [any ReleaseStep], beside agreed: Set<String>
  ) throws(ReleaseError) -> Set<String> {
    guard asker != nil, entry != .script, !activeWorld.onlyShows else { return [] }
    let open = steps.filter { $0.effect >= .pushes && !agreed.isSuperset(of: $0.objects) }
    guard open.count > 1 else { return [] }
    let plan = try ReleasePlan(steps, in: view)
    let objects = plan.objects.filter { !agreed.contains($0) }
    let given = Set(runningLine?.all(CommonFlags.confirm) ?? []).union(confirmedOutside)
    guard objects.count > 1, !given.isSuperset(of: objects) else { return [] }
    for line in plan.lines(output, isDetailed: true) { output.line(line) }
    output.line(plan.summary, .strong)
    let published = steps.flatMap(\.targets).map(\.object)
    try confirm(
      objects, for: "go", question: "go on: \(ReleaseCommand.leaving(objects, published))?")
    return Set(objects)
  }
}
