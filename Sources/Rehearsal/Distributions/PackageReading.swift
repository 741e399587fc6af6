import Diagnostics
import ReleaseModel
import ReleaseWorld

extension PackageIndex {
  private static let jsonType = "application/vnd.pypi.simple.v1+json"

  /// What is kept of the files of a project, in the order of their upload.
  func records(of project: String) throws(PackageRefusal) -> [JSONValue] {
    let directory = "packages/records/" + Self.normalized(project)
    var records: [JSONValue] = []
    for file in store.list(directory) where file.hasSuffix(".json") && !file.hasPrefix(".") {
      let record = try disk { () throws(Failure) in try store.json("\(directory)/\(file)") }
      if let record { records.append(record) }
    }
    return records.sorted { ($0["time"]?.text ?? "") < ($1["time"]?.text ?? "") }
  }

  /// A file, or its metadata.
  func file(_ project: String, _ name: String) throws(PackageRefusal) -> RegistryResponse {
    let bytes = try disk { () throws(Failure) in try store.read(Self.filePath(project, name)) }
    let listed = name.hasSuffix(".metadata") ? String(name.dropLast(9)) : name
    let record = try disk { () throws(Failure) in
      try store.read(Self.recordPath(project, listed))
    }
    guard let bytes, record != nil else { throw PackageRefusal(404, "Not Found") }
    return RegistryResponse(
      200, headers: [HeaderField("content-type", "application/octet-stream")], body: bytes)
  }

  /// All projects.
  func projects(_ request: RegistryRequest) throws(PackageRefusal) -> RegistryResponse {
    if let moved = Self.withSlash(request) { return moved }
    let names = store.list("packages/records")
    guard Self.wantsJSON(request) else {
      let links = names.map { "    <a href=\"/simple/\($0)/\">\($0)</a><br />\n" }
      return Self.page("Simple index", links.joined())
    }
    return Self.simpleJSON([
      "meta": .object(["api-version": .string("1.1")]),
      "projects": .array(names.map { .object(["name": .string($0)]) }),
    ])
  }

  /// The files of one project.
  func project(
    _ name: String, _ request: RegistryRequest
  ) throws(PackageRefusal) -> RegistryResponse {
    let normalized = Self.normalized(name)
    if name != normalized {
      return RegistryResponse(301, headers: [HeaderField("location", "/simple/\(normalized)/")])
    }
    if let moved = Self.withSlash(request) { return moved }
    let records = try records(of: name)
    guard !records.isEmpty else { throw PackageRefusal(404, "Not Found") }
    guard Self.wantsJSON(request) else {
      let links = records.map { link($0, normalized) }
      return Self.page("Links for \(normalized)", links.joined())
    }
    var versions: [JSONValue] = []
    for record in records {
      if let version = record["version"], !versions.contains(version) { versions.append(version) }
    }
    return Self.simpleJSON([
      "meta": .object(["api-version": .string("1.1")]), "name": .string(normalized),
      "versions": .array(versions), "files": .array(records.map { simpleFile($0, normalized) }),
    ])
  }

  private func url(_ record: JSONValue, _ project: String) -> String {
    "\(address)/packages/\(project)/\(record["filename"]?.text ?? "")"
  }

  private func link(_ record: JSONValue, _ project: String) -> String {
    var attributes = "href=\"\(url(record, project))#sha256=\(record["sha256"]?.text ?? "")\""
    if let python = record["requires_python"]?.text {
      attributes += " data-requires-python=\"\(HTMLText.escape(python))\""
    }
    if let digest = record["metadata_sha256"]?.text {
      attributes +=
        " data-dist-info-metadata=\"sha256=\(digest)\" data-core-metadata=\"sha256=\(digest)\""
    }
    return "    <a \(attributes)>\(HTMLText.escape(record["filename"]?.text ?? ""))</a><br />\n"
  }

