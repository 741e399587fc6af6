import CommandLanguage
import Diagnostics
import ReleaseModel

/// What selection and targets a script will have at a line, as far as that is known before it runs.
struct Forecast {
  let shell: Shell
  /// Packages by index; `nil` where it is not known.
  var selection: [Int]?
  /// Versions by canonical selector.
  var versions: [String: Version] = [:]
  /// The tags that the lines so far make.
  private(set) var made: Set<String> = []
  /// The tags that the lines so far take back.
  private(set) var undone: Set<String> = []
  /// Whether a line stands before of which it is not known what it does to tags.
  private(set) var isUncertain = false

  init(shell: Shell) { self.shell = shell }

  /// The packages that a line acts on; `nil` where it is not known before it runs.
  func packages(_ line: ParsedLine) -> [Int]? {
    if let named = line[CommonFlags.selection] { return try? shell.resolve(named) }
    return selection ?? (try? shell.selection(nil))
  }

  /// The targets that a line acts on, at the versions known so far.
  func targets(_ line: ParsedLine) throws(ReleaseError) -> [ReleaseTarget]? {
    guard let packages = packages(line) else { return nil }
    let repository = try shell.view.repository()
    var targets: [ReleaseTarget] = []
    for index in packages {
      let selector = repository.selector(of: index)
      guard let version = versions[selector] ?? repository.packages[index].version else {
        return nil
      }
      targets.append(try shell.target(index, version))
    }
    return targets
  }

  /// What a whole release of a line's packages asks to confirm, as far as that is known before it: its tags,
  /// and what this machine publishes.
  func objects(ofReleasing line: ParsedLine) throws(ReleaseError) -> [String] {
    guard let targets = try targets(line) else { return [] }
    let publishing = try Publishing(line)
    var objects = targets.byTag.compactMap(\.first?.tag)
    for target in targets
    where try ReleaseOrder.isPublishedHere(target, publishing, in: shell.view) {
      objects.append(target.object)
    }
    return objects
  }

  /// What is confirmed where a line stands, by itself or from outside.
  func confirmed(_ line: ParsedLine) -> Set<String> {
    Set(line.all(CommonFlags.confirm)).union(shell.confirmedOutside)
  }

  /// Takes in what a line will change.
  mutating func follow(_ command: ParsedCommand) {
    switch command {
    case .command(let line): follow(line)
    case .shell: isUncertain = true
    case .empty: break
    }
  }

  /// Takes in what a command of the language will change.
  mutating func follow(_ line: ParsedLine) {
    followChoices(line)
    guard !line.has(CommonFlags.dryRun) else { return }
    switch line.signature.name {
    case "go" where line.arguments["all"] == nil:
      // Which step is the next, the world says then.
      isUncertain = true
    case "tag", "go", "release":
      let tags = ((try? targets(line)) ?? nil)?.map(\.tag) ?? []
      made.formUnion(tags)
      undone.subtract(tags)
    case "undo-tag":
      let tags = line.arguments["tag"] ?? ((try? targets(line)) ?? nil)?.map(\.tag) ?? []
      made.subtract(tags)
      undone.formUnion(tags)
    default: break
    }
  }

  private mutating func followChoices(_ line: ParsedLine) {
    switch line.signature.name {
    case "use":
      selection = line.arguments["selector"]?.first.flatMap { try? shell.resolve($0) }
      versions = [:]
    case "target", "bump", "release":
      if line.signature.name == "release", let named = line.arguments["selector"]?.first {
        selection = try? shell.resolve(named)
      }
      guard let text = line.arguments["version"]?.first,
        let packages = packages(line), let repository = try? shell.view.repository()
      else { return }
      guard let found = try? shell.versions(text, for: packages) else {
        // A version below the current one is refused when the line runs; confirmations still bind.
        if let version = try? Version(text) {
          for index in packages { versions[repository.selector(of: index)] = version }
        }
        return
      }
      for (index, version) in found { versions[repository.selector(of: index)] = version }
    default: break
    }
  }
}
