package import Diagnostics
import ManifestEditing

/// What the manifest of a crate says of its publication, with what it takes over from its workspace.
///
/// - SeeAlso: The Cargo Book, "The Manifest Format", "Publishing on crates.io".
package struct CratePublication: Hashable, Sendable {
  /// Where a crate may go.
  package enum Registries: Hashable, Sendable {
    case all, none
    /// Those of these names, as cargo has them: `crates-io`.
    case named([String])
  }

  /// A file that the manifest names.
  package struct NamedFile: Hashable, Sendable {
    /// `readme` or `license-file`.
    package let key: String
    /// As it stands there.
    package let text: String
    /// In the repository; `nil` where it leaves it.
    package let path: String?
    package let place: Place
  }

  /// A dependency for which whoever downloads the crate has no version to look for.
  package struct Unversioned: Hashable, Sendable {
    package let name: String
    /// The folder in the repository; `nil` where it leaves it, or is another repository.
    package let path: String?
    package let place: Place
    /// The words for `cargo add` behind its name: `--build`; `nil` where it cannot edit it, since it is the
    /// workspace's.
    package let words: String?
  }

  package let name: String
  package let manifest: String
  package private(set) var registries = Registries.all
  /// Where `publish` stands in the crate's own manifest.
  package private(set) var publishPlace: Place?
  /// The files that it names, and that must be there.
  package private(set) var files: [NamedFile] = []
  /// Which of the fields are missing that crates.io asks for.
  package private(set) var missingFields: [String] = []
  /// The address of the sources.
  package private(set) var repository: String?
  package private(set) var unversioned: [Unversioned] = []

  /// Reads a crate's manifest and that of its workspace's root, where it is another one.
  ///
  /// - Throws: `.badManifest`.
  package init(
    _ bytes: [UInt8], path: String, workspace: (bytes: [UInt8], path: String)?
  ) throws(ReleaseError) {
    let own = try TOMLDocument(bytes, file: path)
    var root = own
    var rootPath = path
    if let workspace {
      root = try TOMLDocument(workspace.bytes, file: workspace.path)
      rootPath = workspace.path
    }
    manifest = path
    let reading = Reading(own: own, path: path, root: root, rootPath: rootPath)
    name = reading.own["name"]?.string ?? ""
    if let (value, _) = reading.value("publish") { registries = Registries(value) }
    publishPlace = reading.own["publish"].map { value in
      own.place((value.keyRange ?? value.range).lowerBound..<value.range.upperBound)
    }
    files = ["readme", "license-file"].compactMap(reading.file)
    for fields in [["description"], ["license", "license-file"]]
    where !fields.contains(where: { reading.value($0)?.0.string?.isEmpty == false }) {
      missingFields.append(fields[0])
    }
    repository = reading.value("repository")?.0.string
    unversioned = reading.unversioned()
  }
}

extension CratePublication.Registries {
  init(_ value: TOMLValue) {
    if let flag = value.boolean {
      self = flag ? .all : .none
    } else if let names = value.array?.compactMap(\.string) {
      self = names.isEmpty ? .none : .named(names)
    } else {
      self = .all
    }
  }
}

/// A manifest beside that of its workspace.
private struct Reading {
  let document: TOMLDocument
  /// Its `[package]`.
  let own: TOMLValue
  let folder: String
  let root: TOMLDocument
  let rootFolder: String

  init(own: TOMLDocument, path: String, root: TOMLDocument, rootPath: String) {
    document = own
    self.own = own.root["package"] ?? own.root["project"] ?? own.root
    folder = RepositoryPath.directory(of: path)
    self.root = root
    rootFolder = RepositoryPath.directory(of: rootPath)
  }

  /// A field, and the folder that its paths begin at; `nil` where it is not stated.
  func value(_ key: String) -> (TOMLValue, folder: String)? {
    guard let value = own[key] else { return nil }
    guard value["workspace"]?.boolean == true else { return (value, folder) }
    return root.value("workspace", "package", key).map { ($0, rootFolder) }
  }

  /// A file that a field names; a readme that is only found by its usual name is not named.
  func file(_ key: String) -> CratePublication.NamedFile? {
    guard let (value, folder) = value(key) else { return nil }
    let text = value.string ?? (key == "readme" && value.boolean == true ? "README.md" : nil)
    return text.map {
      .init(key: key, text: $0, path: RepositoryPath.resolve($0, in: folder), place: value.place)
    }
  }

  private static let tables = [
    ("dependencies", ""), ("build-dependencies", " --build"), ("build_dependencies", " --build"),
  ]

  /// The dependencies by path or repository alone; those that only tests need cargo leaves out.
  func unversioned() -> [CratePublication.Unversioned] {
    var found = unversioned(in: document.root, target: nil)
    for target in document.root["target"]?.table ?? [] {
      found += unversioned(in: target.value, target: target.key)
    }
    return found
  }

  private func unversioned(
    in table: TOMLValue, target: String?
  ) -> [CratePublication.Unversioned] {
    Self.tables.flatMap { key, words in
      (table[key]?.table ?? []).compactMap { entry in
        let isInherited = entry.value["workspace"]?.boolean == true
        guard let source = isInherited ? shared(entry.key) : entry.value,
          source.kind == .table, source["version"] == nil,
          let place = source["path"] ?? source["git"]
        else { return nil }
        let path = source["path"]?.string.flatMap {
          RepositoryPath.resolve($0, in: isInherited ? rootFolder : folder)
        }
        let isPlain = !isInherited && target == nil && source["package"] == nil
        return .init(
          name: source["package"]?.string ?? entry.key, path: path, place: place.place,
          words: isPlain ? words : nil)
      }
    }
  }

  private func shared(_ alias: String) -> TOMLValue? {
    root.value("workspace", "dependencies", alias)
  }
}
