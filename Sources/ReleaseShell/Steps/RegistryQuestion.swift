import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// Whether a registry serves one package at one version; asked as often as is needed.
struct RegistryQuestion: Sendable {
  let target: ReleaseTarget
  /// Seconds that the answer is waited for.
  var limit: Double
  /// The files without which it does not count as served; none where any will do.
  var files: Set<String> = []
  /// What is so once it is served.
  var verb = Outcome.Verb.served
  private var registry: Registry

  private enum Registry: Sendable {
    case crates(CrateIndex)
    case distributions(PackageIndexClient)
  }

  /// The question to the registry that `choice` and the person's configuration name.
  ///
  /// - Throws: `.noRegistry` where nothing says which one it is.
  init(
    _ target: ReleaseTarget, _ choice: RegistryChoice, in world: World
  ) throws(ReleaseError) {
    self.target = target
    limit = choice.limit
    registry =
      switch target.package.kind {
      case .crate: .crates(try .chosen(choice.registry, in: world))
      case .distribution:
        .distributions(try .chosen(choice.index, uploads: choice.uploads, in: world))
      }
  }

  /// As outcomes and messages name it, never by its address.
  var name: String {
    switch registry {
    case .crates(let index): index.name
    case .distributions(let index): index.name
    }
  }

  /// Whether it takes files for a release as long as PyPI does.
  var isForPyPI: Bool {
    if case .distributions(let index) = registry { index.isForPyPI } else { false }
  }

  /// Asks once whether all that is waited for is there.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  mutating func ask(by http: HTTP) throws(ReleaseError) -> RegistryAnswer {
    let answer = try look(by: http)
    guard case .served(let release) = answer,
      !files.isSubset(of: release.files.map(\.name))
    else { return answer }
    return .absent
  }

  /// Downloads a file that an answer names.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  func download(
    _ file: RegistryRelease.File, by http: HTTP
  ) throws(ReleaseError) -> RegistryDownload {
    switch registry {
    case .crates(let index):
      try index.download(
        target.package.name, target.spelled, sha256: file.sha256, by: http)
    case .distributions: try file.download(by: http)
    }
  }

  private mutating func look(by http: HTTP) throws(ReleaseError) -> RegistryAnswer {
    switch registry {
    case .crates(var index):
      let answer = try index.release(
        of: target.package.name, target.spelled, by: http, seconds: min(limit, 20))
      registry = .crates(index)
      return answer
    case .distributions(let index):
      return try index.release(
        of: target.package.name, target.spelled, by: http, seconds: min(limit, 20))
    }
  }
}

/// What a line says of the registry to ask, and how long.
struct RegistryChoice: Hashable, Sendable {
  /// A name in cargo's configuration.
  var registry: String?
  /// The address of a simple index.
  var index: String?
  /// The address of the uploads, where that tells which index it is.
  var uploads: String?
  /// Seconds.
  var limit = 600.0

  /// The flags that say it on a line for a package of a kind; empty where nothing was chosen.
  func words(for kind: PackageKind) -> String {
    switch kind {
    case .crate: registry.map { " \(Publishing.registry.name) \($0.shellQuoted)" } ?? ""
    case .distribution: index.map { " \(Publishing.indexURL.name) \($0.shellQuoted)" } ?? ""
    }
  }

  /// Names what the session chose in the line itself, so that it means the same when it is run again.
  func spell(_ line: inout ParsedLine) {
    if let registry { line.flags[Publishing.registry.name] = [registry] }
    if let index { line.flags[Publishing.indexURL.name] = [index] }
  }
}
