package import Diagnostics
package import ReleaseWorld

/// A file as a registry hands it out.
package enum RegistryDownload: Hashable, Sendable {
  case file([UInt8])
  /// The registry says that there is no such file.
  case absent
  /// It could not be had; the error says why.
  case unknown(ReleaseError)
}

extension CrateIndex {
  /// Downloads a crate from where the index says that its files are.
  ///
  /// A file over 64 MiB, which no registry takes, is `.unknown`.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  /// - SeeAlso: The Cargo Book, "Index Configuration".
  package func download(
    _ crate: String, _ version: String, sha256: String?, by http: HTTP, seconds: Double = 60
  ) throws(ReleaseError) -> RegistryDownload {
    let template: String
    do throws(ReleaseError) {
      template = try configuration(by: http).download
    } catch {
      guard error.code == .serverSilent else { throw error }
      return .unknown(error)
    }
    let address = Self.address(template, crate, version, sha256: sha256)
    return try http.download(
      HTTPRequest(address, mostBytes: 64 << 20, seconds: seconds, redirects: 3))
  }

  /// The address of a crate by the template of a `config.json`.
  static func address(
    _ template: String, _ crate: String, _ version: String, sha256: String?
  ) -> String {
    let markers = ["{crate}", "{version}", "{prefix}", "{lowerprefix}", "{sha256-checksum}"]
    guard markers.contains(where: template.contains) else {
      return "\(template)/\(crate)/\(version)/download"
    }
    let folder = path(of: crate).split(separator: "/").dropLast().joined(separator: "/")
    let values = [crate, version, prefix(of: crate), folder, sha256 ?? ""]
    return zip(markers, values).reduce(template) { $0.replacing($1.0, with: $1.1) }
  }

  /// The folder of a crate in an index, in the letters of its name.
  private static func prefix(of crate: String) -> String {
    switch crate.utf8.count {
    case 1, 2: "\(crate.utf8.count)"
    case 3: "3/\(crate.prefix(1))"
    default: "\(crate.prefix(2))/\(crate.dropFirst(2).prefix(2))"
    }
  }
}

extension RegistryRelease.File {
  /// Downloads it from where the index says; a file over 1 GiB is `.unknown`.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  package func download(by http: HTTP, seconds: Double = 300) throws(ReleaseError)
    -> RegistryDownload
  {
    guard let url else {
      return .unknown(.serverSilent(name, "its index does not say where it is"))
    }
    return try http.download(
      HTTPRequest(url, mostBytes: 1 << 30, seconds: seconds, redirects: 3))
  }
}

extension HTTP {
  fileprivate func download(_ request: HTTPRequest) throws(ReleaseError) -> RegistryDownload {
    let response: HTTPResponse
    do throws(ReleaseError) {
      response = try send(request)
    } catch {
      guard error.code == .serverSilent else { throw error }
      return .unknown(error)
    }
    do throws(RegistryRefusal) {
      return .file(try response.body(from: request.host))
    } catch {
      switch error {
      case .answered(.unknown(let error)): return .unknown(error)
      case .answered: return .absent
      }
    }
  }
}

extension HTTPRequest {
  /// The address that a reference in this request's answer means; `nil` for one of another kind.
  ///
  /// - SeeAlso: RFC 3986, 5.2; a fragment is left out.
  func address(_ reference: String) -> String? {
    let reference = String(reference.prefix { $0 != "#" })
    if reference.hasPrefix("https://") || reference.hasPrefix("http://") { return reference }
    guard !reference.isEmpty, let colon = url.firstRange(of: "://") else { return nil }
    if reference.hasPrefix("//") { return url[..<colon.lowerBound] + ":" + reference }
    let path = url[colon.upperBound...].firstIndex { "/?#".contains($0) } ?? url.endIndex
    if reference.hasPrefix("/") { return url[..<path] + reference }
    if reference.prefix(while: { $0 != "/" }).contains(":") { return nil }
    var parts = url[path...].prefix { !"?#".contains($0) }.split(
      separator: "/", omittingEmptySubsequences: false
    ).dropFirst().dropLast().map(String.init)
    for part in reference.split(separator: "/", omittingEmptySubsequences: false) {
      switch part {
      case ".": continue
      case "..": _ = parts.popLast()
      default: parts.append(String(part))
      }
    }
    return url[..<path] + "/" + parts.joined(separator: "/")
  }
}
