import Diagnostics
import LineEditor
import ReleaseTools
import ReleaseWorld
import Synchronization

/// The one task beside the editor: reads the repository once and posts one notice.
final class FirstLook: Sendable {
  /// A view on its way from the task to the editor's thread.
  ///
  /// Unchecked, since the compiler cannot see that the task lets go of the view when it hands it over.
  private struct Handover: @unchecked Sendable {
    let view: RepositoryView
  }

  private let found = Mutex<Handover?>(nil)
  private let isLate = Mutex(false)

  /// What was read, once.
  func take() -> RepositoryView? {
    found.withLock { view in
      defer { view = nil }
      return view?.view
    }
  }

  /// A line was typed before: what the look proposes as the next one may be wrong by now.
  func comesLate() { isLate.withLock { $0 = true } }

  /// Looks in a task of its own.
  func start(_ shell: Shell, _ notices: NoticePort) {
    let (world, session, directory) = (shell.world, shell.session, shell.directory)
    let redactor = shell.output.redactor
    Task.detached { [self] in look(world, session, directory, redactor, notices) }
  }

  /// Looks, and posts the start line, the line to type next and the whole prompt.
  func look(
    _ world: World, _ session: Session, _ directory: String, _ redactor: Redactor,
    _ notices: NoticePort
  ) {
    let output = Output(colour: false) { _, _ in }
    let shell = Shell(
      entry: .prompt, world: world, directory: directory, output: output,
      openWorld: { _ throws(Failure) in world })
    shell.session = session
    var lines: [StyledText]
    do throws(ReleaseError) {
      lines = [StyledText(redactor.redact(try shell.summary()))]
      _ = try shell.view.changes()
    } catch {
      lines = [StyledText(redactor.redact(ErrorRenderer(colour: false).render(error)))]
    }
    if let next = shell.nextLine() { lines.append(StyledText("next: \(next)", .dim)) }
    let handover = Handover(view: shell.view)
    found.withLock { $0 = handover }
    notices.post(isLate.withLock { $0 } ? [lines[0]] : lines)
  }
}
