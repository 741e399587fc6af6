import Diagnostics
import ReleaseWorld
import Synchronization
import Testing

@testable import ReleaseTools

/// A server that answers always the same, and what it was asked.
private final class Answering: Sendable {
  let requests = Mutex<[HTTPRequest]>([])
  let response: HTTPResponse

  init(
    _ status: Int, _ body: String = "", headers: [HTTPRequest.Header] = []
  ) {
    response = HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
  }

  var http: HTTP {
    HTTP { (request: HTTPRequest) throws(Failure) -> HTTPResponse in
      self.requests.withLock { $0.append(request) }
      let known = request.headers.contains { $0.name == "If-None-Match" }
      return known ? HTTPResponse(status: 304) : self.response
    }
  }

  var addresses: [String] { requests.withLock { $0.map(\.url) } }
}

/// An answer in a word, for tables.
private func word(_ answer: RegistryAnswer) -> String {
  switch answer {
  case .served(let release):
    "served"
      + release.files.map { " \($0.name)=\($0.sha256 ?? "?")" }.joined()
      + (release.isYanked ? " yanked" : "")
  case .absent: "absent"
  case .unknown(let error): "unknown: \(error.why.first ?? "")"
  }
}

private let lines = """
  {"name":"llmcc","vers":"0.1.0","deps":[],"cksum":"aa","yanked":true}
  {"name":"llmcc","vers":"0.2.0+build.5","deps":[],"cksum":"bb","yanked":false}
  {"name":"llmcc","vers":"0.2.0-rc.1","deps":[{"req":"^0.3.0"}],"cksum":"cc"}

  """

@Test(arguments: [
  ("a", "1/a"), ("ab", "2/ab"), ("abc", "3/a/abc"), ("llmcc", "ll/mc/llmcc"),
  ("LLMCC-Core", "ll/mc/llmcc-core"), ("Time", "ti/me/time"),
])
func `a crate's file in an index lies where cargo looks for it`(_ crate: String, _ path: String) {
  #expect(CrateIndex.path(of: crate) == path)
}

@Test(arguments: [
  (200, lines, "0.2.0", "served llmcc-0.2.0+build.5.crate=bb"),
  (200, lines, "0.2.0-rc.1", "served llmcc-0.2.0-rc.1.crate=cc"),
  (200, lines, "0.1.0", "served llmcc-0.1.0.crate=aa yanked"),
  (200, lines, "0.3.0", "absent"), (200, lines, "0.2", "absent"),
  (
    200, "<!DOCTYPE html><p>Log in", "0.2.0",
    "unknown: it answered with a page for people, as a proxy does"
  ),
  (200, "{\"name\":1}", "0.2.0", "unknown: its answer is no file of a crate index"),
  (200, "", "0.2.0", "unknown: its answer is empty"),
  (404, "", "0.2.0", "absent"), (410, "", "0.2.0", "absent"), (451, "", "0.2.0", "absent"),
  (403, "", "0.2.0", "unknown: it wants to know who asks: HTTP 403"),
  (302, "", "0.2.0", "unknown: it answered HTTP 302"),
  (503, lines, "0.2.0", "unknown: it answered HTTP 503"),
])
func `a crate index says of a version what its answer means`(
  _ status: Int, _ body: String, _ version: String, _ wanted: String
) throws {
  var index = try CrateIndex(name: "reh", address: "sparse+http://127.0.0.1:1/index/")
  let server = Answering(status, body)
  #expect(word(try index.release(of: "llmcc", version, by: server.http)) == wanted)
  #expect(server.addresses == ["http://127.0.0.1:1/index/ll/mc/llmcc"])
}

@Test func `an index that names its answer is asked only whether that still holds`() throws {
  var index = try CrateIndex(name: "reh", address: "sparse+http://127.0.0.1:1/")
  let server = Answering(200, lines, headers: [.init("ETag", "\"7\"")])
  for version in ["0.3.0", "0.1.0"] {
    _ = try index.release(of: "llmcc", version, by: server.http)
  }
  let sent = server.requests.withLock { $0.map(\.headers) }
  #expect(sent == [[], [.init("If-None-Match", "\"7\"")]])
  #expect(word(try index.release(of: "llmcc", "0.1.0", by: server.http)).hasPrefix("served"))
}

private let pypi = """
  {"info":{},"urls":[{"filename":"llmcc-0.2.0.tar.gz","digests":{"sha256":"ss"},"yanked":false},
   {"filename":"llmcc-0.2.0-cp311-abi3-win_amd64.whl","digests":{"sha256":"ww"},"yanked":false}]}
  """
private let simple = """
  {"meta":{"api-version":"1.1"},"name":"my-pack","files":[
   {"filename":"my_pack-0.2.0-py3-none-any.whl","hashes":{"sha256":"ww"},"yanked":"broken"},
   {"filename":"My.Pack-0.2.0.tar.gz","hashes":{},"yanked":"broken"},
   {"filename":"my_pack-0.2.0rc1-py3-none-any.whl","hashes":{"sha256":"xx"},"yanked":false},
   {"filename":"my_pack_more-0.2.0.tar.gz","hashes":{"sha256":"yy"}}]}
  """

