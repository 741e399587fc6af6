package import Diagnostics
import ReleaseModel
package import ReleaseWorld

/// A registry of crates, asked through its sparse index.
///
/// Keeps what it was told, so that asking again costs an empty answer (`ETag`).
///
/// - SeeAlso: The Cargo Book, "Index Format" and "Sparse Protocol".
package struct CrateIndex: Sendable {
  /// As outcomes name it: `crates.io`, or its name in cargo's configuration.
  package let name: String
  /// Whether it is crates.io, or what cargo's configuration puts in its place.
  package private(set) var isForCratesIO = false
  /// Where its files begin, without a slash at the end.
  let base: String
  private var known: [String: Known] = [:]

  private struct Known: Sendable {
    var tag: String
    var body: [UInt8]
  }

  /// `address` is written as in cargo's configuration: `sparse+https://index.crates.io/`.
  ///
  /// - Throws: `.noRegistry` for an index that is a git repository.
  package init(name: String, address: String) throws(ReleaseError) {
    guard address.hasPrefix("sparse+http") else {
      throw ReleaseError(
        .noRegistry, "the index of \(name) cannot be asked",
        why: ["its address does not begin with `sparse+`: it is a git repository"])
    }
    self.name = name
    isForCratesIO = name == "crates.io"
    var base = address.dropFirst("sparse+".utf8.count)
    while base.hasSuffix("/") { base.removeLast() }
    self.base = String(base)
  }

  /// The registry that cargo would publish to and resolve from here.
  ///
  /// A `name` that was given wins, then `CARGO_REGISTRY_DEFAULT`, then `registry.default`; else crates.io,
  /// with whatever cargo's configuration puts in its place.
  ///
  /// - Throws: `.noRegistry` where the configuration has no index for a name.
  package static func chosen(_ name: String? = nil, in world: World) throws(ReleaseError) -> Self {
    let configuration = try CargoConfiguration(configurationFiles(world))
    let fromEnvironment = world.environment["CARGO_REGISTRY_DEFAULT"].flatMap {
      $0.isEmpty ? nil : $0
    }
    let wanted = name ?? fromEnvironment ?? configuration.defaultRegistry ?? cratesIO
    let asked = wanted == "crates.io" ? cratesIO : wanted
    let found = configuration.replacement(of: asked)
    if found == cratesIO {
      return try Self(name: "crates.io", address: "sparse+https://index.crates.io/")
    }
    let variable = "CARGO_REGISTRIES_\(variableName(found))_INDEX"
    guard let address = world.environment[variable] ?? configuration.index(of: found) else {
      throw .noRegistry(found, variable)
    }
    var index = try Self(name: found, address: address)
    index.isForCratesIO = configuration.replacement(of: cratesIO) == found
    return index
  }

  /// The names of the registries in cargo's configuration, sorted.
  ///
  /// - Throws: `.fileUnreadable`.
  package static func names(in world: World) throws(ReleaseError) -> [String] {
    try CargoConfiguration(configurationFiles(world)).indexes.keys.sorted()
  }

  /// Why a name is no registry's in cargo's configuration; `nil` where it is one's.
  ///
  /// - Throws: `.fileUnreadable`.
  package static func unknown(_ name: String, in world: World) throws(ReleaseError) -> ReleaseError?
  {
    let configuration = try CargoConfiguration(configurationFiles(world))
    let found = configuration.replacement(of: name == "crates.io" ? cratesIO : name)
    let variable = "CARGO_REGISTRIES_\(variableName(found))_INDEX"
    let isKnown =
      found == cratesIO || world.environment[variable] != nil
      || configuration.index(of: found) != nil
    return isKnown ? nil : .noRegistry(found, variable)
  }

  /// As cargo calls it.
  private static let cratesIO = "crates-io"

  static func variableName(_ name: String) -> String {
    String(name.uppercased().map { $0 == "-" || $0 == "." ? "_" : $0 })
  }

  /// `.cargo/config.toml` of the work tree and of every folder above it, then of cargo's home.
  static func configurationFiles(_ world: World) throws(ReleaseError) -> [[UInt8]] {
    var folders: [String] = []
    var folder = world.root[...]
    while let slash = folder.lastIndex(of: "/") {
      folders.append("\(folder)/.cargo")
      folder = folder[..<slash]
    }
    folders.append("/.cargo")
    let own = world.environment["CARGO_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    if let home = own ?? world.environment.home.map({ "\($0)/.cargo" }), !folders.contains(home) {
      folders.append(home)
    }
    var files: [[UInt8]] = []
    for folder in folders {
      // The old name wins where both are there, as in cargo.
      for name in ["config", "config.toml"] {
        guard world.files.kind("\(folder)/\(name)") == .file,
          let bytes = try world.files.read("\(folder)/\(name)")
        else { continue }
        files.append(bytes)
        break
      }
    }
    return files
  }

  /// The path of a crate's file in an index.
  package static func path(of crate: String) -> String {
    let name = crate.lowercased()
    switch name.utf8.count {
    case 1, 2: return "\(name.utf8.count)/\(name)"
    case 3: return "3/\(name.prefix(1))/\(name)"
    default: return "\(name.prefix(2))/\(name.dropFirst(2).prefix(2))/\(name)"
    }
  }

  /// Asks for one version of a crate.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  package mutating func release(
    of crate: String, _ version: String, by http: HTTP, seconds: Double = 20
  ) throws(ReleaseError) -> RegistryAnswer {
    switch try file(of: crate, by: http, seconds: seconds) {
    case .file(let body, let host): return Self.read(body, crate, version, from: host)
    case .answer(let answer): return answer
    }
  }

  /// The file of a crate, or the answer in its place.
  enum Found {
    case file([UInt8], host: String)
    case answer(RegistryAnswer)
  }

  /// Asks for the file of a crate.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  mutating func file(
    of crate: String, by http: HTTP, seconds: Double = 20
  ) throws(ReleaseError) -> Found {
    var request = HTTPRequest(
      "\(base)/\(Self.path(of: crate))", mostBytes: 64 << 20, seconds: seconds, redirects: 3)
    if let known = known[crate] { request.headers = [.init("If-None-Match", known.tag)] }
    let response: HTTPResponse
    do throws(ReleaseError) {
      response = try http.send(request)
    } catch {
      guard error.code == .serverSilent else { throw error }
      return .answer(.unknown(error))
    }
    if response.status == 304, let known = known[crate] {
      return .file(known.body, host: request.host)
    }
    do throws(RegistryRefusal) {
      let body = try response.body(from: request.host)
      if let tag = response.header("etag") { known[crate] = Known(tag: tag, body: body) }
      return .file(body, host: request.host)
    } catch {
      switch error {
      case .answered(let answer): return .answer(answer)
      }
    }
  }

  /// Finds a version in the lines of a crate's file; build metadata does not tell versions apart.
  static func read(
    _ body: [UInt8], _ crate: String, _ version: String, from host: String
  ) -> RegistryAnswer {
    let wanted = Array(version.prefix { $0 != "+" }.utf8)
    var isIndex = false
    for line in body.split(separator: 0x0A) {
      // Of many lines one is meant: only those that hold the version are read as JSON.
      if isIndex, !line.holds(wanted) { continue }
      guard let entry = JSONValue(line), entry["name"]?.text != nil,
        let found = entry["vers"]?.text
      else {
        return .unknown(.serverSilent(host, "its answer is no file of a crate index"))
      }
      isIndex = true
      guard found.prefix(while: { $0 != "+" }) == version.prefix(while: { $0 != "+" }) else {
        continue
      }
      return .served(
        RegistryRelease(
          files: [.init("\(crate)-\(found).crate", sha256: entry["cksum"]?.text)],
          isYanked: entry["yanked"]?.flag ?? false))
    }
    return isIndex ? .absent : .unknown(.serverSilent(host, "its answer is empty"))
  }
}

extension ReleaseError {
  /// A name that says nothing of where its registry is.
  fileprivate static func noRegistry(_ name: String, _ variable: String) -> Self {
    Self(
      .noRegistry, "cargo's configuration names no registry `\(name)`",
      why: [
        "neither \(variable) nor `[registries.\(name)] index` says where it is: write it there, or name"
          + " another registry"
      ])
  }
}

extension ArraySlice<UInt8> {
  /// Whether other bytes stand in it.
  fileprivate func holds(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first, count >= bytes.count else { return bytes.isEmpty }
    var start = startIndex
    while let found = self[start...].firstIndex(of: first), found + bytes.count <= endIndex {
      if self[found..<(found + bytes.count)].elementsEqual(bytes) { return true }
      start = found + 1
    }
    return false
  }
}
