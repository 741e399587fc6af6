import Diagnostics
import ReleaseTools
import ReleaseWorld
import Synchronization

@testable import Rehearsal

/// Both registries over files in memory, with two people, at a fixed time.
struct Stage {
  static let now = 1_795_529_640.0
  static let time = "2026-11-24T14:14:00Z"

  let accounts: RegistryAccounts
  let registries: LoopbackRegistries

  init(
    _ change: (inout [RegistryAccounts.Account]) -> Void = { _ in }, upstream: UpstreamIndex? = nil,
    budget: PublishBudget? = nil, clock: Clock = Clock { Self.now }
  ) {
    var people = ["ann", "bob"].enumerated().map { number, login in
      RegistryAccounts.Account(
        login: login, crateToken: Self.crateToken(login), uploadIdentifier: "id-of-\(login)",
        uploadKey: [UInt8](repeating: UInt8(number), count: 32))
    }
    change(&people)
    accounts = RegistryAccounts(people)
    registries = LoopbackRegistries(
      store: RegistryStore(.inMemory()), accounts: accounts, address: "http://127.0.0.1:8000",
      upstream: upstream, budget: budget, clock: clock)
  }

  static func crateToken(_ login: String) -> String {
    "cio" + String(repeating: login == "ann" ? "A" : "B", count: 32)
  }

  func send(
    _ method: String, _ target: String, token: String? = nil, headers: [HeaderField] = [],
    body: [UInt8] = []
  ) -> RegistryResponse {
    let authorization = token.map { [HeaderField("Authorization", $0)] } ?? []
    return registries.response(
      to: RegistryRequest(method, target, headers: authorization + headers, body: body))
  }

  /// Publishes a crate of a few bytes.
  func publish(
    _ name: String, _ version: String, by token: String? = crateToken("ann"),
    _ members: [String: JSONValue] = [:]
  ) -> RegistryResponse {
    send("PUT", "/api/v1/crates/new", token: token, body: Self.upload(name, version, members))
  }

  static func upload(
    _ name: String, _ version: String, _ members: [String: JSONValue] = [:],
    crate: [UInt8] = [0x1F, 0x8B, 1, 2]
  ) -> [UInt8] {
    let given: [String: JSONValue] = [
      "name": .string(name), "vers": .string(version), "deps": .array([]), "features": .object([:]),
      "description": .string("a crate"), "license": .string("MIT"),
    ]
    let json = JSONValue.object(given.merging(members) { _, new in new }).bytes
    return length(json) + json + length(crate) + crate
  }

  private static func length(_ bytes: [UInt8]) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) }
  }

  /// What an upload tool sends in `Authorization`.
  func basic(_ token: String, user: String = "__token__") -> HeaderField {
    HeaderField("authorization", "Basic " + Base64.encodeForAddress(Array("\(user):\(token)".utf8)))
  }

  /// Uploads a file of a few bytes; a field with an empty value is left out.
  func upload(
    _ file: String, name: String = "dm_py", version: String = "0.2.0", by login: String = "ann",
    token: String? = nil, content: String = "bytes", accept: String = "*/*",
    _ changed: [String: String] = [:]
  ) -> RegistryResponse {
    let person = accounts.people.first { $0.login == login }
    let token = token ?? person.map { registries.packages.token(of: $0) } ?? ""
    let isWheel = file.hasSuffix(".whl")
    var fields = [
      ":action": "file_upload", "protocol_version": "1", "metadata_version": "2.4", "name": name,
      "version": version, "filetype": isWheel ? "bdist_wheel" : "sdist",
      "pyversion": isWheel ? "py3" : "source", "requires_python": ">=3.8",
      "sha256_digest": Digest.sha256(Array(content.utf8)),
    ]
    fields.merge(changed) { _, new in new }
    var body = ""
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
      body += "--edge\r\nCONTENT-disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
    }
    body += "--edge\r\nContent-Disposition: form-data; name=\"content\"; filename=\"\(file)\"\r\n"
    body += "Content-Type: application/octet-stream\r\n\r\n\(content)\r\n--edge--\r\n"
    return send(
      "POST", "/legacy/",
      headers: [
        basic(token), HeaderField("Content-Type", "multipart/form-data; boundary=edge"),
        HeaderField("Accept", accept),
      ], body: Array(body.utf8))
  }
}

extension Files {
  /// Files that no disk has.
  static func inMemory() -> Files {
    let kept = MemoryFiles()
    return Files(
      read: { (path: String) throws(Failure) -> [UInt8]? in kept.files.withLock { $0[path] } },
      kind: { path in kept.files.withLock { $0[path] != nil } ? .file : nil },
      isExecutable: { _ in false },
      stamp: { _ in nil },
      list: { path in
        kept.files.withLock { files in
          Set(
            files.keys.filter { $0.hasPrefix(path + "/") }
              .compactMap {
                $0.dropFirst(path.count + 1).split(separator: "/").first.map(String.init)
              }
          ).sorted()
        }
      },
      store: { (path: String, bytes: [UInt8]) throws(Failure) in
        kept.files.withLock { $0[path] = bytes }
      },
      append: { (path: String, bytes: [UInt8]) throws(Failure) in
        kept.files.withLock { $0[path, default: []] += bytes }
      },
      export: { (path: String, bytes: [UInt8], _: Bool) throws(Failure) in
        kept.files.withLock { $0[path] = bytes }
      },
      remove: { (path: String) throws(Failure) in kept.files.withLock { $0[path] = nil } })
  }
}

private final class MemoryFiles: Sendable {
  let files = Mutex<[String: [UInt8]]>([:])
}
