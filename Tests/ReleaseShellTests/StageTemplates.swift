import Diagnostics
import ReleaseTools
import ReleaseWorld
import Synchronization
import Testing

@testable import ReleaseShell

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The named states, each made once in a test run and copied for each use.
enum StageTemplates {
  private static let made = Mutex<[String: String]>([:])

  /// Removed as a whole when the process ends.
  private static let root: String = {
    let root = temporaryDirectory("relsh-states")
    atexit { StageTemplates.removeAll() }
    return root
  }()

  private static func removeAll() { removeTree(root) }

  /// The folder that holds a state: its work tree, its origin, a home.
  static func folder(of state: String) throws -> String {
    try made.withLock { try folder(of: state, among: &$0) }
  }

  private static func folder(of state: String, among made: inout [String: String]) throws -> String
  {
    if let folder = made[state] { return folder }
    let folder = "\(root)/\(state)"
    switch state {
    case "outside": try shell("mkdir -p '\(folder)/home' '\(folder)/llmcc'")
    case "demo":
      try shell("mkdir -p '\(folder)/home'")
      let world = World.outside(directory: folder, environment: Stage.environment(folder))
      var ticking = world
      ticking.clock = Stage.tickingClock()
      try DemoMaker(
        work: "\(folder)/llmcc", origin: "\(folder)/llmcc.origin.git", world: ticking
      ).make()
    default:
      let recipe = try #require(StageState.all[state], "there is no state `\(state)`")
      let base = try self.folder(of: recipe.from, among: &made)
      try copy(base, to: folder)
      let stage = Stage(folder: folder, environment: [:])
      for line in recipe.lines {
        if line.hasPrefix("!") {
          try stage.shell(String(line.dropFirst()))
        } else {
          let played = stage.type(line)
          if let error = played.error {
            Issue.record("state \(state): \(line): \(error.what) \(error.why)")
            throw error
          }
        }
      }
    }
    made[state] = folder
    return folder
  }

  /// A copy with its own origin.
  static func copy(_ folder: String, to copy: String) throws {
    try shell(
      """
      cp -a '\(folder)' '\(copy)'
      cd '\(copy)/llmcc'
      if [ -d .git ]; then sed -i.was 's|\(folder)/|\(copy)/|g' .git/config && rm .git/config.was; fi
      """)
  }

  private static func shell(_ text: String) throws {
    try Stage.run(text, in: "/", Stage.environment("/"))
  }
}

/// A new folder under the system's temporary directory, by its real path.
func temporaryDirectory(_ name: String) -> String {
  let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  var template = Array("\(base)/\(name)-XXXXXX".utf8CString)
  guard let made = mkdtemp(&template), let real = FilePath.real(String(cString: made)) else {
    fatalError("no folder could be made in \(base)")
  }
  return real
}

/// Removes a folder and all that is in it.
func removeTree(_ folder: String) {
  let processes = Processes.live(root: "/", environment: Stage.environment("/"))
  // What a test made read-only keeps its folder from being removed.
  let line = "rm -rf '\(folder)' 2>/dev/null || { chmod -R u+w '\(folder)'; rm -rf '\(folder)'; }"
  _ = try? processes.run(Child("/bin/sh", ["-c", line]))
}
