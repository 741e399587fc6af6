import CommandLanguage
import Diagnostics
import ReleaseWorld

/// One unit of a release, which only looks: what is missing comes back as effects.
protocol ReleaseStep {
  /// The word for it in plans and in `--skip`: the command that runs it alone.
  var name: String { get }
  /// What it is about, for plans: `crate:llmcc-core@0.2.0`, a tag.
  var subject: String { get }
  /// The packages that it is about.
  var targets: [ReleaseTarget] { get }
  /// The strongest thing that it may do.
  var effect: EffectClass { get }
  /// What a person must confirm before it acts; empty where nothing need be.
  var objects: [String] { get }
  /// The command that runs this step alone, with its own selection.
  var command: String { get }

  /// How far the world is; asks, and changes nothing.
  func state(in view: RepositoryView) throws(ReleaseError) -> StepState

  /// Adds what is known to stand in its way before anything has left the machine.
  func preflight(_ found: inout Preflight) throws(ReleaseError)
  /// What it would do, as far as that is known without the registry that could not be asked.
  func unasked(in view: RepositoryView) throws(ReleaseError) -> [Effect]
}

extension ReleaseStep {
  func preflight(_ found: inout Preflight) throws(ReleaseError) {}
  func unasked(in view: RepositoryView) throws(ReleaseError) -> [Effect] { [] }
}

extension ReleaseStep {
  /// What the session remembers it by, once a registry has proven it; `nil` where no registry is asked.
  var provenByRegistry: String? {
    ["publish", "wait", "verify"].contains(name) ? "\(name) \(subject)" : nil
  }
}

/// How far a step is.
enum StepState {
  /// It is done; the evidence says how that is known.
  case done(Outcome, evidence: String)
  /// Something else must happen first.
  case blocked(ReleaseError)
  /// These effects are missing. `shows` says what they are, for a person.
  case ready([Effect], shows: [StepLine])
  /// It comes by itself, and has not come yet: the registry says so.
  case pending(RegistryQuestion)
  /// Nobody could be asked.
  case unknown(ReleaseError)
}

/// A line that a step shows before it acts.
enum StepLine: Hashable, Sendable {
  /// Kept in the transcript for its readers.
  case recorded(String)
  case plain(String)
  case note(String)
  /// A unified diff, or commands.
  case exact(String)
}
