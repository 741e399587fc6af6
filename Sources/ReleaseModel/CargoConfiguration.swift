import Diagnostics
import ManifestEditing

/// What cargo's configuration files say of registries.
///
/// - SeeAlso: The Cargo Book, "Configuration": the file that is nearest to the work tree wins, key by key.
package struct CargoConfiguration: Hashable, Sendable {
  /// `registry.default`: where packages are published to unless something else is said.
  package var defaultRegistry: String?
  /// `registries.NAME.index`, by name.
  package var indexes: [String: String] = [:]
  /// `source.NAME.registry`, by name.
  package var sources: [String: String] = [:]
  /// `source.NAME.replace-with`, by name.
  package var replacements: [String: String] = [:]

  /// Reads files, the nearest first; one that is no TOML says nothing, as cargo itself will complain.
  package init(_ files: [[UInt8]] = []) {
    for bytes in files {
      guard let file = try? TOMLDocument(bytes, file: "config.toml") else { continue }
      defaultRegistry = defaultRegistry ?? file.value("registry", "default")?.string
      for entry in file.value("registries")?.table ?? [] {
        take(entry.value["index"]?.string, entry.key, \.indexes)
      }
      for entry in file.value("source")?.table ?? [] {
        take(entry.value["registry"]?.string, entry.key, \.sources)
        take(entry.value["replace-with"]?.string, entry.key, \.replacements)
      }
    }
  }

  private mutating func take(
    _ value: String?, _ name: String, _ place: WritableKeyPath<Self, [String: String]>
  ) {
    guard let value, self[keyPath: place][name] == nil else { return }
    self[keyPath: place][name] = value
  }

  /// The name of what stands in for a registry, after all replacements; itself where nothing does.
  package func replacement(of name: String) -> String {
    var found = name
    // Replacements in a circle are an error of cargo's; here they just end.
    for _ in 0..<16 {
      guard let next = replacements[found] else { break }
      found = next
    }
    return found
  }

  /// The address of the index behind a name, as it is written: `sparse+https://…`, or one of git's.
  package func index(of name: String) -> String? { sources[name] ?? indexes[name] }
}
