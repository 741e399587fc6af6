import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// What can be known of a release before anything leaves the machine: all that stands in its way, at once.
struct Preflight {
  /// The repository as it is when the first thing leaves; of a plan, as it would be.
  let view: RepositoryView
  /// All packages of the release.
  let targets: [ReleaseTarget]
  /// What stands in the way, each thing once.
  private(set) var problems: [ReleaseError] = []
  /// What crates of the release need and their registries do not have.
  private(set) var needs: [MissingNeed] = []
  /// What could not be found out, or takes its time: it is told, and hinders nothing.
  private(set) var remarks: [String] = []
  /// Whether something can be told only once the tags are there.
  var isProvisional = false
  private var tried: Set<TokenPlace> = []
  private var hasLookedForCargo = false
  private var loads: [String: Load] = [:]

  /// What one registry is to take.
  private struct Load {
    let limits: PublishLimits
    var newCrates: [String] = []
    var newVersions: [String] = []
  }

  init(_ targets: [ReleaseTarget], in view: RepositoryView) {
    self.targets = targets
    self.view = view
  }

  mutating func add(_ problem: ReleaseError) {
    if !problems.contains(problem) { problems.append(problem) }
  }

  /// Notes that a crate needs another one: each needed one is told once.
  mutating func miss(_ need: MissingNeed) {
    guard
      let known = needs.firstIndex(where: {
        $0.selector == need.selector && $0.requirement == need.requirement
          && $0.registry == need.registry
      })
    else { return needs.append(need) }
    for name in need.dependents where !needs[known].dependents.contains(name) {
      needs[known].dependents.append(name)
      needs[known].undone += need.undone
    }
  }

  mutating func remark(_ text: String) {
    if !remarks.contains(text) { remarks.append(text) }
  }

  /// Tries a token, each registry's once in a preflight; one that is known to be bad is a problem.
  mutating func trial(
    _ place: TokenPlace, _ question: () throws(ReleaseError) -> TokenTrial
  ) throws(ReleaseError) {
    guard tried.insert(place).inserted else { return }
    switch try question() {
    case .good: break
    case .bad(let error): add(error)
    case .unknown(let error):
      let reason = error.why.first.map { ": \($0)" } ?? ""
      remark("whether the token for \(place.name) is good is not known: \(error.what)\(reason)")
    }
  }

  /// Looks once whether the cargo that is here can publish.
  mutating func lookForCargo() throws(ReleaseError) {
    guard !hasLookedForCargo else { return }
    hasLookedForCargo = true
    if let error = try view.world.cargoFault() { add(error) }
  }

  /// Notes that a registry is to take a crate.
  mutating func count(_ crate: String, isNew: Bool, at index: CrateIndex) {
    guard let limits = index.limits else { return }
    var load = loads[index.name] ?? Load(limits: limits)
    if isNew { load.newCrates.append(crate) } else { load.newVersions.append(crate) }
    loads[index.name] = load
  }

  /// Says where a registry's limits are hit, and how long that takes.
  mutating func weigh() {
    for (name, load) in loads.sorted(by: { $0.key < $1.key }) {
      for line in load.limits.forecast(
        newCrates: load.newCrates, newVersions: load.newVersions, at: name)
      {
        remark(line)
      }
    }
  }
}

extension Shell {
  /// Finds out what stands in the way of steps that leave the machine, before the first of them.
  ///
  /// `view` is the repository as it would be then, where local steps are still to come.
  ///
  /// - Returns: whether that was all, or must be asked again once the tags are there.
  /// - Throws: the first problem, with the others listed in it.
  @discardableResult func preflight(
    _ steps: [any ReleaseStep], in view: RepositoryView? = nil
  ) throws(ReleaseError) -> Bool {
    guard steps.contains(where: { $0.effect == .publishes }) else { return true }
    var targets: [ReleaseTarget] = []
    for target in steps.flatMap(\.targets) where !targets.contains(target) {
      targets.append(target)
    }
    var found = Preflight(targets, in: view ?? self.view)
    for step in steps { try step.preflight(&found) }
    let missing = try ReleaseError.missing(found.needs) { more throws(ReleaseError) in
      try widened(targets, by: more)
    }
    for problem in missing { found.add(problem) }
    found.weigh()
    for remark in found.remarks { output.line(remark, .warning) }
    if let error = ReleaseError.together(found.problems) { throw error }
    return !found.isProvisional
  }
}

extension ReleaseError {
  /// Several errors in one: the first, with what the others say among its causes; `nil` where there are
  /// none.
  static func together(_ errors: [ReleaseError]) -> ReleaseError? {
    guard var first = errors.first else { return nil }
    for other in errors.dropFirst() {
      let place = other.at.map { "\($0): " } ?? ""
      first.why.append("also: \(place)\(other.what) [\(other.code.rawValue)]")
      first.why += other.why
      for line in other.fix where !first.fix.contains(line) { first.fix.append(line) }
    }
    return first
  }
}
