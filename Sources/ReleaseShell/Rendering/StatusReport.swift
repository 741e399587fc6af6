import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// What `status` says, read once.
struct StatusReport {
  /// One package: what it is, what it is to become, and how much has happened since its last tag.
  struct Row {
    let facts: PackageFacts
    let target: String?
    /// `nil` where it has no tag, or where too many packages would have to be asked for.
    let commitsSince: Int?

    /// `0.1.0 -> 0.2.0`; the version alone where it has no target, or is there already.
    var version: String {
      guard let target, target != facts.version else { return facts.version }
      return "\(facts.version) -> \(target)"
    }

    /// The history since its last tag, in words.
    var since: String {
      guard facts.lastTag != nil else { return "" }
      return commitsSince.map { "\(StatusReport.count($0, "commit")) since" }
        ?? "history is not here (fetch-depth: 0)"
    }
  }

  /// Up to so many packages have lines of their own.
  static let mostRows = 12

  let selection: [String]
  let spelledSelection: String
  let target: SessionTarget?
  let isDryRun: Bool
  /// The selected packages, else those that the repository releases; empty where they are too many.
  let rows: [Row]
  /// How many packages the repository releases.
  let released: Int
  let head: Head
  /// Where a push has seen the upstream, which was not fetched since.
  let unfetched: String?
  /// Tracked files that differ from HEAD, and files that git does not know.
  let changed: Int
  let untracked: Int
  /// What is known of each service's token.
  let tokens: [(service: String, state: String?)]
  /// Whether `token` looked everywhere, and not only the environment was read.
  let hasLookedForTokens: Bool
  let next: String?

  /// Reads how things are; `named` are packages to show instead of the selection.
  init(_ shell: Shell, of named: String? = nil) throws(ReleaseError) {
    let (session, view) = (shell.session, shell.view)
    let repository = try view.repository()
    let released = try view.released()
    let selected =
      session.selection.isEmpty
      ? released.count == 1 ? released : []
      : try shell.resolve(session.selection.joined(separator: ","))
    let named = try named.map { selector throws(ReleaseError) in try shell.resolve(selector) }
    let shown = named ?? (selected.isEmpty ? released : selected)
    // One that states two versions is shown, however many there are.
    let asked = shown.count <= Self.mostRows
    var rows: [Row] = []
    for index in shown {
      let facts = try PackageFacts(index, in: view)
      guard asked || facts.statements.count > 1 else { continue }
      var since: Int?
      if asked, let tag = facts.lastTag {
        since = try view.commits(since: tag, of: view.repository().packages[index])
      }
      let version = session.target?.versions[facts.selector]
      rows.append(
        Row(
          facts: facts,
          target: version.map { (try? $0.spelling(for: facts.package.kind)) ?? "\($0)" },
          commitsSince: since))
    }
    self.rows = rows
    self.released = released.count
    selection = selected.map { repository.selector(of: $0) }
    spelledSelection = session.spelledSelection
    target = session.target
    isDryRun = shell.activeWorld.onlyShows
    head = try view.head()
    unfetched = try head.upstream.flatMap { upstream throws(ReleaseError) -> String? in
      let seen = session.seen["\(upstream.remote) refs/heads/\(upstream.branch)"]
      guard let seen, try view.world.git.commit(seen) == nil else { return nil }
      return seen
    }
    let changes = try view.changes()
    untracked = changes.count { $0.untracked }
    changed = changes.count - untracked
    hasLookedForTokens = !session.tokens.isEmpty
    let environment = view.world.environment
    tokens = TokenService.allCases.map { service in
      let set = shell.tokensSetHere(for: service)
      if !set.isEmpty { return (service.rawValue, TokenCommand.state(set)) }
      if let known = session.tokens[service.rawValue] { return (service.rawValue, known) }
      let variable = TokenSources.variables.first {
        $0.service == service && environment[$0.name]?.isEmpty == false
      }
      return (service.rawValue, variable?.name)
    }
    next = shell.nextLine()
  }

  /// `1 commit`, `2 commits`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}

extension StatusReport {
  /// The target as it was typed, and the version that it led to where that is one.
  private var targetText: String {
    guard let target else { return "none" }
    let versions = Set(target.versions.values.map { "\($0)" })
    guard versions.count == 1, let version = versions.first, version != target.spelled else {
      return target.spelled
    }
    return "\(target.spelled) -> \(version)"
  }

  /// A line and how it looks.
  typealias Line = (text: String, look: Output.Look)