  private func simpleFile(_ record: JSONValue, _ project: String) -> JSONValue {
    var members: [String: JSONValue] = [
      "filename": record["filename"] ?? .null, "url": .string(url(record, project)),
      "hashes": .object(["sha256": record["sha256"] ?? .null]), "size": record["size"] ?? .null,
      "upload-time": record["time"] ?? .null, "yanked": .bool(false),
      "requires-python": record["requires_python"] ?? .null,
    ]
    let metadata = record["metadata_sha256"].map { JSONValue.object(["sha256": $0]) }
    for key in ["core-metadata", "data-dist-info-metadata"] {
      members[key] = metadata ?? .bool(false)
    }
    return .object(members)
  }

  /// The project JSON, of the newest version where none is named.
  func about(_ name: String, version: String?) throws(PackageRefusal) -> RegistryResponse {
    let records = try records(of: name)
    var releases: [String: [JSONValue]] = [:]
    for record in records {
      releases[record["version"]?.text ?? "", default: []].append(releaseFile(record, name))
    }
    guard let wanted = version ?? Self.newest(Array(releases.keys)), let files = releases[wanted],
      let record = records.last(where: { $0["version"]?.text == wanted })
    else { throw PackageRefusal(404, "Not Found") }
    var members: [String: JSONValue] = [
      "info": .object([
        "name": record["name"] ?? .null, "version": .string(wanted),
        "summary": record["summary"] ?? .null,
        "requires_python": record["requires_python"] ?? .null,
        "license_expression": record["license_expression"] ?? .null, "yanked": .bool(false),
        "yanked_reason": .null,
      ]), "urls": .array(files), "last_serial": .number(Double(records.count)),
      "vulnerabilities": .array([]),
    ]
    if version == nil { members["releases"] = .object(releases.mapValues(JSONValue.array)) }
    return .json(.object(members))
  }

  private func releaseFile(_ record: JSONValue, _ name: String) -> JSONValue {
    .object([
      "filename": record["filename"] ?? .null, "packagetype": record["filetype"] ?? .null,
      "python_version": record["pyversion"] ?? .null, "size": record["size"] ?? .null,
      "requires_python": record["requires_python"] ?? .null,
      "url": .string(url(record, Self.normalized(name))), "yanked": .bool(false),
      "yanked_reason": .null, "upload_time_iso_8601": record["time"] ?? .null,
      "upload_time": record["time"]?.text.map { .string(String($0.dropLast())) } ?? .null,
      "digests": .object([
        "sha256": record["sha256"] ?? .null, "md5": record["md5"] ?? .null,
        "blake2b_256": record["blake2_256"] ?? .null,
      ]),
    ])
  }

  /// The highest version, a prerelease only where there is nothing else.
  private static func newest(_ versions: [String]) -> String? {
    let known = versions.compactMap { text in Version(python: text).map { (text, $0) } }
    let stable = known.filter { !$0.1.isPrerelease }
    return (stable.isEmpty ? known : stable).max { $0.1 < $1.1 }?.0 ?? versions.max()
  }

  private static func wantsJSON(_ request: RegistryRequest) -> Bool {
    request["accept"]?.contains(jsonType) ?? false
  }

  private static func simpleJSON(_ members: [String: JSONValue]) -> RegistryResponse {
    RegistryResponse(
      200, headers: [HeaderField("content-type", jsonType)], body: JSONValue.object(members).bytes)
  }

  private static func page(_ title: String, _ links: String) -> RegistryResponse {
    .text(
      "<!DOCTYPE html>\n<html>\n  <head>\n    <meta name=\"pypi:repository-version\" content=\"1.1\">\n"
        + "    <title>\(title)</title>\n  </head>\n  <body>\n    <h1>\(title)</h1>\n\(links)"
        + "  </body>\n</html>\n", type: "text/html")
  }

  /// Addresses of the simple index end in a slash.
  private static func withSlash(_ request: RegistryRequest) -> RegistryResponse? {
    guard request.path.last != "/" else { return nil }
    return RegistryResponse(301, headers: [HeaderField("location", request.path + "/")])
  }
}
