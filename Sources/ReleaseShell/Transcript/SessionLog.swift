import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The log of one shell: what it ran, a line at a time, in memory and in a file.
///
/// The file is made at the first line. One-shot commands append to one file for each work tree and day,
/// so that a series of them has a transcript too.
final class SessionLog {
  /// Where it is kept; `nil` for a shell outside of a repository.
  let file: String?
  /// What stands on top of it: repository, branch, commit, time; known from the first line on.
  private(set) var heading: String?
  /// Why the last line could not be kept.
  private(set) var failure: ReleaseError?
  private let world: World?
  private let parser: CommandParser
  private var lines: [TranscriptEntry] = []
  private var isLogging = true
  /// Whether the file was looked at, which a later one-shot command finds begun.
  private var isRead: Bool
  private var isFileBegun = false
  private var hasBegun = false

  /// A log in a file of a world, or in memory alone.
  init(
    file: String?, world: World? = nil, parser: CommandParser = CommandParser(signatures: []),
    continues: Bool = false
  ) {
    self.file = file
    self.world = world
    self.parser = parser
    isRead = !continues
  }

  /// The log that a new shell has.
  static func open(
    for entry: Shell.Entry, world: World, parser: CommandParser = CommandRegistry.standard.parser
  ) -> SessionLog {
    guard !world.git.commonDirectory.isEmpty else { return SessionLog(file: nil) }
    let folder = folder(in: world)
    let now = UTCTime(world.clock.now())
    guard entry == .oneShot else {
      let name = "\(now.forFileNames)-\(getpid()).relsh"
      return SessionLog(file: FilePath.join(folder, name), world: world, parser: parser)
    }
    let tree =
      world.git.directory == world.git.commonDirectory
      ? "" : "-" + FilePath.name(of: world.git.directory)
    return SessionLog(
      file: FilePath.join(folder, "\(now.day)-commands\(tree).relsh"), world: world,
      parser: parser, continues: true)
  }

  /// Where the logs of a repository are.
  static func folder(in world: World) -> String {
    FilePath.join(world.git.commonDirectory, "relsh/transcripts")
  }

  /// What was run, oldest first.
  var entries: [TranscriptEntry] {
    readBack()
    return lines
  }

  /// Whether lines are kept.
  var isOn: Bool {
    get {
      readBack()
      return isLogging
    }
    set {
      readBack()
      guard newValue != isLogging else { return }
      isLogging = newValue
      if isFileBegun {
        write((newValue ? LoggedTranscript.onMark : LoggedTranscript.offMark) + "\n")
      }
    }
  }

  /// Notes how things are before a line: where HEAD stood at the first one, and what is selected where no
  /// line of this log says it.
  ///
  /// Without it a transcript of `bump` alone would not say of what: an earlier shell or a `replay` has
  /// selected it.
  func begin(in shell: Shell, changes: Bool) {
    guard world != nil, isOn else { return }
    if !hasBegun {
      hasBegun = true
      heading = heading ?? Self.heading(in: shell.world, head: try? shell.view.head())
    }
    guard changes, shell.entry.sharesSession else { return }
    for entry in inherited(shell.session) {
      add(entry, standsFor: nil, redactor: shell.output.redactor)
    }
  }

  /// Notes a line; `standsFor` are the commands that a plan ran in its place.
  func add(_ entry: TranscriptEntry, standsFor: [TranscriptEntry]?, redactor: Redactor) {
    // A transcript is not about itself.
    guard isOn, entry.command.split(separator: " ").first != "transcript" else { return }
    let entry = entry.redacted(by: redactor)
    guard let parts = standsFor?.map({ $0.redacted(by: redactor) }) else {
      lines.append(entry)
      write(entry.text)
      return
    }
    lines += parts
    let end = entry.failed.map { "# failed \($0.rawValue)\n" } ?? ""
    write("# \(entry.command)\n" + parts.map(\.text).joined() + end)
  }

  private func write(_ text: String) {
    guard let file, let world else { return }
    var text = text
    if !isFileBegun {
      let heading = heading ?? Self.heading(in: world)
      self.heading = heading
      text = "#!/usr/bin/env -S relsh run\n# relsh transcript v1\n# \(heading)\n" + text
    }
    do throws(ReleaseError) {
      try world.files.append(file, Array(text.utf8))
      isFileBegun = true
      failure = nil
    } catch {
      // A release goes on where its log cannot be kept; `transcript` says so.
      failure = error
    }
  }

  private func readBack() {
    guard !isRead else { return }
    isRead = true
    guard let file, let world, let bytes = try? world.files.read(file) else { return }
    let logged = LoggedTranscript(bytes, parser: parser)
    lines = logged.entries
    heading = logged.repository
    isLogging = !logged.isOff
    isFileBegun = true
  }

  /// The lines that lead to a session, as far as this log does not have them.
  private func inherited(_ session: Session) -> [TranscriptEntry] {
    guard !session.selection.isEmpty else { return [] }
    let words = entries.filter { !$0.isShown }.flatMap(\.outcomes).map(TranscriptOutcome.init)
    var result: [TranscriptEntry] = []
    if words.last(where: { $0.verb == .selected })?.objects != session.selection {
      result.append(
        TranscriptEntry(
          "use \(quoted(session.selection.joined(separator: ",")))", effect: .reads,
          outcomes: [Outcome(.selected, session.selection).text]))
    }
    guard let target = session.target else { return result }
    let isKnown = target.versions.allSatisfy { selector, version in
      words.last { $0.versions[selector] != nil || $0.version != nil }.map {
        ($0.versions[selector] ?? $0.version) == "\(version)"
      } ?? false
    }
    guard !isKnown || !result.isEmpty else { return result }
    let objects = target.objects(of: session.selection)
    result.append(
      TranscriptEntry(
        "target \(objects.joined(separator: " "))", effect: .reads,
        outcomes: [Outcome(.target, objects).text]))
    return result
  }

  /// `repository llmcc, branch main, commit 3f2c9ab, 2026-11-24T14:00:00Z`, as far as it is known.
  static func heading(in world: World, head known: Head? = nil) -> String {
    let head = known ?? (try? world.git.head())
    let origin = (try? world.git.configuration("remote.origin.url")) ?? nil
    var name = FilePath.name(of: origin.map(trimmed) ?? world.root)
    if name.hasSuffix(".git") { name.removeLast(4) }
    if name.hasSuffix(".origin") { name.removeLast(7) }
    let parts = [
      "repository \(name)", head?.branch.map { "branch \($0)" },
      head?.commit.map { "commit \($0.prefix(7))" }, UTCTime(world.clock.now()).text,
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  private static func trimmed(_ address: String) -> String {
    // `git@host:llmcc` has its only name behind the colon.
    let path = address.hasSuffix("/") ? String(address.dropLast()) : address
    return path.contains("/") ? path : path.split(separator: ":").last.map(String.init) ?? path
  }
}

extension SessionTarget {
  /// How `target` says it: one version, or a version for each package where they differ.
  func objects(of selection: [String]) -> [String] {
    let found = selection.compactMap { selector in
      versions[selector].map { (selector, "\($0)") }
    }
    guard Set(found.map(\.1)).count > 1 else { return found.first.map { [$0.1] } ?? [spelled] }
    return found.map { "\($0)@\($1)" }
  }
}