  /// What a person reads, in a width where the names allow it.
  func lines(width: Int = 80) -> [Line] {
    var lines: [Line] = []
    func add(_ label: String, _ pieces: [String], _ look: Output.Look = .plain) {
      for (number, text) in pieces.wrapped(width - 11).enumerated() {
        lines.append(((number == 0 ? label : "").padded(11) + text, look))
      }
    }
    add("selected", selectionPieces)
    add("target", [targetText])
    add("branch", branchPieces)
    add("tree", [treeText], changed > 0 ? .warning : .plain)
    add("tokens", tokenPieces)
    add("dry run", [isDryRun ? "on: nothing is changed" : "off"], isDryRun ? .warning : .plain)
    if !rows.isEmpty { lines.append(("", .plain)) }
    let table = TextTable(
      rows: rows.map {
        [$0.facts.selector, $0.version, $0.facts.lastTag?.name ?? "no tag", $0.since]
      })
    for (row, block) in zip(rows, table.blocks(within: width)) {
      lines += block.map { ($0, .plain) }
      lines += places(of: row.facts, width)
    }
    return lines
  }

  private var selectionPieces: [String] {
    guard !selection.isEmpty else {
      return
        "nothing (\(Self.count(released, "package")) of this repository \(released == 1 ? "is" : "are") released)"
        .split(separator: " ").map(String.init)
    }
    let names =
      selection.count <= Self.mostRows ? selection.listed : [Self.count(selection.count, "package")]
    return spelledSelection.isEmpty ? names : ["\(spelledSelection):"] + names
  }

  private var branchPieces: [String] {
    var text = head.branch ?? head.commit.map { "detached at \($0.prefix(8))" } ?? "no commit yet"
    if let upstream = head.upstream {
      let name = "\(upstream.remote)/\(upstream.branch)"
      switch (upstream.ahead, upstream.behind) {
      case _ where unfetched != nil:
        text += ", behind \(name), which is at \(unfetched?.prefix(7) ?? "") and not fetched"
      case (0?, 0?): text += ", level with \(name)"
      case (let ahead?, 0?): text += ", \(ahead) ahead of \(name)"
      case (0?, let behind?): text += ", \(behind) behind \(name)"
      case (let ahead?, let behind?): text += ", \(ahead) ahead and \(behind) behind \(name)"
      default: text += ", follows \(name), which was never fetched"
      }
    } else if head.branch != nil {
      text += ", follows no remote branch"
    }
    if let underWay = head.underWay { text += "; a \(underWay.rawValue) is under way" }
    if head.isShallow { text += "; the history is cut off (shallow)" }
    return text.split(separator: " ").map(String.init)
  }

  private var treeText: String {
    switch (changed, untracked) {
    case (0, 0): "clean"
    case (0, _): "clean, \(untracked) untracked"
    case (_, 0): "\(Self.count(changed, "file")) changed"
    default: "\(Self.count(changed, "file")) changed, \(untracked) untracked"
    }
  }

  private var tokenPieces: [String] {
    let known = tokens.map { "\($0.service) \($0.state ?? "none")" }.listed
    return known + (hasLookedForTokens ? [] : ["(`token`", "looks", "further)"])
  }

  private func places(of facts: PackageFacts, _ width: Int) -> [Line] {
    // Only what is selected is shown with its places; a disagreement always is.
    let groups = facts.statements
    guard groups.count > 1 || !selection.isEmpty else { return [] }
    let disagree = groups.count > 1
    return groups.flatMap { group -> [Line] in
      (["\(group.version) in"] + group.places.listed).wrapped(width - 4).enumerated().map {
        ($0 == 0 ? "  \($1)" : "    \($1)", disagree ? .warning : .dim)
      }
    } + (groups.isEmpty ? [("  its tags give its version", .warning)] : [])
      + (disagree ? [("  these places disagree", .warning)] : [])
  }

  /// All of it as one object.
  var json: JSONValue {
    func number(_ value: Int?) -> JSONValue { value.map { .number(Double($0)) } ?? .null }
    func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    let upstream = head.upstream
    return .object([
      "selection": .array(selection.map { .string($0) }), "target": text(target?.spelled),
      "dry_run": .bool(isDryRun), "released": number(released),
      "branch": text(head.branch), "commit": text(head.commit),
      "upstream": text(upstream.map { "\($0.remote)/\($0.branch)" }),
      "ahead": number(upstream?.ahead), "behind": number(upstream?.behind),
      "unfetched": text(unfetched),
      "under_way": text(head.underWay?.rawValue), "shallow": .bool(head.isShallow),
      "changed": number(changed), "untracked": number(untracked),
      "tokens": .object(
        Dictionary(uniqueKeysWithValues: tokens.map { ($0.service, text($0.state)) })),
      "packages": .array(
        rows.map { row in
          let groups = row.facts.statements
          return .object([
            "selector": .string(row.facts.selector),
            "version": text(row.facts.package.statedVersion), "target": text(row.target),
            "last_tag": text(row.facts.lastTag?.name), "commits_since": number(row.commitsSince),
            "agree": .bool(groups.count <= 1),
            "stated": .array(
              row.facts.package.statements.map {
                .object(["at": .string($0.place), "version": .string($0.text)])
              }),
          ])
        }),
      "next": text(next),
    ])
  }
}
