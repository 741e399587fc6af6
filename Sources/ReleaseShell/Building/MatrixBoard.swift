import Diagnostics
import ReleaseModel
import ReleaseTools
import Synchronization

/// How far each cell of a matrix is; the workers write it, whoever draws it reads it.
final class MatrixBoard: Sendable {
  /// What a cell's place in the grid says.
  enum State: Sendable {
    case waiting
    /// Since a moment in seconds since 1970.
    case building(since: Double)
    case done(KeptArtifacts.Entry)
    /// `log` is the path of all that the tool said.
    case failed(ReleaseError, log: String?)
    /// Another machine builds it.
    case elsewhere
    /// It has built it, and the file lies in `dist/`.
    case laid(DistributionFile)
    case noInterpreter
    /// There is no such Python for that platform anywhere.
    case impossible
  }

  /// What a worker does: build the wheel of a cell, or the sdist.
  struct Job: Sendable {
    /// `nil` for the sdist.
    let cell: MatrixCell?
    let interpreter: PythonInterpreter
    var name: String { cell?.name ?? MatrixBoard.sdist }
  }

  /// What was built, until it is kept.
  struct Finished: Sendable {
    let job: Job
    let seconds: Double
    let result: Result<DistributionBuilder.Built, ReleaseError>
  }

  /// The sdist's name among the cells.
  static let sdist = MatrixLedger.sdist

  private struct Contents: Sendable {
    var states: [String: State]
    var jobs: [Job] = []
    var finished: [Finished] = []
    var atWork = 0
  }

  private let contents: Mutex<Contents>

  init(_ states: [String: State]) { contents = Mutex(Contents(states: states)) }

  subscript(name: String) -> State { contents.withLock { $0.states[name] } ?? .waiting }

  func set(_ name: String, _ state: State) { contents.withLock { $0.states[name] = state } }

  /// Lets a job wait for a worker.
  func add(_ job: Job) {
    contents.withLock {
      $0.jobs.append(job)
      $0.states[job.name] = .waiting
    }
  }

  /// The jobs that nobody has begun.
  var waiting: [Job] { contents.withLock { $0.jobs } }

  /// The next job, which is then being built.
  func next(now: Double) -> Job? {
    contents.withLock {
      guard !$0.jobs.isEmpty else { return nil }
      let job = $0.jobs.removeFirst()
      $0.states[job.name] = .building(since: now)
      $0.atWork += 1
      return job
    }
  }

  /// A worker is done with a job.
  func finish(_ finished: Finished) {
    contents.withLock {
      $0.atWork -= 1
      $0.finished.append(finished)
    }
  }

  /// Takes what was finished since the last call.
  func takeFinished() -> [Finished] {
    contents.withLock {
      let finished = $0.finished
      $0.finished = []
      return finished
    }
  }

  /// Whether nothing waits, is being built or is to be taken.
  var isOver: Bool {
    contents.withLock { $0.jobs.isEmpty && $0.atWork == 0 && $0.finished.isEmpty }
  }

  /// Takes back what has not begun.
  func cancel() { contents.withLock { $0.jobs = [] } }
}
