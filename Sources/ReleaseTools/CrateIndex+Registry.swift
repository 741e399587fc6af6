package import Diagnostics
package import ReleaseWorld

/// Where a registry of crates says that its files and its API are.
///
/// - SeeAlso: The Cargo Book, "Index Format", "Index Configuration".
package struct CrateRegistryAddresses: Hashable, Sendable {
  /// The template of a file's address.
  package var download: String
  /// The address of the web API, without a slash at the end; `nil` where there is none.
  package var api: String?

  /// The address of a version's file.
  package func file(of crate: String, _ version: String, sha256: String?) -> String {
    guard download.contains("{") else { return "\(download)/\(crate)/\(version)/download" }
    let folders = CrateIndex.path(of: crate).split(separator: "/").dropLast()
      .joined(separator: "/")
    var exact = folders
    if crate != crate.lowercased() {
      let name = crate
      switch name.utf8.count {
      case 1, 2: exact = "\(name.utf8.count)"
      case 3: exact = "3/\(name.prefix(1))"
      default: exact = "\(name.prefix(2))/\(name.dropFirst(2).prefix(2))"
      }
    }
    var address = download
    for (marker, value) in [
      ("{crate}", crate), ("{version}", version), ("{prefix}", exact), ("{lowerprefix}", folders),
      ("{sha256-checksum}", sha256 ?? ""),
    ] {
      address = address.split(separator: marker, omittingEmptySubsequences: false)
        .joined(separator: value)
    }
    return address
  }
}

extension CrateIndex {
  /// What the index's `config.json` says.
  ///
  /// - Throws: `.serverSilent`, `.interrupted`, `.noLibrary`.
  package func addresses(by http: HTTP) throws(ReleaseError) -> CrateRegistryAddresses {
    let request = HTTPRequest("\(base)/config.json", redirects: 3)
    let response = try http.send(request)
    guard response.status == 200, let value = JSONValue(response.body),
      let download = value["dl"]?.text
    else { throw .serverSilent(request.host, "its config.json says not where its files are") }
    var api = value["api"]?.text
    while api?.hasSuffix("/") ?? false { api?.removeLast() }
    return CrateRegistryAddresses(download: download, api: api)
  }

  /// The file of a version, as the registry serves it.
  ///
  /// - Throws: `.serverSilent`, `.interrupted`, `.noLibrary`.
  package func download(
    _ crate: String, _ version: String, sha256: String?, by http: HTTP
  ) throws(ReleaseError) -> [UInt8] {
    let address = try addresses(by: http).file(of: crate, version, sha256: sha256)
    let request = HTTPRequest(address, mostBytes: 64 << 20, seconds: 120, redirects: 3)
    let response = try http.send(request)
    guard response.status == 200, !response.isPage else {
      throw .serverSilent(
        request.host, "it serves no file of \(crate) \(version): HTTP \(response.status)")
    }
    return response.body
  }

  /// Whether the registry took a version, which its API knows before its index does; `nil` where it has no
  /// API that says so.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  package func isUploaded(
    _ crate: String, _ version: String, by http: HTTP
  ) throws(ReleaseError) -> Bool? {
    do throws(ReleaseError) {
      guard let api = try addresses(by: http).api else { return nil }
      let response = try http.send(
        HTTPRequest(
          "\(api)/api/v1/crates/\(crate)/\(version)",
          headers: [.init("Accept", "application/json")]))
      switch response.status {
      case 200: return JSONValue(response.body)?["version"] != nil
      case 404: return false
      default: return nil
      }
    } catch {
      guard error.code == .serverSilent else { throw error }
      return nil
    }
  }
}
