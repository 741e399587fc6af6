import Diagnostics
import LineEditor
import ReleaseModel
import ReleaseWorld

/// What the prompt says, computed once after each line and not at each key.
struct PromptText: Hashable {
  let spans: [StyledText]

  /// What is known without asking git: the rest is `…` until it is.
  init(unread session: Session, name: String, branch: String?) {
    var spans: [StyledText] = []
    if session.selection.isEmpty {
      spans = [StyledText(name, .prompt(.name)), StyledText(" …")]
    } else {
      spans = [
        StyledText(Self.short(session), .prompt(.name)), StyledText(" …", .prompt(.version)),
      ]
      if let target = session.target {
        spans.append(StyledText(" -> \(Self.target(target))", .prompt(.version)))
      }
    }
    if let branch { spans.append(StyledText(" \(branch)", .prompt(.branch))) }
    self.spans = spans + [StyledText(" > ")]
  }

  /// Outside of a repository.
  init(outside name: String, hasFailed: Bool) {
    spans =
      [StyledText(name, .prompt(.name)), StyledText(" (no repository)", .dim)]
      + Self.end(isDryRun: false, hasFailed: hasFailed)
  }

  /// All of it.
  init(_ shell: Shell) {
    let session = shell.session
    var spans: [StyledText] = []
    if session.selection.isEmpty {
      spans = [
        StyledText(shell.repositoryName, .prompt(.name)), StyledText(" (nothing selected)", .dim),
      ]
    } else {
      spans = [StyledText(Self.selection(shell), .prompt(.name))]
      let versions = Self.versions(shell)
      if !versions.isEmpty { spans.append(StyledText(" \(versions)", .prompt(.version))) }
    }
    if let head = try? shell.view.head() {
      let place = head.branch ?? head.commit.map { "(\($0.prefix(7)))" } ?? ""
      let isDirty = ((try? shell.view.changes()) ?? []).contains { !$0.untracked }
      spans.append(StyledText(" \(place)\(isDirty ? "*" : "")", .prompt(.branch)))
      if let operation = head.underWay {
        spans.append(StyledText(" (\(operation.rawValue))", .prompt(.failure)))
      }
    }
    self.spans = spans + Self.end(isDryRun: session.isDryRun, hasFailed: session.hasFailed)
  }

  var text: String { spans.map(\.text).joined() }

  private static func end(isDryRun: Bool, hasFailed: Bool) -> [StyledText] {
    (isDryRun ? [StyledText(" [dry run]", .prompt(.mark))] : [])
      + (hasFailed ? [StyledText(" !", .prompt(.failure))] : []) + [StyledText(" > ")]
  }

  private static func short(_ session: Session) -> String {
    guard session.selection.count == 1 else {
      let spelled =
        session.spelledSelection.isEmpty
        ? session.selection.joined(separator: ",") : session.spelledSelection
      return "\(spelled) (\(session.selection.count))"
    }
    return session.selection[0].split(separator: ":").last.map(String.init) ?? session.selection[0]
  }

  /// The package's name alone, where no other package has it.
  private static func selection(_ shell: Shell) -> String {
    let session = shell.session
    guard session.selection.count == 1, let repository = try? shell.view.repository() else {
      return short(session)
    }
    let name = short(session)
    let same = repository.packages.filter { $0.name == name }.count
    return same > 1 ? session.selection[0] : name
  }

  private static func target(_ target: SessionTarget) -> String {
    let versions = Set(target.versions.values)
    return versions.count == 1 ? versions.map { "\($0)" }.joined() : target.spelled
  }

  private static func versions(_ shell: Shell) -> String {
    let session = shell.session
    guard session.selection.count == 1 else { return session.target?.spelled ?? "" }
    guard let repository = try? shell.view.repository(),
      let index = repository.packages.indices.first(where: {
        repository.selector(of: $0) == session.selection[0]
      })
    else { return session.target.map { "-> \(target($0))" } ?? "" }
    let current = ((try? shell.currentVersion(of: index)) ?? nil).map { "\($0)" } ?? "?"
    guard let target = session.target?.versions[session.selection[0]], "\(target)" != current else {
      return current
    }
    return "\(current) -> \(target)"
  }
}
