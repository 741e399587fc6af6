package import Diagnostics

/// A `Cargo.lock` with the places of the versions in it.
///
/// Source of the format: cargo, `src/cargo/core/resolver/encode.rs`. A dependency is `name`, `name version` or
/// `name version (source)`: since format 2 the shortest of them that names one package, before that all three, of
/// which a package from a path has no source.
package struct CargoLock: Sendable {
  /// The file as TOML.
  package let document: TOMLDocument
  /// Every `[[package]]`, in the order of the file.
  package let packages: [LockedPackage]
  /// Where the packages from paths stand among them, by name.
  private let pathPackages: [String: [Int]]

  /// Reads the packages of a lock file; one without a name or version throws `badManifest`.
  package init(_ document: TOMLDocument) throws(ReleaseError) {
    self.document = document
    var packages: [LockedPackage] = []
    for table in document.value("package")?.array ?? [] {
      guard let name = table["name"]?.string, let version = table["version"],
        let number = version.string
      else {
        throw .badManifest(
          document.file, isNot: "as a lock file", "a package has a name and a version",
          bytes: document.bytes, at: table.range)
      }
      packages.append(
        LockedPackage(
          table: table, name: name, version: number, stated: version,
          source: table["source"]?.string, dependencies: table["dependencies"]?.array ?? []))
    }
    self.packages = packages
    pathPackages = Dictionary(grouping: packages.indices.filter { packages[$0].source == nil }) {
      packages[$0].name
    }
  }

  /// Reads a lock file from its bytes.
  package init(_ bytes: [UInt8], file: String) throws(ReleaseError) {
    try self.init(TOMLDocument(bytes, file: file))
  }

  /// The package from a path with that name, or of several the one with that version.
  ///
  /// A lock file may lag behind its manifests, so the version of the only one is not asked for.
  package func pathPackage(_ name: String, version: String?) -> LockedPackage? {
    pathPackageIndex(name, version: version).map { packages[$0] }
  }

  func pathPackageIndex(_ name: String, version: String?) -> Int? {
    let named = pathPackages[name] ?? []
    guard named.count > 1 else { return named.first }
    return named.first { packages[$0].version == version }
  }
}

/// One `[[package]]` of a lock file.
package struct LockedPackage: Sendable {
  let table: TOMLValue
  /// The name of the crate.
  package let name: String
  /// The version as the file has it, which may lag behind the manifest.
  package let version: String
  /// The string that holds the version.
  package let stated: TOMLValue
  /// Where it comes from; `nil` for a package from a path.
  package let source: String?
  /// The strings that name other packages of this file.
  package let dependencies: [TOMLValue]

  /// From its header to the end of its last value.
  var range: Range<Int> {
    let end = table.table?.map(\.value.range.upperBound).max() ?? table.range.upperBound
    return table.range.lowerBound..<max(end, table.range.upperBound)
  }
}

/// A package from a path whose version changes.
package struct LockedVersionChange: Hashable, Sendable {
  /// The name of the crate.
  package var name: String
  /// The version before; needed only where several packages from paths have that name.
  package var old: String?
  /// The version afterwards.
  package var new: String

  /// A change of one package.
  package init(name: String, old: String?, new: String) {
    self.name = name
    self.old = old
    self.new = new
  }
}
