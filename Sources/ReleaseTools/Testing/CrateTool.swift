package import Diagnostics
import ReleaseModel
package import ReleaseWorld

/// What cargo does with one crate before a release.
package struct CrateTool: Sendable {
  package enum Action: Hashable, Sendable {
    case test
    /// As it is released: optimized.
    case build
    /// Another command that stands in the place of `cargo test`, as an argument array.
    case command([String])
  }

  private let world: World
  /// What names the crate to cargo: `-p NAME`.
  private let selection: [String]
  private let name: String
  /// The work tree, or a temporary one of a commit.
  private let directory: String

  package init(_ name: String, selection: [String], in directory: String, _ world: World) {
    (self.name, self.selection, self.directory, self.world) = (name, selection, directory, world)
  }

  /// The words of an action, as a person would type them.
  package func words(_ action: Action) -> [String] {
    switch action {
    case .test: ["cargo", "test"] + selection
    case .build: ["cargo", "build", "--release"] + selection
    case .command(let words): words.map { $0.replacing("{crate}", with: name) }
    }
  }

  /// Runs an action to its end, and gives all that was said.
  ///
  /// - Throws: What the tool's words mean; `.noCargo` where there is none, `.interrupted`.
  package func run(_ action: Action, hearing listener: ChildListener?) throws(ReleaseError)
    -> String
  {
    let words = words(action)
    var variables = TokenVariables.removed(from: world.environment)
    variables["CARGO_TARGET_DIR"] =
      directory == world.root ? world.cargoTarget : world.cargoTargetOfCommits
    variables["CARGO_TERM_COLOR"] = "never"
    guard ProgramPath.find(words[0], in: world.environment) != nil else {
      if words[0] == "cargo" {
        throw .noCargo("no cargo is found along PATH", to: "build and test a crate")
      }
      throw ReleaseError(
        .toolFailed, "\(words[0]) cannot be started",
        why: ["no directory of PATH holds it; relsh.toml's [test] command names it"])
    }
    var child = Child(
      words[0], Array(words.dropFirst()), directory: directory, environment: variables)
    child.listener = listener
    let end = try world.processes.run(child)
    guard end.status != 0 else { return end.said }
    try world.throwInterrupted(end, words)
    var facts = Diagnosis.Facts()
    facts.package = name
    let tool: ReleaseTool =
      switch action {
      case .test: .cargoTest
      case .build: .cargoBuild
      case .command: ReleaseTool(words[0], Array(words.dropFirst())) ?? .testCommand
      }
    let diagnosis = Diagnosis.of(tool: tool, end: end, facts: facts)
    if case .command = action, diagnosis.pattern == nil {
      throw .testCommand(words[0], of: name, end, diagnosis.error)
    }
    throw diagnosis.error
  }
}

extension ReleaseError {
  /// What `[test] command` names ended with an exit code other than 0, and its words are not known.
  static func testCommand(
    _ program: String, of name: String, _ end: ChildEnd, _ error: ReleaseError
  ) -> Self {
    guard error.code == .toolFailed else { return error }
    var own = Self(
      .testFailed, "the tests of \(name) fail: \(program) ended with \(end.status)", why: error.why)
    own.output = error.output
    return own
  }
}

extension World {
  /// Refuses to go on where ^C came: a child may have made an exit code of its own of it.
  ///
  /// - Throws: `.interrupted`.
  func throwInterrupted(_ end: ChildEnd, _ words: [String]) throws(ReleaseError) {
    // pytest ends with a code of its own, and says so.
    var wasInterrupted = end.wasInterrupted || end.said.contains("! KeyboardInterrupt !")
    do throws(ReleaseError) { try clock.pause(0) } catch {
      guard error.code == .interrupted else { throw error }
      wasInterrupted = true
    }
    guard wasInterrupted else { return }
    throw ReleaseError(
      .interrupted, "`\(words.prefix(2).joined(separator: " "))` was interrupted",
      why: ["nothing was proven by it; type the line again"])
  }
}
