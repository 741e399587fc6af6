import Diagnostics
import ManifestEditing

/// What one `Cargo.toml` says of packages and workspaces; the file itself is not kept.
struct CargoManifest {
  let path: String
  let directory: String
  var package: Crate?
  var workspace: Declaration?
  var dependencies: [Wanted] = []
  /// `[patch.*]` and `[replace]` of a workspace root that lead into the repository, by name.
  var patches: [String: String] = [:]

  /// The `[package]` table.
  struct Crate {
    var name: String
    var version: Statement?
    var inheritsVersion = false
    var publish = Publish.anywhere
    var inheritsPublish = false
    /// `package.workspace`, resolved.
    var workspace: String?
  }

  /// `publish`: whether and where to.
  enum Publish {
    case anywhere, nowhere
    case registries([String])

    init?(_ value: TOMLValue?) {
      guard let value else { return nil }
      if let flag = value.boolean {
        self = flag ? .anywhere : .nowhere
      } else if let list = value.array {
        let names = list.compactMap(\.string)
        self = names.isEmpty ? .nowhere : .registries(names)
      } else {
        return nil
      }
    }
  }

  /// The `[workspace]` table.
  struct Declaration {
    var members: [String] = []
    var exclude: [String] = []
    var version: Statement?
    var publish: Publish?
    var dependencies: [String: Wanted] = [:]
  }

  /// A dependency that may lead to another package of the repository.
  struct Wanted {
    var kind: Dependency.Kind
    var alias: String
    var name: String
    /// The folder, resolved; `nil` where none is stated or it leaves the repository.
    var path: String?
    var requirement: Statement?
    var isInherited = false
  }

  /// Reads a manifest.
  ///
  /// - Throws: `bad-manifest` where it is not TOML, or a table lacks what cargo asks for.
  init(_ bytes: [UInt8], path: String) throws(ReleaseError) {
    self.path = path
    directory = RepositoryPath.directory(of: path)
    let document = try TOMLDocument(bytes, file: path)
    let root = document.root
    let lines = LineIndex(bytes)
    if let table = root["package"] ?? root["project"] { package = try crate(table, lines) }
    if let table = root["workspace"] { workspace = declaration(table, lines) }
    dependencies = wanted(in: root, lines)
    if let targets = root["target"]?.table {
      for target in targets { dependencies += wanted(in: target.value, lines) }
    }
    for source in root["patch"]?.table ?? [] {
      for entry in source.value.table ?? [] {
        if let folder = resolved(entry.value["path"]) {
          patches[entry.value["package"]?.string ?? entry.key] = folder
        }
      }
    }
  }

  private func statement(_ value: TOMLValue, _ lines: LineIndex) -> Statement? {
    value.string.map { Statement(value, of: path, lines, text: $0) }
  }

  private func resolved(_ value: TOMLValue?) -> String? {
    value?.string.flatMap { RepositoryPath.resolve($0, in: directory) }
  }

  private func crate(_ table: TOMLValue, _ lines: LineIndex) throws(ReleaseError) -> Crate {
    guard let name = table["name"]?.string else {
      throw ReleaseError(
        .badManifest, "a crate has a name", at: (table["name"] ?? table).place,
        why: ["`[package]` of \(path) has no `name` that is a string; write it there"])
    }
    guard Self.isName(name) else {
      throw ReleaseError(
        .badManifest, "`\(name)` is no name of a crate", at: table["name"]?.place,
        why: [
          "a crate's name is made of letters, digits, `-` and `_`, and begins with a letter or `_`"
        ])
    }
    var crate = Crate(name: name)
    if let version = table["version"] {
      crate.version = statement(version, lines)
      crate.inheritsVersion = version["workspace"]?.boolean == true
    }
    if let publish = table["publish"] {
      crate.inheritsPublish = publish["workspace"]?.boolean == true
      crate.publish = Publish(publish) ?? .anywhere
    }
    crate.workspace = resolved(table["workspace"])
    return crate
  }

  /// Cargo takes Unicode letters too; what it refuses is what a template leaves behind.
  private static func isName(_ name: String) -> Bool {
    // As cargo has it, a letter or `_` comes first; a name such as `-p` would be a flag of its tools.
    guard let first = name.utf8.first, !(0x30...0x39).contains(first), first != UInt8(ascii: "-")
    else { return false }
    return name.utf8.allSatisfy { $0.isIdentifier || $0 == UInt8(ascii: "_") || $0 >= 0x80 }
  }

  private func declaration(_ table: TOMLValue, _ lines: LineIndex) -> Declaration {
    var found = Declaration()
    found.members = table["members"]?.array?.compactMap(\.string) ?? []
    found.exclude = table["exclude"]?.array?.compactMap(\.string) ?? []
    found.version = table["package"]?["version"].flatMap { statement($0, lines) }
    found.publish = Publish(table["package"]?["publish"])
    for entry in table["dependencies"]?.table ?? [] {
      found.dependencies[entry.key] = wanted(entry, .normal, lines)
    }
    return found
  }

  private static let tables: [(key: String, kind: Dependency.Kind)] = [
    ("dependencies", .normal), ("build-dependencies", .build), ("build_dependencies", .build),
    ("dev-dependencies", .dev), ("dev_dependencies", .dev),
  ]

  private func wanted(in table: TOMLValue, _ lines: LineIndex) -> [Wanted] {
    var found: [Wanted] = []
    for (key, kind) in Self.tables {
      for entry in table[key]?.table ?? [] {
        // What has neither a path nor is inherited comes from a registry or another repository.
        guard entry.value.kind == .table, entry.value["git"] == nil else { continue }
        let dependency = wanted(entry, kind, lines)
        found.append(dependency)
      }
    }
    return found
  }

  private func wanted(_ entry: TOMLEntry, _ kind: Dependency.Kind, _ lines: LineIndex) -> Wanted {
    let value = entry.value
    guard value.kind == .table else {
      return Wanted(
        kind: kind, alias: entry.key, name: entry.key, requirement: statement(value, lines))
    }
    return Wanted(
      kind: kind, alias: entry.key, name: value["package"]?.string ?? entry.key,
      path: resolved(value["path"]), requirement: value["version"].flatMap { statement($0, lines) },
      isInherited: value["workspace"]?.boolean == true)
  }
}
