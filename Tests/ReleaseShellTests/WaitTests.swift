import CommandLanguage
import Diagnostics
import ReleaseWorld
import Testing

@testable import ReleaseShell

/// A stage in which every request ends with the same error.
private func stage(failing error: ReleaseError) throws -> Stage {
  try Stage(
    given: "pushed",
    lay: { world in
      var world = world
      world.http = HTTP { (_: HTTPRequest) throws(Failure) -> HTTPResponse in throw error }
      return world
    })
}

@Test(arguments: [
  ReleaseError.noLibrary, .serverSilent("index.crates.io", "HTTP 503"),
  ReleaseError(.interrupted, "^C ended the question"),
])
func `a registry that cannot be asked ends the wait with the reason`(_ error: ReleaseError) throws {
  let stage = try stage(failing: error)
  #expect(stage.type("wait llmcc-core@0.2.0").error == error)
}

@Test(arguments: [
  ("wait", ["served crate:llmcc-core@0.2.0"]),
  ("wait llmcc-core", ["served crate:llmcc-core@0.2.0"]),
  ("wait llmcc-core@0.2.0 --dry-run", ["would wait for crate:llmcc-core@0.2.0"]),
  ("wait llmcc-rust@0.1.0 --limit 1", ["served crate:llmcc-rust@0.1.0"]),
  ("wait llmcc-core,llmcc-rust@0.1.0", ["served crate:llmcc-core@0.1.0 crate:llmcc-rust@0.1.0"]),
  ("wait llmcc-core@0.9.0 --dry-run", ["would wait for crate:llmcc-core@0.9.0"]),
])
func `wait takes a package, several or the selection`(_ line: String, _ outcomes: [String]) throws {
  let played = try Stage(given: "served").type(line)
  #expect(played.outcomes == outcomes, "\(played.errors)")
}

@Test(arguments: ["0", "-1", "soon", "86401"])
func `a limit is a number of seconds`(_ limit: String) throws {
  #expect(try Stage(given: "served").type("wait --limit '\(limit)'").end == .fails(.usage))
}

@Test func `what comes next is found without asking a registry`() throws {
  let stage = try stage(failing: ReleaseError(.unproven, "a registry was asked"))
  #expect(stage.type("use llmcc-core,llmcc-rust").error == nil)
  #expect(stage.type("target 0.2.0").error == nil)
  let played = stage.type("status")
  #expect(played.error == nil && !played.output.contains("a registry was asked"))
}
