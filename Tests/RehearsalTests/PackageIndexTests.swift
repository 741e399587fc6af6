import Diagnostics
import ReleaseTools
import ReleaseWorld
import Testing

@testable import Rehearsal

/// A refusal of the package index: what is sent after `dm_py-0.2.0.tar.gz` was uploaded by ann, and
/// what comes back.
struct PackageCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let status: Int
  let text: String
  let send: @Sendable (Stage) -> RegistryResponse

  init(
    _ name: String, _ status: Int, _ text: String,
    _ send: @escaping @Sendable (Stage) -> RegistryResponse
  ) {
    testDescription = name
    self.status = status
    self.text = text
    self.send = send
  }

  private static let sdist = "dm_py-0.2.0.tar.gz"
  private static let wheel = "dm_py-0.2.0-py3-none-any.whl"

  static let all = [
    PackageCase("no token", 403, "Invalid or non-existent authentication information.") {
      $0.send("POST", "/legacy/")
    },
    PackageCase("a token of another host", 403, "Invalid or non-existent authentication") { stage in
      let token = Macaroon(location: "pypi.org", identifier: "id-of-ann", key: []).token
      return stage.upload(wheel, token: token)
    },
    PackageCase("a password", 403, "Username/Password authentication is no longer supported.") {
      $0.send("POST", "/legacy/", headers: [$0.basic("hunter2", user: "ann")])
    },
    PackageCase("another key", 403, "Invalid API Token: signatures do not match") { stage in
      let token = Macaroon(location: "127.0.0.1", identifier: "id-of-ann", key: [9]).token
      return stage.upload(wheel, token: token)
    },
    PackageCase("expired", 403, "Invalid API Token: token is expired") {
      $0.upload(wheel, token: $0.narrowed("[0,1795529639,1795526000]"))
    },
    PackageCase("too early", 403, "Invalid API Token: token is not yet valid") {
      $0.upload(wheel, token: $0.narrowed("[0,1795529999,1795529641]"))
    },
    PackageCase(
      "of another project", 403,
      "Invalid API Token: project-scoped token is not valid for project: 'dm_py'"
    ) { $0.upload(wheel, token: $0.narrowed(#"[1,["other"]]"#)) },
    PackageCase("an unknown caveat", 403, "Invalid API Token: caveat is not recognized") {
      $0.upload(wheel, token: $0.narrowed("[17]"))
    },
    PackageCase(
      "somebody else's", 403, "The user 'bob' isn't allowed to upload to project 'dm_py'."
    ) {
      $0.upload(wheel, by: "bob")
    },
    PackageCase("an empty form", 400, "Invalid value for name. Error: This field is required.") {
      stage in
      let token = stage.registries.packages.token(of: stage.accounts.people[0])
      return stage.send("POST", "/legacy/", headers: [stage.basic(token)])
    },
    PackageCase(
      "other content", 400, "File already exists ('dm_py-0.2.0.tar.gz', with blake2_256 hash '"
    ) { $0.upload(sdist, content: "other") },
    PackageCase("a second sdist", 400, "Only one sdist may be uploaded per release.") {
      $0.upload("dm_py-0.2.0.zip")
    },
    PackageCase(
      "linux_x86_64", 400,
      "Binary wheel 'dm_py-0.2.0-cp38-abi3-linux_x86_64.whl' has an unsupported platform tag 'linux_x86_64'."
    ) { $0.upload("dm_py-0.2.0-cp38-abi3-linux_x86_64.whl") },
    PackageCase(
      "a name of another project", 400,
      "Filename 'other-0.2.0.tar.gz' is invalid, should be 'dm_py-0.2.0.tar.gz'."
    ) { $0.upload("other-0.2.0.tar.gz") },
    PackageCase(
      "another version", 400,
      "Filename 'dm_py-0.1.0-py3-none-any.whl' is invalid, should be 'dm_py-0.2.0-py3-none-any.whl'."
    ) { $0.upload("dm_py-0.1.0-py3-none-any.whl") },
    PackageCase("a local version", 400, "The use of local versions in '0.2.0+x' is not allowed.") {
      $0.upload(wheel, version: "0.2.0+x")
    },
    PackageCase("no digest", 400, "Include at least one message digest.") {
      $0.upload(wheel, ["sha256_digest": ""])
    },
    PackageCase("another digest", 400, "The digest supplied does not match a digest calculated") {
      $0.upload(wheel, ["md5_digest": String(repeating: "0", count: 32)])
    },
    PackageCase("a path", 400, "Cannot upload a file with '/' or '\\' in the name.") {
      $0.upload("../dm_py-0.2.0.tar.gz")
    },
    PackageCase("a project that is not there", 404, "Not Found") {
      $0.send("GET", "/simple/none/")
    },
    PackageCase("a path outwards", 400, "The path holds what is no name.") {
      $0.send("GET", "/packages/%2E%2E/accounts.json")
    },
  ]
}

extension Stage {
  /// Ann's token with a caveat more.
  func narrowed(_ caveat: String) -> String {
    let token = registries.packages.token(of: accounts.people[0])
    return Macaroon(token: token)?.narrowed(caveat).token ?? ""
  }
}

struct PackageIndexTests {
  @Test(arguments: PackageCase.all)
  func `a refusal's words are its reason phrase and in its body`(_ one: PackageCase) {
    let stage = Stage()
    #expect(stage.upload("dm_py-0.2.0.tar.gz").status == 200)
    let before = stage.send("GET", "/simple/dm-py/").body
    let answer = one.send(stage)
    #expect(answer.status == one.status)
    #expect(answer.reason?.hasPrefix(one.text) == true, "\(answer.reason ?? "none")")
    #expect(answer.text.contains(answer.reason ?? "none"))
    #expect(stage.send("GET", "/simple/dm-py/").body == before)
  }

  @Test func `the body of a refusal is in the form that the client reads`() {
    func body(_ accept: String) -> RegistryResponse {
      Stage().upload("dm_py-0.2.0.tar.gz", accept: accept, ["sha256_digest": ""])
    }
    let json = body("application/json;q=0.9, text/plain;q=0.8")
    #expect(json.headers["content-type"] == "application/json")
    let code = "400 Include at least one message digest."
    #expect(JSONValue(json.body)?["code"]?.text == code)
    #expect(JSONValue(json.body)?["title"]?.text == "Bad Request")
    #expect(body("text/html").text.contains("<title>\(code)</title>"))
    #expect(body("*/*").text.hasPrefix(code))
  }

  @Test func `the same file again is fine, and a narrowed token is enough`() {
    let stage = Stage()
    let token = stage.narrowed(#"[1,["dm-py"]]"#)
    for _ in 0..<2 { #expect(stage.upload("dm_py-0.2.0.tar.gz", token: token).status == 200) }
    let project = JSONValue(stage.send("GET", "/pypi/dm-py/json").body)
    #expect(project?["urls"]?.items?.count == 1)
    #expect(project?["info"]?["version"]?.text == "0.2.0")
    let digests = project?["urls"]?.items?.first?["digests"]
    #expect(digests?["sha256"]?.text == Digest.sha256(Array("bytes".utf8)))
    #expect(digests?["md5"]?.text == "4b3a6218bb3e3a7303e8a171a60fcf92")
    #expect(stage.send("GET", "/pypi/dm-py/0.2.1/json").status == 404)
    #expect(stage.send("GET", "/packages/dm-py/dm_py-0.2.0.tar.gz").text == "bytes")
  }

  @Test func `the simple index is HTML, or JSON where that is asked for`() {
    let stage = Stage()
    #expect(stage.upload("dm_py-0.2.0.tar.gz").status == 200)
    let digest = Digest.sha256(Array("bytes".utf8))
    let link = "http://127.0.0.1:8000/packages/dm-py/dm_py-0.2.0.tar.gz"
    #expect(
      stage.send("GET", "/simple/dm-py/").text.contains(
        #"<a href="\#(link)#sha256=\#(digest)" data-requires-python="&gt;=3.8">dm_py-0.2.0.tar.gz</a>"#
      ))
    let type = "application/vnd.pypi.simple.v1+json"
    let json = stage.send("GET", "/simple/dm-py/", headers: [HeaderField("accept", type)])
    #expect(json.headers["content-type"] == type)
    let file = JSONValue(json.body)?["files"]?.items?.first
    #expect(file?["url"]?.text == link && file?["hashes"]?["sha256"]?.text == digest)
    #expect(stage.send("GET", "/simple/Dm_Py/").headers["location"] == "/simple/dm-py/")
    #expect(stage.send("GET", "/simple/dm-py").headers["location"] == "/simple/dm-py/")
  }

  @Test func `a workflow's token is made for 15 minutes`() {
    let stage = Stage()
    func mint(_ audience: String) -> RegistryResponse {
      let jwt = JSONValue.object(["token": .string(Stage.jwt("me/dm", audience: audience))])
      return stage.send("POST", "/_/oidc/mint-token", body: jwt.bytes)
    }
    let minted = JSONValue(mint("pypi").body)
    #expect(minted?["success"]?.flag == true && minted?["expires"]?.double == Stage.now + 900)
    #expect(stage.upload("dm_py-0.2.0.tar.gz", token: minted?["token"]?.text).status == 200)
    #expect(mint("crates.io").status == 422)
  }

  @Test(arguments: [
    ("", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"),
    ("abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"),
  ])
  func `BLAKE2b is what RFC 7693 says`(_ text: String, _ digest: String) {
    #expect(Blake2b.digest256(Array(text.utf8)) == digest)
  }

  @Test func `a macaroon is what pymacaroons makes of the same key`() {
    let made = Macaroon(location: "127.0.0.1", identifier: "id", key: Array("key".utf8))
      .narrowed("[1,[\"x\"]]")
    #expect(made.token == Self.pymacaroons)
    #expect(Macaroon(token: made.token) == made)
    #expect(Macaroon(token: made.token + "AA") == nil)
  }

  private static let pymacaroons =
    "pypi-AgEJMTI3LjAuMC4xAgJpZAACCVsxLFsieCJdXQAABiDr6ZpvAmvHo-y1QEcPgdk0-tZV-bdyxpC4AlJNvLySNQ"
}
