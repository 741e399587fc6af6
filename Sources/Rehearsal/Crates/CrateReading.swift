import ReleaseWorld

extension CrateRegistry {
  /// Most bytes of an index file, and of what an upstream may send.
  package static let indexLimit = 32 << 20

  static func indexPath(_ name: String) -> String { "crates/index/" + CrateIndex.path(of: name) }
  static func aboutPath(_ name: String) -> String {
    "crates/about/\(CrateIndex.canonical(name)).json"
  }
  static func cratePath(_ name: String, _ version: String) -> String {
    "crates/files/\(CrateIndex.canonical(name))/\(version).crate"
  }

  /// Our own lines of a crate; none where it is not ours.
  func ownLines(_ name: String) throws(CrateRefusal) -> [JSONValue] {
    try disk { () throws(Failure) in try store.read(Self.indexPath(name)) }
      .map(CrateIndex.lines) ?? []
  }

  /// A file of the index: our lines, and below them the upstream's of versions that are not ours.
  func indexFile(
    _ path: [String], _ request: RegistryRequest
  ) throws(CrateRefusal) -> RegistryResponse {
    if path == ["config.json"] {
      return .json(
        .object(["dl": .string(addresses.download), "api": .string(addresses.api)]))
    }
    guard let name = path.last, CrateIndex.isName(name),
      CrateIndex.path(of: name) == path.joined(separator: "/")
    else { throw CrateRefusal(404, "Not Found") }
    let own = try disk { () throws(Failure) in try store.read(Self.indexPath(name)) }
    let bytes = try merged(own, name)
    let tag = "\"\(Digest.sha256(bytes))\""
    var headers = [HeaderField("etag", tag), HeaderField("cache-control", "max-age=0")]
    if request["if-none-match"] == tag { return RegistryResponse(304, headers: headers) }
    headers.append(HeaderField("content-type", "text/plain; charset=utf-8"))
    return RegistryResponse(200, headers: headers, body: bytes)
  }

  private func merged(_ own: [UInt8]?, _ name: String) throws(CrateRefusal) -> [UInt8] {
    guard let upstream else {
      guard let own else { throw CrateRefusal(404, "Not Found") }
      return own
    }
    switch upstream.get(upstream.index + CrateIndex.path(of: name)) {
    case .absent:
      guard let own else { throw CrateRefusal(404, "Not Found") }
      return own
    case .failed(let reason):
      throw CrateRefusal(502, "the upstream index gave no answer for \(name): \(reason)")
    case .found(let theirs):
      guard let own else { return theirs }
      let ours = CrateIndex.lines(own)
      let versions = Set(ours.compactMap { $0["vers"]?.text.map(CrateIndex.plain) })
      let others = CrateIndex.lines(theirs).filter { line in
        line["vers"]?.text.map { !versions.contains(CrateIndex.plain($0)) } ?? false
      }
      return CrateIndex.file(others + ours)
    }
  }

  /// The file of a version: ours, or where the upstream has it.
  func download(_ name: String, _ version: String) throws(CrateRefusal) -> RegistryResponse {
    let isOurs = try ownLines(name).contains { $0["vers"]?.text == version }
    if isOurs {
      let bytes = try disk { () throws(Failure) in try store.read(Self.cratePath(name, version)) }
      guard let bytes else { throw CrateRefusal(500, "the file of \(name) \(version) is lost") }
      return RegistryResponse(
        200, headers: [HeaderField("content-type", "application/gzip")], body: bytes)
    }
    guard let upstream, CrateIndex.isName(name),
      case .found(let config) = upstream.get(upstream.index + "config.json"),
      let template = JSONValue(config)?["dl"]?.text
    else { throw CrateRefusal(404, "Not Found") }
    return RegistryResponse(
      302, headers: [HeaderField("location", Self.address(template, name, version))])
  }

