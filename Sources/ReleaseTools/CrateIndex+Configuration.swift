package import Diagnostics
package import ReleaseWorld

extension CrateIndex {
  /// What an index says of itself.
  ///
  /// - SeeAlso: The Cargo Book, "Index Format", "Index Configuration".
  package struct Configuration: Hashable, Sendable {
    /// Where crates are downloaded, as it is written: it may hold `{crate}` and its like.
    package let download: String
    /// Where the web API begins, without a slash at the end; `nil` where nothing can be published.
    package let api: String?
  }

  /// Asks the index for its `config.json`.
  ///
  /// - Throws: `.serverSilent`, `.interrupted`, `.noLibrary`.
  package func configuration(
    by http: HTTP, seconds: Double = 20
  ) throws(ReleaseError) -> Configuration {
    let request = HTTPRequest(
      "\(base)/config.json", mostBytes: 64 << 10, seconds: seconds, redirects: 3)
    let response = try http.send(request)
    guard response.status == 200 else {
      throw .serverSilent(request.host, "it answered HTTP \(response.status)")
    }
    guard let value = JSONValue(response.body), let download = value["dl"]?.text else {
      throw .serverSilent(request.host, "its config.json is not that of a crate index")
    }
    var api = value["api"]?.text?[...]
    while api?.hasSuffix("/") ?? false { api?.removeLast() }
    return Configuration(download: download, api: api.map(String.init))
  }

  /// Where the web API begins.
  ///
  /// - Throws: As ``configuration(by:seconds:)``, and `.noRegistry` where there is none.
  func api(by http: HTTP) throws(ReleaseError) -> String {
    guard let api = try configuration(by: http).api else {
      throw ReleaseError(
        .noRegistry, "nothing can be published to \(name)",
        why: ["the config.json of its index names no `api`"])
    }
    return api
  }
}

extension HTTPRequest {
  /// Whether what is sent stays on this machine or goes encrypted: a token goes no other way.
  package var isPrivate: Bool { url.hasPrefix("https://") || Self.isLoopback(host) }

  /// Whether a host is this machine.
  static func isLoopback(_ host: String) -> Bool {
    if host.hasPrefix("[::1]") || host == "localhost" || host.hasPrefix("localhost:") {
      return true
    }
    let name = host.prefix { $0 != ":" }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
