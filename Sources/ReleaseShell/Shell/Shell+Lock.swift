import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

extension Shell {
  /// Runs a command, and one that changes something while no other relsh does.
  func runLocked(
    _ command: any ShellCommand, _ line: ParsedLine
  ) throws(ReleaseError) -> [Outcome] {
    guard line.signature.effect > .reads, hasRepository, !activeWorld.onlyShows else {
      return try command.run(line, in: self)
    }
    var meant: [Int: Version]?
    return try world.locked(
      command: line.signature.name, waiting: 10,
      onWait: { holder in
        let who = holder.map { " (process \($0.process), \($0.command))" } ?? ""
        output.remark("another relsh\(who) is at work here; waiting for it")
        meant = try? levelVersions(line)
        forget()
      },
      { () throws(ReleaseError) in
        guard let meant else { return try command.run(line, in: self) }
        return try command.run(try asTyped(line, meant), in: self)
      })
  }

  /// What the level of a line means for each of its packages now; `nil` where it has none.
  private func levelVersions(_ line: ParsedLine) throws(ReleaseError) -> [Int: Version]? {
    guard let text = line.arguments["version"]?.first, Level(rawValue: text) != nil else {
      return nil
    }
    let named = line.arguments["selector"]?.first ?? line[CommonFlags.selection]
    return try versions(text, for: try selection(named))
  }

  /// A line that waited, with its level as the version that it meant when it was typed: the relsh that was
  /// waited for may have released that one.
  private func asTyped(
    _ line: ParsedLine, _ meant: [Int: Version]
  ) throws(ReleaseError) -> ParsedLine {
    guard let level = line.arguments["version"]?.first, try levelVersions(line) != meant else {
      return line
    }
    let spelled = Set(meant.values.map { "\($0)" })
    guard let version = spelled.first, spelled.count == 1 else {
      throw ReleaseError(
        .locked, "while this line waited, what `\(level)` means has changed",
        why: ["another relsh has committed new versions; look at them, and type the line again"],
        fix: ["status"])
    }
    output.remark("`\(level)` is \(version), as when the line was typed")
    var line = line
    line.arguments["version"] = [version]
    spell(line)
    return line
  }
}