  /// The address of a download by the template of a `config.json`.
  private static func address(_ template: String, _ name: String, _ version: String) -> String {
    guard template.contains("{") else { return "\(template)/\(name)/\(version)/download" }
    let path = CrateIndex.path(of: name)
    let prefix = path.split(separator: "/").dropLast().joined(separator: "/")
    var address = template
    for (marker, value) in [
      ("{crate}", name), ("{version}", version), ("{prefix}", prefix), ("{lowerprefix}", prefix),
    ] {
      address = address.split(separator: marker, omittingEmptySubsequences: false).joined(
        separator: value)
    }
    return address
  }

  /// The entry of a crate: what it is, and all its versions.
  func about(_ name: String) throws(CrateRefusal) -> RegistryResponse {
    let known = try disk { () throws(Failure) in try store.json(Self.aboutPath(name)) }
    guard let known, let exact = known["name"]?.text else {
      throw CrateRefusal(404, "crate `\(name)` does not exist")
    }
    let versions = try ownLines(exact).reversed().map(Self.entry)
    return .json(.object(["crate": Self.summary(known, versions), "versions": .array(versions)]))
  }

  /// The entry of one version: 200 as soon as it is uploaded.
  func about(_ name: String, version: String) throws(CrateRefusal) -> RegistryResponse {
    let lines = try ownLines(name)
    guard !lines.isEmpty else { throw CrateRefusal(404, "crate `\(name)` does not exist") }
    guard let line = lines.first(where: { $0["vers"]?.text == version }) else {
      throw CrateRefusal(404, "crate `\(name)` does not have a version `\(version)`")
    }
    return .json(.object(["version": Self.entry(line)]))
  }

  static func entry(_ line: JSONValue) -> JSONValue {
    let name = line["name"]?.text ?? ""
    let version = line["vers"]?.text ?? ""
    return .object([
      "crate": .string(name), "num": .string(version), "checksum": line["cksum"] ?? .null,
      "yanked": line["yanked"] ?? .bool(false), "created_at": line["pubtime"] ?? .null,
      "rust_version": line["rust_version"] ?? .null, "features": line["features"] ?? .object([:]),
      "dl_path": .string("/api/v1/crates/\(name)/\(version)/download"),
    ])
  }

  private static func summary(_ about: JSONValue, _ versions: [JSONValue]) -> JSONValue {
    let newest = (versions.first { $0["yanked"]?.flag == false } ?? versions.first)?["num"] ?? .null
    var members: [String: JSONValue] = [
      "id": about["name"] ?? .null, "name": about["name"] ?? .null, "max_version": newest,
      "newest_version": newest, "max_stable_version": newest,
    ]
    for key in ["description", "repository", "homepage", "documentation", "keywords", "categories"]
    {
      members[key] = about[key] ?? .null
    }
    return .object(members)
  }

  /// The crates whose name or description holds the words.
  func search(_ request: RegistryRequest) -> RegistryResponse {
    let query = request.query
    let words = (query["q"] ?? "").lowercased().split(separator: " ")
    let count = min(max(query["per_page"].flatMap(Int.init) ?? 10, 1), 100)
    let page = max(query["page"].flatMap(Int.init) ?? 1, 1)
    var found: [JSONValue] = []
    for file in store.list("crates/about") {
      guard let about = try? store.json("crates/about/" + file), let name = about["name"]?.text,
        let lines = try? ownLines(name), !lines.isEmpty
      else { continue }
      let text = (name + " " + (about["description"]?.text ?? "")).lowercased()
      guard words.allSatisfy({ text.contains($0) }) else { continue }
      found.append(Self.summary(about, lines.reversed().map(Self.entry)))
    }
    let total = JSONValue.object(["total": .number(Double(found.count))])
    let skipped = (page - 1).multipliedReportingOverflow(by: count)
    let shown = skipped.overflow ? [] : Array(found.dropFirst(skipped.partialValue).prefix(count))
    return .json(.object(["crates": .array(shown), "meta": total]))
  }
}
