import ReleaseModel
import ReleaseWorld

/// What the shell keeps between two lines; one value with one owner, the shell.
struct Session: Hashable, Sendable {
  /// The canonical selectors of what is selected, in publish order; empty where nothing is.
  var selection: [String] = []
  /// The selection as it was asked for (`all`), where it stands for several packages.
  var spelledSelection = ""
  var target: SessionTarget?
  /// Who publishes what is under way, and where to.
  var publishing = Publishing()
  var isDryRun = false
  /// Whether the last line failed.
  var hasFailed = false
  /// What remotes were seen to have: an object by `REMOTE REFERENCE`.
  ///
  /// Only for the line to type next; a step asks the remote itself.
  private(set) var seen: [String: String] = [:]
  /// Until when a registry takes no more, in seconds since 1970, by what it was asked for.
  var refusedUntil: [String: Double] = [:]
  /// What `token` found, by service; empty before the first look.
  var tokens: [String: String] = [:]

  init() {}

  /// Remembers what a remote has; of many references the old ones are forgotten.
  mutating func note(_ reference: String, _ object: String) {
    if seen.count >= 64 { seen = [:] }
    seen[reference] = object
  }

  /// Forgets what a remote has no longer.
  mutating func forget(_ reference: String) { seen[reference] = nil }
}

/// What is to be released, resolved when it was set.
struct SessionTarget: Hashable, Sendable {
  /// As it was typed: a level or a version.
  var spelled: String
  /// The version for each selected package, by canonical selector.
  var versions: [String: Version]

  init(spelled: String, versions: [String: Version]) {
    self.spelled = spelled
    self.versions = versions
  }
}

extension Session {
  /// The selection and target as they are kept under the git directory, for the next shell.
  var stored: [UInt8] {
    var members: [String: JSONValue] = [
      "selection": .array(selection.map { .string($0) }), "spelled": .string(spelledSelection),
      "seen": .object(seen.mapValues { .string($0) }), "dry_run": .bool(isDryRun),
      "publishing": publishing.stored,
    ]
    if !refusedUntil.isEmpty {
      members["refused_until"] = .object(refusedUntil.mapValues { .number($0) })
    }
    if let target {
      members["target"] = .object([
        "spelled": .string(target.spelled),
        "versions": .object(target.versions.mapValues { .string($0.description) }),
      ])
    }
    return JSONValue.object(members).bytes + [0x0A]
  }

  /// The session that was stored; a new one where the bytes are not one.
  init(stored bytes: [UInt8]) {
    guard let value = JSONValue(bytes), let selection = value["selection"]?.items else { return }
    self.selection = selection.compactMap(\.text)
    spelledSelection = value["spelled"]?.text ?? ""
    isDryRun = value["dry_run"]?.flag ?? false
    if let publishing = value["publishing"] { self.publishing = Publishing(stored: publishing) }
    if case .object(let seen)? = value["seen"] { self.seen = seen.compactMapValues(\.text) }
    if case .object(let refused)? = value["refused_until"] {
      refusedUntil = refused.compactMapValues(\.double)
    }
    guard let target = value["target"], let spelled = target["spelled"]?.text,
      case .object(let versions)? = target["versions"]
    else { return }
    self.target = SessionTarget(
      spelled: spelled,
      versions: versions.compactMapValues { value in
        value.text.flatMap { try? Version($0) }
      })
  }
}
