package import Diagnostics
import ReleaseModel
package import ReleaseWorld

extension DistributionVerdict.Comparison {
  /// Downloads the file that an index has, and compares it with the one here of the same name.
  ///
  /// What a compiler made differs between machines: where nothing but compiled modules does, it is
  /// another build, never silently the same.
  ///
  /// - Throws: `.badArchive` where the own file is none, `.fileUnreadable`, `.interrupted`,
  ///   `.noLibrary`.
  package init(
    _ own: DistributionFile, _ served: RegistryRelease.File, in world: World
  ) throws(ReleaseError) {
    let bytes: [UInt8]
    switch try served.download(by: world.http) {
    case .unknown(let error):
      self = .unknown(error)
      return
    case .absent:
      self = .unknown(.serverSilent(served.name, "its index names it, and does not hand it out"))
      return
    case .file(let found): bytes = found
    }
    let sum = Digest.sha256(bytes)
    if let stated = served.sha256, stated.lowercased() != sum {
      self = .otherThanSaid(sum)
      return
    }
    let here = try own.archive(in: world)
    let there: Archive
    do throws(ReleaseError) {
      there = try Archive.read(bytes, named: served.name)
    } catch {
      guard error.code == .badArchive else { throw error }
      self = .otherContents(["the whole file: \(error.why.first ?? error.what)"])
      return
    }
    switch ContentVerdict(own: here, served: there) {
    case .same: self = .sameBytes
    case .sameSource: self = .sameContents
    case .otherContent(let differences):
      let isCompiled = differences.allSatisfy { $0.kind == .changed && Self.isModule($0.path) }
      self =
        isCompiled
        ? .otherModules(differences.map(\.path))
        : .otherContents(differences.map { "\($0.path) (\($0.kind.rawValue))" })
    }
  }

  /// Whether a path in a wheel is that of a compiled module or library.
  private static func isModule(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return [".so", ".pyd", ".dll", ".dylib"].contains(where: name.hasSuffix)
      || name.contains(".so.")
  }
}