@Test(
  arguments: [
    (
      nil, "My.Pack", "0.2.0", pypi, "https://pypi.org/pypi/my-pack/0.2.0/json",
      "served llmcc-0.2.0-cp311-abi3-win_amd64.whl=ww llmcc-0.2.0.tar.gz=ss"
    ),
    (nil, "llmcc", "0.2.0", "{\"urls\":[]}", "https://pypi.org/pypi/llmcc/0.2.0/json", "absent"),
    (
      nil, "llmcc", "0.2.0", "[]", "https://pypi.org/pypi/llmcc/0.2.0/json",
      "unknown: its answer is not PyPI's JSON"
    ),
    (
      "http://127.0.0.1:1/simple/", "my_pack", "0.2.0", simple,
      "http://127.0.0.1:1/simple/my-pack/",
      "served My.Pack-0.2.0.tar.gz=? my_pack-0.2.0-py3-none-any.whl=ww yanked"
    ),
    (
      "http://127.0.0.1:1/simple", "my_pack", "0.2.0rc1", simple,
      "http://127.0.0.1:1/simple/my-pack/",
      "served my_pack-0.2.0rc1-py3-none-any.whl=xx"
    ),
    (
      "local=http://127.0.0.1:1/s", "my_pack", "0.3.0", simple, "http://127.0.0.1:1/s/my-pack/",
      "absent"
    ),
    (
      "http://127.0.0.1:1/s", "my_pack", "0.2.0", "<html>", "http://127.0.0.1:1/s/my-pack/",
      "unknown: it answered with a page for people, as a proxy does"
    ),
    (
      "https://pypi.org/simple/", "llmcc", "0.2.0", "no", "https://pypi.org/pypi/llmcc/0.2.0/json",
      "unknown: its answer is not PyPI's JSON"
    ),
  ] as [(String?, String, String, String, String, String)])
func `an index of distributions says of a version what its answer means`(
  _ address: String?, _ name: String, _ version: String, _ body: String, _ asked: String,
  _ wanted: String
) throws {
  let scratch = try Scratch()
  let world = World.outside(directory: scratch.directory, environment: scratch.environment)
  let server = Answering(200, body)
  let answer = try PackageIndexClient.chosen(address, in: world).release(
    of: name, version, by: server.http)
  #expect(word(answer) == wanted)
  #expect(server.addresses == [asked])
}

private let configured = """
  [registries.reh]
  index = "sparse+http://127.0.0.1:1/reh/"
  [registries.old]
  index = "https://git.invalid/index"
  """

@Test(
  arguments: [
    ([:], nil, "", "crates.io https://index.crates.io"),
    ([:], "crates-io", configured, "crates.io https://index.crates.io"),
    ([:], "reh", configured, "reh http://127.0.0.1:1/reh"),
    (["CARGO_REGISTRY_DEFAULT": "reh"], nil, configured, "reh http://127.0.0.1:1/reh"),
    ([:], nil, configured + "\n[registry]\ndefault = 'reh'", "reh http://127.0.0.1:1/reh"),
    (
      [:], nil, configured + "\n[source.crates-io]\nreplace-with = 'reh'",
      "reh http://127.0.0.1:1/reh"
    ),
    (
      [:], nil,
      "[source.crates-io]\nreplace-with = 'mine'\n[source.mine]\nregistry = 'sparse+http://127.0.0.1:1/m'",
      "mine http://127.0.0.1:1/m"
    ),
    (
      ["CARGO_REGISTRIES_MY_OWN_INDEX": "sparse+http://127.0.0.1:1/own/"], "my-own", "",
      "my-own http://127.0.0.1:1/own"
    ),
    ([:], "old", configured, "the index of old cannot be asked"),
    ([:], "nowhere", "not toml [", "cargo's configuration names no registry `nowhere`"),
  ] as [([String: String], String?, String, String)])
func `the crate registry is the one that cargo would take`(
  _ variables: [String: String], _ named: String?, _ configuration: String, _ wanted: String
) throws {
  let scratch = try Scratch(variables)
  try scratch.shell("mkdir -p .cargo work/.cargo")
  try scratch.write(".cargo/config.toml", "[registries.reh]\nindex = 'sparse+http://far.invalid/'")
  try scratch.write("work/.cargo/config.toml", configuration)
  let world = World.outside(directory: scratch.path("work"), environment: scratch.environment)
  let server = Answering(404)
  do throws(ReleaseError) {
    var index = try CrateIndex.chosen(named, in: world)
    _ = try index.release(of: "a", "1.0.0", by: server.http)
    #expect("\(index.name) \(server.addresses[0].dropLast("/1/a".utf8.count))" == wanted)
  } catch {
    #expect(error.code == .noRegistry && error.what == wanted)
  }
}

@Test(arguments: [
  ([:], "pypi.org"), (["UV_PUBLISH_URL": "https://upload.pypi.org/legacy/"], "pypi.org"),
  (["UV_DEFAULT_INDEX": "http://127.0.0.1:1/simple"], "index"),
  (["TWINE_REPOSITORY_URL": "https://test.pypi.org/legacy/"], "index"),
  (["UV_PUBLISH_URL": "http://127.0.0.1:1/"], "no-registry"),
])
func `an index of distributions is named without its address`(
  _ variables: [String: String], _ wanted: String
) throws {
  let scratch = try Scratch(variables)
  let world = World.outside(directory: scratch.directory, environment: scratch.environment)
  do throws(ReleaseError) {
    #expect(try PackageIndexClient.chosen(in: world).name == wanted)
  } catch {
    #expect(error.code.rawValue == wanted)
  }
}
