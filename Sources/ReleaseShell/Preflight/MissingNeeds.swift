import CommandLanguage
import Diagnostics
import ReleaseModel

/// A crate of this repository that others of a release need, that is not released with them, and that
/// their registry does not have.
struct MissingNeed: Hashable {
  let selector: String
  let name: String
  let requirement: String
  let registry: String
  /// Where the first of those that need it asks for it.
  let place: Place?
  /// Why it cannot be released along with them, where it cannot: a phrase, and its manifest's own problem.
  let unpublishable: String?
  let problem: ReleaseError?
  /// Those that need it, by name.
  var dependents: [String]
  /// What takes back the tags of those whose commit is to be another one then.
  var undone: [ShellLine] = []
}

extension ReleaseError {
  /// What is missing, each crate once, with all that need it.
  ///
  /// `widened` says how the line is typed for some packages more.
  static func missing(
    _ needs: [MissingNeed], widened: ([String]) throws(ReleaseError) -> [ShellLine]
  ) throws(ReleaseError) -> [ReleaseError] {
    var errors = needs.filter { $0.unpublishable != nil }.map(Self.unpublishable)
    let later = needs.filter { $0.unpublishable == nil }
    guard let first = later.first else { return errors }
    var dependents: [String] = []
    for name in later.flatMap(\.dependents) where !dependents.contains(name) {
      dependents.append(name)
    }
    let names = later.map { "\($0.name) \($0.requirement)" }.joined(separator: ", ")
    var why: [String] = []
    for need in later.dropFirst() {
      guard let place = need.place else { continue }
      why.append("\(place): \(need.name) \(need.requirement) is not there either")
    }
    why.append("\(later.count == 1 ? "it is" : "they are") released first, or along with it")
    errors.append(
      ReleaseError(
        .dependencyAbsent,
        "\(dependents.joined(separator: ", ")) \(dependents.count == 1 ? "needs" : "need") \(names),"
          + " which \(first.registry) does not have",
        at: first.place, why: why, fix: try widened(later.map(\.selector))))
    return errors
  }

  /// It is needed, and not to be published.
  private static func unpublishable(_ need: MissingNeed) -> ReleaseError {
    let fix = need.problem?.fix ?? []
    let names = need.dependents.joined(separator: ", ")
    return ReleaseError(
      .dependencyAbsent,
      "\(names) \(need.dependents.count == 1 ? "needs" : "need") \(need.name), which is not to be"
        + " published",
      at: need.problem?.at ?? need.place,
      why: [
        "\(need.name) is not published: \(need.unpublishable ?? "")",
        "\(need.registry) does not have \(need.name) \(need.requirement), so nobody could build what needs"
          + " it: "
          + (fix.isEmpty
            ? "mend that, or take it out of what needs it"
            : "take the line out, or take it out of what needs it"),
      ],
      fix: fix.isEmpty ? [] : need.undone + fix)
  }
}

extension Shell {
  /// The running line for more packages than it named, or what is typed before it.
  func widened(
    _ targets: [ReleaseTarget], by selectors: [String]
  ) throws(ReleaseError) -> [ShellLine] {
    let all = (selectors + targets.map(\.selector)).joined(separator: ",")
    guard var line = runningLine else { return [ShellLine("use \(all)")] }
    line.flags[CommonFlags.confirm.name] = nil
    if line[CommonFlags.selection] != nil {
      line.flags[CommonFlags.selection.name] = [all]
      return [ShellLine(canonical(line))]
    }
    if line.arguments["selector"] != nil {
      line.arguments["selector"] = [all]
      return [ShellLine(canonical(line))]
    }
    // Another selection has no target.
    return [ShellLine("use \(all)")]
      + (session.target.map { [ShellLine("target \($0.spelled)")] } ?? [])
  }
}
