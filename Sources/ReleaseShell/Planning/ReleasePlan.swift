import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld
import ReleaseTools
import Synchronization

/// The steps that are left for a selection, each with its state in the world.
struct ReleasePlan {
  /// A step and how far it is.
  struct Item {
    let step: any ReleaseStep
    let state: State
    /// What it would do, where its registry could not be asked.
    var unasked: [Effect] = []

    var isDone: Bool { if case .done = state { true } else { false } }
  }

  /// How far a step of a plan is.
  enum State {
    case done(Outcome, evidence: String)
    /// Done once the steps before it are, which bring it along; the evidence says what is there already.
    case following(evidence: String)
    /// Its effects, as they would be once the steps before it are done.
    case ready([Effect], shows: [StepLine])
    case blocked(ReleaseError)
    case unknown(ReleaseError)
    /// A step before it is blocked.
    case waiting
  }

  let items: [Item]
  /// The repository as it would be behind the steps that are known.
  let view: RepositoryView

  /// Looks at every step, in a world where the effects of the steps before it are believed.
  ///
  /// `world` is asked instead of the view's own, of which it differs in its remotes at most. With
  /// `goesOn` a registry that cannot be asked stops only its own step.
  init(
    _ steps: [any ReleaseStep], in known: RepositoryView, world: World? = nil,
    goesOn: Bool = false
  ) throws(ReleaseError) {
    // Also over a dry run: what a plan believes is not what the dry run has shown.
    let shown = (world ?? known.world).dryRun { _ in }
    var view = known.believing(shown)
    // What is done in the world as it is, without what this plan would do.
    let actual = known.believing((world ?? known.world).dryRun { _ in })
    var items: [Item] = []
    var isStopped = false
    var isBelieving = false
    for step in steps {
      guard !isStopped else {
        items.append(Item(step: step, state: .waiting))
        continue
      }
      let state: State
      do throws(ReleaseError) {
        let found = try Self.look(step, &view)
        if isBelieving, case .done(_, let evidence) = found,
          try Self.follows(step, found, from: actual)
        {
          state = .following(
            evidence: step.effect == .publishes || step is WaitStep ? evidence : "")
        } else {
          state = found
        }
      } catch {
        state = .blocked(error)
      }
      var item = Item(step: step, state: state)
      if goesOn, case .unknown = state { item.unasked = try step.unasked(in: view) }
      items.append(item)
      switch state {
      case .unknown where !item.unasked.isEmpty: break
      case .blocked, .unknown: isStopped = true
      case .ready: isBelieving = true
      default: break
      }
    }
    self.items = items
    self.view = view
  }

  /// Whether a step is done only because the effects before it are believed.
  private static func follows(
    _ step: any ReleaseStep, _ found: State, from actual: RepositoryView
  ) throws(ReleaseError) -> Bool {
    guard case .done = found else { return false }
    if case .done = try step.state(in: actual) { return false }
    return true
  }

  private static func look(
    _ step: any ReleaseStep, _ view: inout RepositoryView
  ) throws(ReleaseError) -> State {
    var effects: [Effect] = []
    var lines: [StepLine] = []
    for _ in 0..<8 {
      switch try step.state(in: view) {
      case .done(let outcome, let evidence):
        return effects.isEmpty ? .done(outcome, evidence: evidence) : .ready(effects, shows: lines)
      case .pending(let question):
        let words = "until \(question.name) serves it"
        return .ready(effects, shows: lines + [.plain(words)])
      case .blocked(let error): return .blocked(error)
      case .unknown(let error): return .unknown(error)
      case .ready(let missing, let shows):
        effects += missing
        lines += shows
        // That a registry would serve it is not believed.
        if step.effect == .publishes { return .ready(effects, shows: lines) }
        for effect in missing {
          try view.world.perform(effect)
          view = RepositoryView(after: effect, view)
        }
      }
    }
    throw ReleaseError(.unproven, "\(step.name) of \(step.subject) does not come to an end")
  }

  /// Whether local work is in the way, so that it is not known how things would be behind it.
  var isStoppedHere: Bool {
    items.contains { item in
      if case .blocked = item.state {
        return item.step.effect > .reads && item.step.effect < .pushes
      }
      return false
    }
  }

  /// The first step that is not done; `nil` where all are.
  var next: Item? {
    items.first { !$0.isDone }
  }

  /// Everything that is still to be confirmed, in the order of the plan.
  var objects: [String] {
    items.flatMap { item -> [String] in
      guard item.step.effect >= .pushes else { return [] }
      switch item.state {
      case .ready, .waiting: return item.step.objects
      default: return []
      }
    }
  }
}
