import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseWorld

/// The lines of a script with each level resolved, once and before the first of them runs.
///
/// The journal keeps what the levels led to until the script is done, so that a run that was cut off
/// means the same versions when it is run again.
struct ScriptLevels {
  /// A line as it is run.
  struct Step {
    /// What must be set before it, where one word cannot say it.
    enum Preparation { case set(SessionTarget) }

    let line: Script.Line
    var command: ParsedCommand
    var target: Preparation?
  }

  private(set) var steps: [Step] = []
  /// The versions by `LEVEL SELECTOR`.
  private var resolved: [String: String] = [:]
  private let key: String

  init(_ script: Script, key: String, in shell: Shell) throws(ReleaseError) {
    self.key = key
    guard shell.hasRepository, script.lines.contains(where: { Self.level(of: $0) != nil }) else {
      steps = script.lines.map { Step(line: $0, command: $0.command) }
      return
    }
    let kept = try Self.kept(key, in: shell.world)
    var forecast = Forecast(shell: shell)
    for line in script.lines {
      var step = Step(line: line, command: line.command)
      if case .command(var parsed) = line.command {
        if let level = Self.level(of: line) {
          if parsed.signature.name == "release" { Self.select(parsed, &forecast) }
          do throws(ReleaseError) {
            try resolve(level, &parsed, &step, forecast, kept, in: shell)
          } catch {
            var error = error
            if error.at == nil { error.at = script.place(of: line) }
            throw error
          }
          step.command = .command(parsed)
        }
        forecast.follow(parsed)
        if case .set(let target)? = step.target {
          for (selector, version) in target.versions { forecast.versions[selector] = version }
        }
      }
      steps.append(step)
    }
  }

  /// The level that a line names.
  private static func level(of line: Script.Line) -> Level? {
    guard case .command(let parsed) = line.command,
      ["bump", "target", "release"].contains(parsed.signature.name)
    else { return nil }
    return parsed.arguments["version"]?.first.flatMap(Level.init(rawValue:))
  }

  private static func select(_ line: ParsedLine, _ forecast: inout Forecast) {
    guard let named = line.arguments["selector"]?.first else { return }
    forecast.selection = try? forecast.shell.resolve(named)
  }

  private mutating func resolve(
    _ level: Level, _ line: inout ParsedLine, _ step: inout Step, _ forecast: Forecast,
    _ kept: [String: String], in shell: Shell
  ) throws(ReleaseError) {
    // Without packages the line itself says what is missing.
    guard let packages = forecast.packages(line) else { return }
    let repository = try shell.view.repository()
    var versions: [String: Version] = [:]
    for index in packages {
      let selector = repository.selector(of: index)
      let name = "\(level.rawValue) \(selector)"
      let version: Version
      if let known = resolved[name].flatMap({ try? Version($0) }) {
        version = known
      } else if let known = try Self.stillMeant(kept[name], level, index, in: shell) {
        version = known
      } else {
        if let tag = try Self.tagAtHead(of: index, in: shell) {
          throw .nothingSince(tag, line, next: try Self.next(level, index, in: shell))
        }
        version = try Self.next(level, index, in: shell)
      }
      versions[selector] = version
      resolved[name] = "\(version)"
    }
    let selection = packages.map { repository.selector(of: $0) }
    let target = SessionTarget(spelled: level.rawValue, versions: versions)
    let objects = target.objects(of: selection)
    if objects.count == 1 || line.signature.name == "target" {
      line.arguments["version"] = objects
    } else if line.signature.name == "bump" {
      // Versions that differ are a target, which the bump then takes.
      line.arguments["version"] = nil
      step.target = .set(target)
    }
  }

  /// A version that the journal keeps, if it can still be that of a run which was cut off.
  private static func stillMeant(
    _ text: String?, _ level: Level, _ index: Int, in shell: Shell
  ) throws(ReleaseError) -> Version? {
    guard let version = text.flatMap({ try? Version($0) }) else { return nil }
    let package = try shell.view.repository().packages[index]
    let atHead = try shell.view.headRepository().package(like: package)?.version
    if atHead == version { return version }
    return try next(level, index, in: shell) == version ? version : nil
  }

  private static func next(
    _ level: Level, _ index: Int, in shell: Shell
  ) throws(ReleaseError) -> Version {
    guard let version = try shell.versions(level.rawValue, for: [index])[index] else {
      throw .noVersionStated(try shell.view.repository().packages[index])
    }
    return version
  }

  /// The package's tag that HEAD itself carries.
  private static func tagAtHead(of index: Int, in shell: Shell) throws(ReleaseError) -> String? {
    guard let head = try shell.view.head().commit else { return nil }
    let family = Set(try shell.view.conventions().tags(of: index).map(\.tag))
    return try shell.view.tags().first { $0.commit == head && family.contains($0.name) }?.name
  }

  /// What an earlier run of this script, which did not come to its end, resolved.
  private static func kept(_ key: String, in world: World) throws(ReleaseError) -> [String: String]
  {
    for record in JournalRecord.open(try world.journal.records()).reversed() {
      if case .scriptLevels(key, let versions) = record.kind { return versions }
    }
    return [:]
  }

  /// Keeps what the levels led to.
  func remember(in world: World) throws(ReleaseError) {
    guard !resolved.isEmpty else { return }
    let id = JournalRecord.newID(at: world.clock.now())
    try world.record(id, .scriptLevels(script: key, versions: resolved))
  }

  /// The script is done: the next run of it resolves its levels anew.
  func forget(in world: World) throws(ReleaseError) {
    guard !resolved.isEmpty else { return }
    try world.record(JournalRecord.newID(at: world.clock.now()), .scriptEnd(script: key))
  }
}

extension ReleaseError {
  /// A level in a script, where there is nothing to release.
  fileprivate static func nothingSince(
    _ tag: String, _ line: ParsedLine, next version: Version
  ) -> Self {
    var named = line
    named.arguments["version"] = ["\(version)"]
    return Self(
      .nothingSince, "nothing since \(tag); name the version",
      why: [
        "HEAD carries that tag, so `\(canonical(line))` would release the same state once more",
        "to release it all the same, the script says `\(canonical(named))`",
      ])
  }
}
