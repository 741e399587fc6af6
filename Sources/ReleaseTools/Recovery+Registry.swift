import Diagnostics
import ReleaseWorld

extension World {
  /// What became of a call that changes a registry, by what the registry serves now.
  ///
  /// An index may lag: that it serves nothing yet says little, and the step itself looks again.
  func registryHolds(_ change: ToolCall.Change?) throws(Failure) -> Recovery.Found {
    guard let change else { return .unknown("it was made by a later relsh") }
    do throws(Failure) {
      let answer: RegistryAnswer
      let isMeant: (RegistryRelease) -> Bool
      switch change {
      case .publishCrate(let name, let version, let registry):
        answer = try ask(registry, name, version)
        isMeant = { _ in true }
      case .yank(let name, let version, let registry):
        answer = try ask(registry, name, version)
        isMeant = { $0.isYanked }
      case .unyank(let name, let version, let registry):
        answer = try ask(registry, name, version)
        isMeant = { !$0.isYanked }
      case .uploadFiles(let distribution, let version, let names, let name):
        let index = try PackageIndexClient.chosen(in: self)
        guard index.name == name else {
          return .unknown("it went to an index that a flag named; the next look asks there")
        }
        answer = try index.release(of: distribution, version, by: http, seconds: 10)
        isMeant = { release in Set(names).isSubset(of: release.files.map(\.name)) }
      }
      switch answer {
      case .served(let release): return isMeant(release) ? .done : .nothingChanged
      case .absent: return .unknown("the index does not serve it, or not yet")
      case .unknown(let error): return .unknown(error.what)
      }
    } catch {
      guard error.code != .interrupted else { throw error }
      return .unknown(error.what)
    }
  }

  private func ask(
    _ registry: String, _ crate: String, _ version: String
  ) throws(Failure) -> RegistryAnswer {
    var index = try CrateIndex.chosen(registry, in: self)
    return try index.release(of: crate, version, by: http, seconds: 10)
  }
}
