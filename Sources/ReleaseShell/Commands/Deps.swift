import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// `deps`: what newer versions there are of what the packages need.
struct DepsCommand: ShellCommand {
  let signature = Signature(
    "deps", in: .release, effect: .reads, "what has newer versions",
    flags: [CommonFlags.dryRun, CommonFlags.json],
    examples: [
      Example("deps", given: "demo"),
      Example("deps --json", given: "demo", note: "one object a dependency"),
      Example("deps", given: "outside", fails: .noRepository),
    ],
    details: [
      "Crates: what `cargo update --dry-run` would change in each lock file, and newer versions that the"
        + " requirements do not reach. Python: the requirements in pyproject.toml that keep out the newest"
        + " version of the index (UV_DEFAULT_INDEX, else PyPI). Nothing is changed; who cannot be asked is"
        + " named, and the exit code is 0 all the same."
    ])

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    try shell.requireRepository()
    let repository = try shell.view.repository()
    guard !repository.packages.isEmpty else { throw .noPackage(in: shell.view) }
    for workspace in repository.workspaces where !workspace.members.isEmpty {
      try tellCrates(of: workspace, in: shell)
    }
    for index in repository.packages.indices
    where repository.packages[index].kind == .distribution {
      try tellRequirements(
        of: repository.packages[index], repository.selector(of: index), in: shell)
    }
    return []
  }

  // MARK: - Crates

  private func tellCrates(of workspace: Workspace, in shell: Shell) throws(ReleaseError) {
    let output = shell.output
    let updates: [LockedUpdate]
    do throws(ReleaseError) {
      let progress = ToolProgress(
        "cargo update --dry-run, \(workspace.manifest)", on: output, clock: shell.world.clock,
        streams: false)
      updates = try progress.during { (listener) throws(ReleaseError) in
        try shell.world.lockedUpdates(of: workspace.manifest, hearing: listener)
      }
    } catch {
      try unasked(workspace.manifest, error, output)
      return
    }
    let told = updates.filter { $0.locked != $0.update || $0.newest != nil }
    if output.isJSON {
      for update in told {
        var members: [String: JSONValue] = [
          "manifest": .string(workspace.manifest), "crate": .string(update.name),
        ]
        members["locked"] = update.locked.map { .string($0) }
        members["update"] = update.update.map { .string($0) }
        members["newest"] = update.newest.map { .string($0) }
        output.data(String(decoding: JSONValue.object(members).bytes, as: UTF8.self))
      }
      return
    }
    guard !told.isEmpty else {
      output.line(
        "\(workspace.manifest): every crate that it needs is locked at its newest version")
      return
    }
    var table = TextTable(rows: [["crate", "locked", "update", "newest"]])
    for update in told {
      table.rows.append([
        update.name, update.locked ?? "-",
        update.locked == update.update ? "" : update.update ?? "goes",
        update.newest.map { "\($0), which no requirement reaches" } ?? "",
      ])
    }
    output.line("\(workspace.manifest):", .heading)
    for (row, text) in table.lines.enumerated() {
      output.line("  \(text)", row == 0 ? .dim : .plain)
    }
    if told.contains(where: { $0.locked != $0.update }) {
      output.line("`!cargo update` writes the updates to the lock file", .dim)
    }
  }

  // MARK: - Python

  private func tellRequirements(
    of package: Package, _ selector: String, in shell: Shell
  ) throws(ReleaseError) {
    let (output, world) = (shell.output, shell.world)
    let file = package.directory.isEmpty ? "pyproject.toml" : "\(package.directory)/pyproject.toml"
    guard let bytes = try world.files.read(file) else {
      output.remark("\(selector): it has no pyproject.toml; what setup.py asks for is not read")
      return
    }
    let stated = try StatedRequirements(bytes, file: file)
    if stated.isDynamic {
      output.remark("\(selector): its dependencies do not stand in \(file)")
    }
    guard !stated.lines.isEmpty else {
      output.line("\(file): it asks for nothing")
      return
    }
    let index: PackageIndexClient
    do throws(ReleaseError) {
      index = try PackageIndexClient.chosen(in: world)
    } catch {
      try unasked(file, error, output)
      return
    }
    var (outdated, right) = ([(StatedRequirements.Line, Version)](), 0)
    var unknown: [String] = []
    for line in stated.lines {
      output.progress("asking \(index.name) for \(line.requirement.name)")
      defer { output.progress(nil) }
      do throws(ReleaseError) {
        guard let newest = try index.newest(of: line.requirement.name, by: world.http) else {
          unknown.append(line.requirement.name)
          continue
        }
        if line.requirement.accepts(newest) { right += 1 } else { outdated.append((line, newest)) }
      } catch {
        output.progress(nil)
        try unasked(file, error, output)
        return
      }
    }
    tell(outdated, right, unknown, file, index, output)
  }

  private func tell(
    _ outdated: [(StatedRequirements.Line, Version)], _ right: Int, _ unknown: [String],
    _ file: String, _ index: PackageIndexClient, _ output: Output
  ) {
    if output.isJSON {
      for (line, newest) in outdated {
        let members: [String: JSONValue] = [
          "manifest": .string(file), "requirement": .string(line.text),
          "distribution": .string(line.requirement.name), "for": .string(line.origin),
          "newest": .string("\(newest)"),
        ]
        output.data(String(decoding: JSONValue.object(members).bytes, as: UTF8.self))
      }
    } else if outdated.isEmpty {
      output.line(
        "\(file): \(right) of \(right + unknown.count) requirements take the newest version")
    } else {
      var table = TextTable(rows: [["asked for", "newest", "by"]])
      for (line, newest) in outdated { table.rows.append([line.text, "\(newest)", line.origin]) }
      output.line(
        "\(file), \(outdated.count) of \(outdated.count + right) keep out the newest:", .heading)
      for (row, text) in table.lines.enumerated() {
        output.line("  \(text)", row == 0 ? .dim : .plain)
      }
    }
    if !unknown.isEmpty {
      output.remark("\(index.name) has no \(unknown.joined(separator: ", "))")
    }
  }

  /// Says who could not be asked; only ^C ends the line.
  private func unasked(
    _ subject: String, _ error: ReleaseError, _ output: Output
  ) throws(ReleaseError) {
    guard error.code != .interrupted else { throw error }
    output.warning("\(subject) could not be asked about: \(error.what)")
    for why in error.why.prefix(2) { output.remark("  \(why)") }
  }
}
