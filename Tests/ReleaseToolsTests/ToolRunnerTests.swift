import Diagnostics
import ReleaseWorld
import Testing

@testable import ReleaseTools

/// A tool that fails with a registry's words, the token that it is given, and what that comes to.
private struct Refused: Sendable, CustomTestStringConvertible {
  let words: [String]
  var given: [String: String] = [:]
  var environment: [String: String] = [:]
  let says: String
  let code: ErrorCode
  let why: String

  var testDescription: String { "\(words[0]): \(why)" }

  static let unknown =
    "error: failed to publish a v0.1.0 to registry at https://crates.io\n\nCaused by:\n"
    + "  the remote server responded with an error (status 403 Forbidden): authentication failed"
  static let invalid =
    "HTTPError: 403 Forbidden from https://upload.pypi.org/legacy/\n"
    + "Invalid or non-existent authentication information."
  static let empty = "error: please provide a non-empty token"
  static let right = "cio" + String(repeating: "a", count: 32)

  static let all = [
    Refused(
      words: ["cargo", "publish"], given: ["CARGO_REGISTRY_TOKEN": right], says: unknown,
      code: .tokenRefused, why: "it is mistyped, or was revoked, or has run out"),
    Refused(
      words: ["cargo", "publish"], given: ["CARGO_REGISTRY_TOKEN": "ghp_x"], says: unknown,
      code: .tokenWrongHost, why: "a token of crates.io begins with cio"),
    Refused(
      words: ["cargo", "publish"], environment: ["CARGO_REGISTRY_TOKEN": ""], says: empty,
      code: .tokenMissing, why: "CARGO_REGISTRY_TOKEN is set and holds nothing"),
    // A credential provider may have been asked: whose token it was is not known.
    Refused(
      words: ["cargo", "publish"], environment: ["CARGO_REGISTRY_TOKEN": "ghp_x"], says: unknown,
      code: .tokenRefused, why: "it is mistyped, or was revoked, or has run out"),
    Refused(
      words: ["cargo", "publish"],
      environment: ["GITHUB_ACTIONS": "true", "CARGO_REGISTRY_TOKEN": ""],
      says: empty, code: .secretMissing,
      why: ".github/workflows/release.yml:3 hands secrets.CRATES to CARGO_REGISTRY_TOKEN"),
    Refused(
      words: ["twine", "upload"], given: ["TWINE_PASSWORD": ""], says: invalid,
      code: .tokenMissing, why: "TWINE_PASSWORD is set and holds nothing"),
    Refused(
      words: ["twine", "upload"], given: ["TWINE_PASSWORD": "ghp_x"], says: invalid,
      code: .tokenWrongHost, why: "a token of PyPI begins with pypi-"),
    Refused(
      words: ["uv", "publish"],
      given: [
        "UV_PUBLISH_TOKEN": Macaroon(
          location: "test.pypi.org", identifier: "i", key: Array("key".utf8)
        ).token
      ], says: invalid, code: .tokenWrongHost, why: "it is for test.pypi.org"),
    Refused(
      words: ["uv", "publish"],
      given: [
        "UV_PUBLISH_TOKEN": Macaroon(
          location: "pypi.org", identifier: "an identifier", key: Array("key".utf8)
        ).token
      ], says: invalid, code: .tokenRefused,
      why: "it is mistyped, was revoked, or is one of another account or index"),
  ]
}

@Test(arguments: Refused.all)
private func `what a token that was refused looks like is told`(_ refused: Refused) throws {
  let scratch = try Scratch.withRemote()
  try scratch.shell("mkdir bin work/.github && mkdir work/.github/workflows")
  try scratch.write(
    "work/.github/workflows/release.yml",
    "jobs:\n  env:\n    CARGO_REGISTRY_TOKEN: ${{ secrets.CRATES }}\n")
  try scratch.write("words", refused.says)
  try scratch.write(
    "bin/\(refused.words[0])", "#!/bin/sh\ncat ../words >&2\nexit 1\n", executable: true)
  let path = scratch.path("bin") + ":" + (scratch.environment["PATH"] ?? "")
  let variables = scratch.environment.variables.merging(refused.environment) { $1 }
  let world = try World.open(
    at: scratch.path("work"), environment: Environment(variables.merging(["PATH": path]) { $1 }))
  let isCrate = refused.words[0] == "cargo"
  var call = ToolCall(
    refused.words[0], Array(refused.words.dropFirst()),
    environment: isCrate
      ? [:]
      : [
        "UV_PUBLISH_URL": "https://upload.pypi.org/legacy/",
        "TWINE_REPOSITORY_URL": "https://upload.pypi.org/legacy/",
      ], secrets: refused.given.mapValues { Secret($0) },
    isCrate
      ? .publishCrate(name: "a", version: "0.1.0", registry: "crates.io")
      : .uploadFiles(distribution: "a", version: "0.1.0", files: [], index: "pypi.org"))
  if !refused.given.isEmpty { call.tokenSource = refused.given.keys.first }
  do throws(Failure) {
    try world.perform(.tool(call))
    Issue.record("it did not fail")
  } catch {
    #expect(error.code == refused.code, "\(error)")
    #expect(error.why.contains { $0.contains(refused.why) }, "\(error.why)")
    for (_, token) in refused.given where !token.isEmpty {
      #expect(!error.why.contains { $0.contains(token) })
    }
  }
}
