package import Diagnostics
package import ReleaseModel
package import ReleaseWorld

/// An index of Python distributions: PyPI by its own JSON, any other by that of PEP 691.
package struct PackageIndexClient: Hashable, Sendable {
  /// As outcomes name it: `pypi.org`, else `index`.
  package let name: String
  /// Of a simple index its address without a slash at the end; `nil` for PyPI.
  private let simple: String?

  /// The index at the address of a simple one: `https://pypi.org/simple`.
  package init(simple address: String) {
    var address = address[...]
    while address.hasSuffix("/") { address.removeLast() }
    let isPyPI = address == Self.pyPI
    name = isPyPI ? "pypi.org" : "index"
    simple = isPyPI ? nil : String(address)
  }

  /// The index from which what is uploaded here can be installed.
  ///
  /// An `address` that was given wins, then `UV_DEFAULT_INDEX`, else that of the index which takes the
  /// uploads (``UploadAddress/chosen(_:in:)`` by `uploads`), where it is known.
  ///
  /// - Throws: `.noRegistry` where uploads go elsewhere and nothing says where they are served.
  package static func chosen(
    _ address: String? = nil, uploads: String? = nil, in world: World
  ) throws(ReleaseError) -> Self {
    if let address = address ?? world.environment["UV_DEFAULT_INDEX"], !address.isEmpty {
      // uv takes a name before the address: `internal=https://…`.
      let named = address.firstRange(of: "=http").map { address[$0.lowerBound...].dropFirst() }
      return Self(simple: named.map(String.init) ?? address)
    }
    let uploads = try UploadAddress.chosen(uploads, in: world)
    guard let simple = uploads.knownSimple else {
      throw ReleaseError(
        .noRegistry, "nothing says where the index at \(uploads.host) serves what it takes",
        why: ["set UV_DEFAULT_INDEX to its simple index, or name it by --index-url"])
    }
    return Self(simple: simple)
  }

  /// Whether the index knows a project, of whatever version; `nil` where it cannot be asked.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  package func hasProject(_ distribution: String, by http: HTTP) throws(ReleaseError) -> Bool? {
    let project = PythonRequirement.normalized(distribution)
    let request = HTTPRequest(
      "\(simpleAddress)/\(project)/",
      headers: [.init("Accept", "application/vnd.pypi.simple.v1+json")], mostBytes: 64 << 20,
      seconds: 20, redirects: 3)
    do throws(ReleaseError) {
      let response = try http.send(request)
      switch response.status {
      case 200: return JSONValue(response.body)?["files"] != nil
      case 404, 410: return false
      default: return nil
      }
    } catch {
      guard error.code == .serverSilent else { throw error }
      return nil
    }
  }

  /// Whether it follows PyPI's rules: PyPI itself, its test, or a stand-in on this machine.
  package var isForPyPI: Bool {
    guard let simple else { return true }
    let host = HTTPRequest(simple).host
    return host.hasSuffix(".pypi.org") || HTTPRequest.isLoopback(host)
  }

  /// The newest version of a project that is not yanked, and no prerelease where there is another one; `nil`
  /// where the index has none.
  ///
  /// - Throws: `.serverSilent` where it cannot be asked; `.interrupted`, `.noLibrary`.
  package func newest(
    of distribution: String, by http: HTTP
  ) throws(ReleaseError) -> Version? {
    let project = PythonRequirement.normalized(distribution)
    let request = HTTPRequest(
      "\(simpleAddress)/\(project)/",
      headers: [.init("Accept", "application/vnd.pypi.simple.v1+json")], mostBytes: 64 << 20,
      seconds: 20, redirects: 3)
    let response = try http.send(request)
    if [404, 410].contains(response.status) { return nil }
    guard response.status == 200 else {
      throw .serverSilent(request.host, "it answers \(response.status)")
    }
    guard let entries = JSONValue(response.body)?["files"]?.items else {
      throw .serverSilent(request.host, "its answer is not the JSON of PEP 691")
    }
    let versions = entries.compactMap { entry -> Version? in
      guard !(entry["yanked"]?.flag ?? (entry["yanked"]?.text != nil)),
        let file = entry["filename"]?.text.flatMap(DistributionFileName.init),
        file.project == project
      else { return nil }
      return Version(python: file.version.text)
    }
    return versions.filter { !$0.isPrerelease }.max() ?? versions.max()
  }

  /// Where the simple index begins, without a slash at the end.
  package var simpleAddress: String { simple ?? Self.pyPI }

  private static let pyPI = "https://pypi.org/simple"

  /// Asks for one version of a distribution, spelled as Python does.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  package func release(
    of distribution: String, _ version: String, by http: HTTP, seconds: Double = 20
  ) throws(ReleaseError) -> RegistryAnswer {
    let project = PythonRequirement.normalized(distribution)
    let request =
      simple.map {
        HTTPRequest(
          "\($0)/\(project)/", headers: [.init("Accept", "application/vnd.pypi.simple.v1+json")],
          mostBytes: 64 << 20, seconds: seconds, redirects: 3)
      }
      ?? HTTPRequest(
        "https://pypi.org/pypi/\(project)/\(version)/json",
        headers: [.init("Accept", "application/json")], seconds: seconds, redirects: 3)
    let response: HTTPResponse
    do throws(ReleaseError) {
      response = try http.send(request)
    } catch {
      guard error.code == .serverSilent else { throw error }
      return .unknown(error)
    }
    do throws(RegistryRefusal) {
      let body = try response.body(from: request.host)
      return simple == nil
        ? Self.read(json: body, from: request.host)
        : Self.read(simple: body, project, version, from: request)
    } catch {
      switch error {
      case .answered(let answer): return answer
      }
    }
  }

  /// The answer of PyPI's own JSON for one version.
  static func read(json body: [UInt8], from host: String) -> RegistryAnswer {
    guard let entries = JSONValue(body)?["urls"]?.items else {
      return .unknown(.serverSilent(host, "its answer is not PyPI's JSON"))
    }
    return answer(of: entries, hashes: "digests") { $0 }
  }

  /// The answer of a simple index for a whole project.
  ///
  /// - SeeAlso: PEP 691, "JSON-based Simple API for Python Package Indexes".
  static func read(
    simple body: [UInt8], _ project: String, _ version: String, from request: HTTPRequest
  ) -> RegistryAnswer {
    guard let entries = JSONValue(body)?["files"]?.items else {
      return .unknown(.serverSilent(request.host, "its answer is not the JSON of PEP 691"))
    }
    let own = entries.filter { entry in
      entry["filename"]?.text.map { Self.isFile($0, of: project, version) } ?? false
    }
    return answer(of: own, hashes: "hashes", address: request.address)
  }

  /// A release without a file is none: nothing can be installed from it.
  ///
  /// `address` makes an address of what stands in the answer.
  private static func answer(
    of entries: [JSONValue], hashes: String, address: (String) -> String?
  ) -> RegistryAnswer {
    let files = entries.compactMap { entry in
      entry["filename"]?.text.map {
        RegistryRelease.File(
          $0, sha256: entry[hashes]?["sha256"]?.text, url: entry["url"]?.text.flatMap(address))
      }
    }
    guard !files.isEmpty else { return .absent }
    // Of a simple index `yanked` is the reason, or false.
    let isYanked = entries.allSatisfy { $0["yanked"]?.flag ?? ($0["yanked"]?.text != nil) }
    // PyPI's own JSON and PEP 700 each have a name for it.
    let times = entries.compactMap { entry in
      (entry["upload_time_iso_8601"]?.text ?? entry["upload-time"]?.text).flatMap(UploadTime.read)
    }
    return .served(
      RegistryRelease(
        files: files.sorted { $0.name < $1.name }, isYanked: isYanked, firstUpload: times.min()))
  }

  /// Whether a file's name is that of a wheel or sdist of a version.
  static func isFile(_ name: String, of project: String, _ version: String) -> Bool {
    guard let file = DistributionFileName(name), let version = PythonVersion(version) else {
      return false
    }
    return file.project == project && file.version == version
  }
}
