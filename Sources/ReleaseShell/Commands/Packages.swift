import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// `packages`: every package of the repository, and what a release needs to know of it.
struct PackagesCommand: ShellCommand {
  private static let graph = Flag("--graph", "draw what needs what, as a tree in publish order")

  var signature: Signature {
    Signature(
      "packages", in: .look, effect: .reads, "all packages and their tags",
      flags: [Self.graph] + CommonFlags.changing,
      examples: [
        Example("packages", given: "demo"),
        Example("packages --graph", given: "demo", note: "the order in which they are published"),
        Example("packages --json", given: "bumped", note: "one object a line"),
        Example("packages", given: "outside", fails: .noRepository),
      ],
      details: [
        "Below each package stands where its version is stated, and why it cannot be published,"
          + " where it cannot. The last tag is the highest of the package's own that HEAD descends"
          + " from; where HEAD descends from none, the highest that is not above the manifest's"
          + " version.",
        "With --json: kind, name, version, stated_at, publishable, reason, last_tag, tag_format,"
          + " group, path, dependencies.",
      ])
  }

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    try shell.requireRepository()
    shell.view.prefetch()
    let repository = try shell.view.repository()
    guard !repository.packages.isEmpty else { throw .noPackage(in: shell.view) }
    if line.has(Self.graph) {
      for text in Self.tree(repository) { shell.output.line(text) }
      return []
    }
    let facts = try repository.packages.indices.map { index throws(ReleaseError) in
      try PackageFacts(index, in: shell.view)
    }
    if shell.output.isJSON {
      var bytes: [UInt8] = []
      for fact in facts {
        bytes += fact.json.bytes
        bytes.append(0x0A)
      }
      bytes.removeLast()
      shell.output.data(String(decoding: bytes, as: UTF8.self))
      return []
    }
    shell.output.line(Self.table(facts, terminal: shell.output.columns()).joined(separator: "\n"))
    for note in repository.notes { shell.output.line("\(note.file): \(note.text)", .warning) }
    return []
  }

  /// Each package below the last of those that it needs; what else it needs stands behind it.
  private static func tree(_ repository: Repository) -> [String] {
    DependencyTree(Array(repository.packages.indices), in: repository).rows.map { row in
      let package = repository.packages[row.package]
      let also = row.alsoNeeds.map { repository.packages[$0].name }
      return "\(row.branch)\(repository.selector(of: row.package)) \(package.statedVersion ?? "-")"
        + (also.isEmpty ? "" : "  (and \(also.joined(separator: ", ")))")
    }
  }

  /// Two lines a package, in 80 columns where the names allow it: what is asked for most in the first,
  /// places and the rest of its dependencies in the second; below long names the dependencies stand alone.
  static func table(_ facts: [PackageFacts], terminal: Int? = nil) -> [String] {
    let width = min(80, terminal ?? 80)
    var table = TextTable(rows: [["package", "version", "last tag"]])
    table.rows += facts.map { [$0.selector, $0.version, $0.lastTag?.name ?? "-"] }
    let left = table.widths.reduce(0) { $0 + $1 + 2 }
    if let terminal, left > terminal { return list(facts, width: terminal) }
    let longest = facts.flatMap(\.dependencies).map { $0.columns + 1 }.max() ?? 0
    let isWide = left + longest > width
    var lines: [String] = []
    for (number, row) in table.lines.enumerated() {
      guard number > 0 else {
        lines.append(isWide ? row : row.padded(left) + "depends on")
        continue
      }
      let fact = facts[number - 1]
      var needs = isWide ? [][...] : fact.dependencies.listed.wrapped(width - left)[...]
      lines.append(needs.popFirst().map { row.padded(left) + $0 } ?? row)
      var below = "  \(fact.statedAt ?? fact.package.manifest)"
      if below.columns >= left {
        lines.append(below)
        below = ""
      }
      while let next = needs.popFirst() {
        lines.append(below.padded(left) + next)
        below = ""
      }
      if !below.isEmpty { lines.append(below) }
      if isWide, !fact.dependencies.isEmpty {
        let listed = ["needs \(fact.dependencies[0])"] + fact.dependencies.dropFirst()
        lines += listed.listed.wrapped(width - 4).map { "    \($0)" }
      }
      if let reason = fact.package.unpublishable { lines.append("  not published: \(reason)") }
    }
    return lines
  }

  /// The same where the columns of a table have no room: all of a package below its name.
  private static func list(_ facts: [PackageFacts], width: Int) -> [String] {
    facts.flatMap { fact in
      var lines = ["\(fact.selector) \(fact.version)"]
      if let tag = fact.lastTag { lines.append("  \(tag.name)") }
      lines.append("  \(fact.statedAt ?? fact.package.manifest)")
      let needs = fact.dependencies.enumerated().map { $0 == 0 ? "needs \($1)" : $1 }
      lines += needs.listed.wrapped(width - 4).enumerated().map { ($0 == 0 ? "  " : "    ") + $1 }
      if let reason = fact.package.unpublishable { lines.append("  not published: \(reason)") }
      return lines
    }
  }
}
