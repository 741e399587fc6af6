import Diagnostics
import ReleaseTools
import ReleaseWorld
import Synchronization
import Testing

@testable import Rehearsal

/// Requests that the registries of a stage answer, and the service that tells a workflow who it is.
private final class Wire: Sendable {
  let stage: Stage
  let sent = Mutex<[HTTPRequest]>([])
  private let instead: HTTPResponse?

  init(_ stage: Stage = Stage(), instead: HTTPResponse? = nil) {
    self.stage = stage
    self.instead = instead
  }

  var http: HTTP {
    HTTP { (request: HTTPRequest) throws(Failure) -> HTTPResponse in
      self.sent.withLock { $0.append(request) }
      if let instead = self.instead, !request.url.hasSuffix("config.json") { return instead }
      if request.url.hasPrefix("https://actions.example/") { return Self.identity(request) }
      guard request.host == "127.0.0.1:8000" else {
        throw .serverSilent(request.host, "there is no network here")
      }
      let answer = self.stage.send(
        request.method, String(request.url.dropFirst("http://127.0.0.1:8000".count)),
        headers: request.headers.map { HeaderField($0.name, $0.value) }, body: request.body ?? [])
      return HTTPResponse(
        status: answer.status, headers: answer.headers.map { .init($0.name, $0.value) },
        body: answer.body)
    }
  }

  private static func identity(_ request: HTTPRequest) -> HTTPResponse {
    let known = request.headers.contains(.init("Authorization", "bearer of-the-job"))
    let audience = String(request.url.split(separator: "=").last ?? "")
    guard known, request.url == "https://actions.example/id?v=2&audience=\(audience)" else {
      return HTTPResponse(status: 401)
    }
    let claims = JSONValue.object([
      "aud": .string(audience), "repository": .string("ann/llmcc"),
    ])
    let token = "e30.\(Base64.encodeForAddress(claims.bytes)).c2ln"
    return HTTPResponse(
      status: 200, body: JSONValue.object(["value": .string(token)]).bytes)
  }

  var addresses: [String] { sent.withLock { $0.map(\.url) } }
}

private func word(_ trial: TokenTrial) -> String {
  switch trial {
  case .good: "good"
  case .bad(let error) where error.code == .tokenRefused: "bad: \(error.why.first ?? "")"
  case .bad(let error): "bad: \(error)"
  case .unknown(let error): "unknown: \(error.why.first ?? "")"
  }
}

private func crateIndex() throws -> ReleaseTools.CrateIndex {
  try ReleaseTools.CrateIndex(name: "reh", address: "sparse+http://127.0.0.1:8000/index/")
}

private func address() throws -> UploadAddress {
  try UploadAddress("http://127.0.0.1:8000/legacy/")
}

private let service = WorkflowIdentityService(
  Environment([
    "ACTIONS_ID_TOKEN_REQUEST_URL": "https://actions.example/id?v=2",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "of-the-job",
  ]))

struct TokenTrialTests {
  private static let tokens: [(String, String)] = [
    (Stage.crateToken("ann"), "good"),
    (
      "cio" + String(repeating: "Z", count: 32),
      "bad: reh says: authentication failed"
    ),
    (
      "secret", "bad: reh says: The given API token does not match the format"
    ),
  ]

