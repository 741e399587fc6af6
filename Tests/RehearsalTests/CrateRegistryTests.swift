import Diagnostics
import ReleaseTools
import ReleaseWorld
import Testing

@testable import Rehearsal

/// A refusal of the crate registry: what is sent after `alpha 0.1.0` was published by ann, and what
/// comes back.
struct CrateCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let status: Int
  let detail: String
  let send: @Sendable (Stage) -> RegistryResponse

  init(
    _ name: String, _ status: Int, _ detail: String,
    _ send: @escaping @Sendable (Stage) -> RegistryResponse
  ) {
    testDescription = name
    self.status = status
    self.detail = detail
    self.send = send
  }

  static let all = [
    CrateCase("no token", 403, "this action requires authentication") {
      $0.publish("alpha", "0.2.0", by: nil)
    },
    CrateCase("unknown token", 403, "authentication failed") {
      $0.publish("alpha", "0.2.0", by: "cio" + String(repeating: "x", count: 32))
    },
    CrateCase(
      "token of another shape", 401,
      "The given API token does not match the format used by crates.io."
    ) { $0.publish("alpha", "0.2.0", by: "ghp_0123") },
    CrateCase("same version", 400, "crate version `0.1.0` is already uploaded") {
      $0.publish("alpha", "0.1.0")
    },
    CrateCase("same version, other build", 400, "crate version `0.1.0` is already uploaded") {
      $0.publish("alpha", "0.1.0+two")
    },
    CrateCase("somebody else's", 403, "this crate exists but you don't seem to be an owner.") {
      $0.publish("alpha", "0.2.0", by: Stage.crateToken("bob"))
    },
    CrateCase("one name by other letters", 400, "crate was previously named `alpha`") {
      $0.publish("Alpha", "0.2.0")
    },
    CrateCase("no description", 400, "missing or empty metadata fields: description, license.") {
      $0.publish("beta", "0.1.0", ["description": .null, "license": .string("")])
    },
    CrateCase("six keywords", 400, "expected at most 5 keywords per crate") {
      $0.publish("beta", "0.1.0", ["keywords": .array("abcdef".map { .string("\($0)") })])
    },
    CrateCase("a path as name", 400, "invalid upload request: `../x` is not a valid crate name") {
      $0.publish("../x", "0.1.0")
    },
    CrateCase("no semver", 400, "invalid upload request: `1.0` is not a valid semver") {
      $0.publish("beta", "1.0")
    },
    CrateCase("no gzip", 400, "uploaded tarball is malformed or too large when decompressed") {
      $0.send(
        "PUT", "/api/v1/crates/new", token: Stage.crateToken("ann"),
        body: Stage.upload("beta", "0.1.0", crate: [1, 2, 3]))
    },
    CrateCase("half a body", 400, "invalid crate length: 4 bytes announced, 2 sent") {
      $0.send(
        "PUT", "/api/v1/crates/new", token: Stage.crateToken("ann"),
        body: Stage.upload("beta", "0.1.0").dropLast(2))
    },
    CrateCase("an empty body", 400, "invalid metadata length") {
      $0.send("PUT", "/api/v1/crates/new", token: Stage.crateToken("ann"))
    },
    CrateCase("me, no token", 403, "this action requires authentication") {
      $0.send("GET", "/api/v1/me")
    },
    CrateCase("me, bad", 403, "authentication failed") {
      $0.send("GET", "/api/v1/me", token: "cio0")
    },
    CrateCase("me, good", 403, "this action can only be performed on the crates.io website") {
      $0.send("GET", "/api/v1/me", token: "Bearer " + Stage.crateToken("ann"))
    },
    CrateCase("yank of what is not there", 404, "crate `alpha` does not have a version `9.9.9`") {
      $0.send("DELETE", "/api/v1/crates/alpha/9.9.9/yank", token: Stage.crateToken("ann"))
    },
    CrateCase("somebody else's yank", 403, "must already be an owner to yank or unyank") {
      $0.send("DELETE", "/api/v1/crates/alpha/0.1.0/yank", token: Stage.crateToken("bob"))
    },
    CrateCase("last owner leaves", 400, "cannot remove all individual owners of a crate.") {
      $0.send(
        "DELETE", "/api/v1/crates/alpha/owners", token: Stage.crateToken("ann"),
        body: Array(#"{"users":["ann"]}"#.utf8))
    },
    CrateCase("an entry that is not there", 404, "crate `gamma` does not exist") {
      $0.send("GET", "/api/v1/crates/gamma/0.1.0")
    },
    CrateCase("an index file at a wrong place", 404, "Not Found") {
      $0.send("GET", "/index/alpha")
    },
    CrateCase("a path outwards", 400, "the path holds what is no name") {
      $0.send("GET", "/index/%2e%2e/accounts.json")
    },
    CrateCase("a slash in a name", 400, "the path holds what is no name") {
      $0.send("GET", "/api/v1/crates/alpha%2f..%2f/0.1.0/download")
    },
    CrateCase(
      "workflow, new crate", 403,
      "Trusted Publishing tokens do not support creating new crates. Publish the crate manually, first"
    ) { stage in stage.publish("new", "0.1.0", by: stage.workflowToken("me/alpha")) },
    CrateCase(
      "workflow of another repository", 403,
      "The provided access token is not valid for crate `alpha`"
    ) { stage in stage.publish("alpha", "0.2.0", by: stage.workflowToken("you/other")) },
  ]
}

extension Stage {
  /// A JWT with these claims; nobody has signed it.
  static func jwt(_ repository: String, audience: String) -> String {
    let claims = #"{"aud":"\#(audience)","repository":"\#(repository)"}"#
    return "e30.\(Base64.encodeForAddress(Array(claims.utf8))).e30"
  }

  func workflowToken(_ repository: String) -> String {
    let body = JSONValue.object(["jwt": .string(Self.jwt(repository, audience: "crates.io"))])
    let answer = send("POST", "/api/v1/trusted_publishing/tokens", body: body.bytes)
    return JSONValue(answer.body)?["token"]?.text ?? ""
  }
}

struct CrateRegistryTests {
  @Test(arguments: CrateCase.all)
  func `a refusal has crates.io's status and words`(_ one: CrateCase) {
    let stage = Stage()
    let about = ["repository": JSONValue.string("https://github.com/me/alpha")]
    #expect(stage.publish("alpha", "0.1.0", about).status == 200)
    let before = stage.send("GET", "/index/al/ph/alpha").body
    let answer = one.send(stage)
    #expect(answer.status == one.status)
    #expect(answer.headers["content-type"] == "application/json")
    let detail = JSONValue(answer.body)?["errors"]?.items?.first?["detail"]?.text ?? answer.text
    #expect(detail.hasPrefix(one.detail), "\(detail)")
    #expect(stage.send("GET", "/index/al/ph/alpha").body == before)
  }

  @Test func `accounts may be narrower than everything`() {
    let token = Stage.crateToken("ann")
    let unverified = Stage { $0[0].hasVerifiedEmail = false }.publish("alpha", "0.1.0", by: token)
    #expect(unverified.status == 400)
    #expect(unverified.text.contains("A verified email address is required to publish crates"))
    let narrow = Stage { $0[0].scopes = [.publishUpdate] }.publish("alpha", "0.1.0", by: token)
    #expect(narrow.status == 403)
    #expect(
      narrow.text.contains(
        "this token does not have the required permissions to perform this action"))
  }

  @Test func `what is published is in the index, its line and its API entry`() {
    let stage = Stage()
    let dependency: [String: JSONValue] = [
      "name": .string("real"), "version_req": .string("^1"), "kind": .string("dev"),
      "registry": .string("https://github.com/rust-lang/crates.io-index"),
      "explicit_name_in_toml": .string("short"),
    ]
    let features: JSONValue = .object([
      "old": .array([]), "new": .array([.string("dep:short")]),
    ])
    let answer = stage.publish(
      "My_Crate", "0.1.0", ["deps": .array([.object(dependency)]), "features": features])
    #expect(
      answer.text == #"{"warnings":{"invalid_badges":[],"invalid_categories":[],"other":[]}}"#)
    let file = stage.send("GET", "/index/my/_c/my_crate")
    let digest = Digest.sha256([0x1F, 0x8B, 1, 2])
    #expect(
      file.text
        == #"{"cksum":"\#(digest)","deps":[{"default_features":true,"features":[],"kind":"dev","name":"short","optional":false,"package":"real","req":"^1","target":null}],"features":{"old":[]},"features2":{"new":["dep:short"]},"links":null,"name":"My_Crate","pubtime":"\#(Stage.time)","v":2,"vers":"0.1.0","yanked":false}"#
        + "\n")
    let tag = file.headers["etag"] ?? ""
    let again = stage.send(
      "GET", "/index/my/_c/my_crate", headers: [HeaderField("If-None-Match", tag)])
    #expect(again.status == 304 && again.body.isEmpty && again.headers["ETag"] == tag)
    #expect(stage.send("GET", "/api/v1/crates/my-crate/0.1.0").status == 404)
    #expect(stage.send("GET", "/api/v1/crates/My_Crate/0.1.0").text.contains(digest))
    #expect(stage.send("GET", "/api/v1/crates/My_Crate/0.1.0/download").body == [0x1F, 0x8B, 1, 2])
    let yank = stage.send(
      "DELETE", "/api/v1/crates/My_Crate/0.1.0/yank", token: Stage.crateToken("ann"))
    #expect(yank.text == #"{"ok":true}"#)
    #expect(stage.send("GET", "/index/my/_c/my_crate").text.contains(#""yanked":true"#))
    #expect(stage.send("GET", "/api/v1/crates?q=my&per_page=3").text.contains(#""total":1"#))
  }

  @Test func `a workflow publishes with a token that it can give back`() {
    let stage = Stage()
    let about = ["repository": JSONValue.string("https://github.com/me/alpha")]
    #expect(stage.publish("alpha", "0.1.0", about).status == 200)
    let token = stage.workflowToken("me/alpha")
    #expect(token.hasPrefix("cio_tp_"))
    #expect(stage.publish("alpha", "0.2.0", by: token).status == 200)
    #expect(
      stage.send("DELETE", "/api/v1/trusted_publishing/tokens", token: "Bearer " + token).status
        == 204)
    #expect(stage.publish("alpha", "0.3.0", by: token).text.contains("authentication failed"))
  }

  @Test func `an upstream's lines stand before ours, and its files are where it says`() {
    let upstream = UpstreamIndex(index: "sparse+http://up/index/") { address in
      switch address {
      case "http://up/index/config.json": .found(Array(#"{"dl":"http://up/dl"}"#.utf8))
      case "http://up/index/al/ph/alpha":
        .found(
          Array(
            "{\"name\":\"alpha\",\"vers\":\"0.0.9\"}\n{\"name\":\"alpha\",\"vers\":\"0.1.0\"}\n"
              .utf8))
      case "http://up/index/br/ok/broken": .failed("it took too long")
      default: .absent
      }
    }
    let stage = Stage(upstream: upstream)
    #expect(stage.publish("alpha", "0.1.0").status == 200)
    let lines = CrateIndex.lines(stage.send("GET", "/index/al/ph/alpha").body)
    #expect(lines.map { $0["vers"]?.text } == ["0.0.9", "0.1.0"])
    #expect(lines[1]["cksum"] != nil)
    let moved = stage.send("GET", "/api/v1/crates/alpha/0.0.9/download")
    #expect(moved.status == 302)
    #expect(moved.headers["location"] == "http://up/dl/alpha/0.0.9/download")
    #expect(stage.send("GET", "/index/br/ok/broken").status == 502)
    #expect(stage.send("GET", "/index/no/ne/none").status == 404)
  }
}
