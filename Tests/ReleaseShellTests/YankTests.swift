import CommandLanguage
import Diagnostics
import ReleaseWorld
import Testing

@testable import ReleaseShell

private let token = "cio" + String(repeating: "A1b2", count: 8)

/// A stage with a token for crates.io.
private func stage(given state: String) throws -> Stage {
  try Stage(given: state, environment: ["CARGO_REGISTRY_TOKEN": token])
}

@Test(arguments: ["yank", "unyank"])
func `one package and its version are named`(_ command: String) throws {
  let stage = try stage(given: "served")
  #expect(stage.type("\(command) llmcc-core").end == .fails(.usage))
  #expect(stage.type("\(command) llmcc-core,llmcc-rust@0.1.0").end == .fails(.oneAtATime))
  #expect(stage.type("\(command) llmcc-cor@0.1.0").end == .fails(.unknownPackage))
}

@Test func `a dry run says what would be yanked, and shows no token`() throws {
  let played = try stage(given: "served").type("yank llmcc-core@0.2.0 --dry-run")
  #expect(played.outcomes == ["would yank crate:llmcc-core@0.2.0"], "\(played.errors)")
  #expect(played.output.contains("$ cargo yank llmcc-core --version 0.2.0\n"))
  #expect(!played.output.contains(token))
}

@Test func `a yank needs a confirmation that names it`() throws {
  let stage = try stage(given: "served")
  #expect(stage.type("yank llmcc-core@0.2.0").end == .fails(.unconfirmed))
  #expect(
    stage.type("yank llmcc-core@0.2.0 --confirm llmcc-core@0.2.0").end == .fails(.unconfirmed))
  stage.answer(["n"])
  #expect(stage.type("yank llmcc-core@0.2.0").end == .fails(.unconfirmed))
}

@Test func `a script with a yank is refused before its first line where nothing confirms it`()
  throws
{
  let stage = try stage(given: "served")
  try stage.shell("printf 'use llmcc-rust\\nyank llmcc-core@0.2.0\\n' > ../yank.relsh")
  let played = stage.type("run ../yank.relsh")
  #expect(played.end == .fails(.unconfirmed), "\(played.errors)")
  #expect(!played.output.contains("selected"))
}

@Test(arguments: [
  ("token set", ErrorCode.usage), ("token set GitHub", .usage), ("token set nowhere", .noRegistry),
  ("token set \(token)", .usage), ("token set crates.io --registry reh", .usage),
  ("token set packages.example.org", .cannotAsk), ("token set testpypi", .cannotAsk),
])
func `a token that cannot be set is refused before it is asked for`(
  _ line: String, _ code: ErrorCode
) throws {
  let played = try Stage(given: "demo").type(line)
  #expect(played.error?.code == code)
  #expect(!played.errors.contains("A1b2A1b2") && !played.errors.contains("A1B2A1B2"))
}

@Test(arguments: [
  (403, "this action can only be performed on the crates.io website", "knows the token", true),
  (403, "authentication failed", "refuses the token", false),
  (500, "", "was not asked", true),
])
func `a token is tried only where that is asked for`(
  _ status: Int, _ detail: String, _ words: String, _ isGood: Bool
) throws {
  let stage = try Stage(
    given: "demo", environment: ["CARGO_REGISTRY_TOKEN": token],
    lay: { world in
      var world = world
      world.http = HTTP { (request: HTTPRequest) throws(Failure) -> HTTPResponse in
        if request.url.hasSuffix("/config.json") {
          let body = #"{"dl":"https://static.crates.io","api":"https://crates.io"}"#
          return HTTPResponse(status: 200, body: Array(body.utf8))
        }
        guard request.url == "https://crates.io/api/v1/me",
          request.headers.contains(.init("Authorization", token))
        else { throw .serverSilent(request.host, "an odd request") }
        return HTTPResponse(
          status: status, body: Array(#"{"errors":[{"detail":"\#(detail)"}]}"#.utf8))
      }
      return world
    })
  #expect(!stage.type("token").output.contains(words))
  #expect(!stage.type("token --try --dry-run").output.contains("knows"))
  let played = stage.type("token --try")
  #expect(played.output.contains("crates.io \(words)"), "\(played.output)\(played.errors)")
  #expect((played.error == nil) == isGood)
  #expect(!(played.output + played.errors).contains(token))
}