  @Test(arguments: tokens)
  func `a token for crates is tried`(_ token: String, _ wanted: String) throws {
    let wire = Wire()
    let trial = try TokenTrial.crates(
      UploadToken(Secret(token), from: "X"), at: crateIndex(), by: wire.http)
    #expect(word(trial).hasPrefix(wanted))
    #expect(
      wire.addresses == [
        "http://127.0.0.1:8000/index/config.json", "http://127.0.0.1:8000/api/v1/me",
      ])
    #expect(wire.sent.withLock { $0.last?.redirects } == 0)
  }

  private static let oddAnswers: [(HTTPResponse, String)] = [
    (HTTPResponse(status: 503), "to a trial of the token it answered HTTP 503"),
    (
      HTTPResponse(status: 302, headers: [.init("Location", "https://evil.example/a")]),
      "it sent the question on to evil.example, where no token follows"
    ),
    (
      HTTPResponse(status: 403, body: Array("<html>log in</html>".utf8)),
      "to a trial of the token it answered HTTP 403"
    ),
  ]

  @Test(arguments: oddAnswers)
  func `an odd answer proves nothing of a token`(_ answer: HTTPResponse, _ why: String) throws {
    let token = UploadToken(Secret("x"), from: "X")
    let wire = Wire(instead: answer)
    let crates = try TokenTrial.crates(token, at: crateIndex(), by: wire.http)
    #expect(word(crates) == "unknown: \(why)")
    guard answer.status != 403 else { return }
    let index = try TokenTrial.index(token, at: address(), by: wire.http, now: Stage.now)
    #expect(word(index) == "unknown: \(why)")
    #expect(wire.sent.withLock { $0.allSatisfy { $0.host == "127.0.0.1:8000" } })
  }

  @Test func `a page for people in the registry's place is no place to upload to`() throws {
    let page = HTTPResponse(status: 200, body: Array("<html>Welcome</html>".utf8))
    let token = UploadToken(Secret("x"), from: "X")
    let trials = [
      try TokenTrial.crates(token, at: crateIndex(), by: Wire(instead: page).http),
      try TokenTrial.index(token, at: address(), by: Wire(instead: page).http, now: Stage.now),
    ]
    for trial in trials {
      guard case .bad(let error) = trial else {
        Issue.record("\(trial)")
        continue
      }
      #expect(error.code == .serverSilent)
    }
  }

  @Test func `without a network nothing is known`() throws {
    let token = UploadToken(Secret("x"), from: "X")
    let away = "unknown: there is no network here"
    #expect(word(try TokenTrial.crates(token, at: crateIndex(), by: .none)) == away)
    #expect(
      word(try TokenTrial.index(token, at: address(), by: .none, now: Stage.now)) == away)
  }

  @Test func `a token for an index is tried by an empty form`() throws {
    let wire = Wire()
    let right = wire.stage.registries.packages.token(of: wire.stage.accounts.people[0])
    func trial(_ token: String) throws -> String {
      word(
        try TokenTrial.index(
          UploadToken(Secret(token), from: "X"), at: address(), by: wire.http, now: Stage.now))
    }
    #expect(try trial(right) == "good")
    let forged = Macaroon(location: "127.0.0.1", identifier: "id-of-ann", key: [9]).token
    #expect(
      try trial(forged)
        == "bad: 127.0.0.1:8000 says: Invalid API Token: signatures do not match")
    #expect(
      try trial("pypi-x").hasPrefix("bad: 127.0.0.1:8000 says: Invalid or non-"))
    // What was sent is good for an hour alone.
    let sent = wire.sent.withLock { $0[0].headers[0].value.split(separator: " ")[1] }
    let login = String(decoding: try #require(Base64.decode(sent.utf8)), as: UTF8.self)
    let macaroon = try #require(Macaroon(token: String(login.dropFirst("__token__:".count))))
    #expect(
      macaroon.caveats == [
        "[3,\"id-of-ann\"]", "[0,\(Int(Stage.now) + 3600),\(Int(Stage.now) - 3600)]",
      ])
  }

  @Test func `a narrowed token uploads its own project and no other`() throws {
    let stage = Stage()
    let whole = stage.registries.packages.token(of: stage.accounts.people[0])
    func upload(_ project: String?, _ now: Double) -> Int {
      let token = UploadToken(Secret(whole), from: "X").narrowed(to: project, now: now)
      return stage.upload(
        "dm_py-0.2.0-py3-none-any.whl", token: token.secret.reveal()
      ).status
    }
    #expect(upload("DM.py", Stage.now) == 200)
    #expect(upload("other", Stage.now) == 403)
    #expect(upload(nil, Stage.now) == 200)
    #expect(upload(nil, Stage.now - 4000) == 403)
  }

  @Test func `a workflow's identity becomes a token for crates, which is given back`() throws {
    let wire = Wire()
    let service = try #require(service)
    let repository = JSONValue.string("https://github.com/ann/llmcc")
    #expect(wire.stage.publish("llmcc", "0.1.0", ["repository": repository]).status == 200)
    let token = try TrustedPublishing.token(for: crateIndex(), from: service, by: wire.http)
    #expect(token.isBorrowed)
    let secret = token.secret.reveal()
    #expect(
      wire.stage.publish("llmcc", "0.2.0", by: secret, ["repository": repository]).status == 200)
    try TrustedPublishing.giveBack(token, to: crateIndex(), by: wire.http)
    #expect(
      wire.stage.publish("llmcc", "0.3.0", by: secret, ["repository": repository]).status == 403)
    // Once more is as good.
    try TrustedPublishing.giveBack(token, to: crateIndex(), by: wire.http)
    #expect(
      wire.addresses.filter { $0.contains("actions") }.allSatisfy { $0.hasSuffix("=crates.io") })
  }

  @Test func `a workflow's identity becomes a token for an index`() throws {
    let wire = Wire()
    let token = try TrustedPublishing.token(
      for: address(), from: try #require(service), by: wire.http)
    let answer = wire.stage.upload(
      "dm_py-0.2.0-py3-none-any.whl", token: token.secret.reveal())
    #expect(answer.status == 200)
  }

  @Test func `an identity for one registry is not shown to another`() throws {
    let wire = Wire(
      instead: HTTPResponse(status: 200, body: Array("{\"audience\":\"pypi\"}".utf8)))
    let service = try #require(service)
    let other = try UploadAddress("https://pypi.example/legacy/")
    let error = #expect(throws: ReleaseError.self) {
      try TrustedPublishing.token(for: other, from: service, by: wire.http)
    }
    #expect(error?.code == .identityRefused)
    #expect(wire.addresses == ["https://pypi.example/_/oidc/audience"])
  }

  @Test func `a job that may not ask is told what it lacks`() throws {
    let service = try #require(
      WorkflowIdentityService(
        Environment([
          "ACTIONS_ID_TOKEN_REQUEST_URL": "https://actions.example/id?v=2",
          "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "of-another",
        ])))
    let error = #expect(throws: ReleaseError.self) {
      try TrustedPublishing.token(for: crateIndex(), from: service, by: Wire().http)
    }
    #expect(error?.code == .identityRefused)
    #expect(error?.why.last?.contains("id-token: write") == true)
  }
}
