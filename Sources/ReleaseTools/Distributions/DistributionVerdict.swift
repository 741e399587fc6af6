package import Diagnostics

/// How the files of one version in `dist/` stand to those that an index has.
package enum DistributionVerdict: Hashable, Sendable {
  /// These are to be uploaded; whatever the index has already is of this build.
  case missing([DistributionFile])
  /// The index has all of them.
  case same
  /// The index has all of them, with the same contents, and these from another build; `modules` are
  /// the compiled ones in which they differ.
  case otherBuild([String], modules: [String])
  /// It cannot be mended by uploading: other contents, or the files of two builds.
  case blocked(ReleaseError)
  /// The index, or a file of it, could not be had.
  case unknown(ReleaseError)

  /// What a file is that the index has under the same name, with another checksum or none.
  package enum Comparison: Hashable, Sendable {
    case sameBytes
    case sameContents
    /// All but these compiled modules.
    case otherModules([String])
    /// The entries that differ.
    case otherContents([String])
    /// What is handed out has this checksum, and the index says another.
    case otherThanSaid(String)
    case unknown(ReleaseError)
  }

  /// Judges; `compare` is asked only for files whose checksums differ.
  ///
  /// Files that the index has and `dist/` has not count as of this build where another one proves it.
  ///
  /// - Throws: What `compare` throws.
  package init(
    of release: String, own: [DistributionFile], index answer: RegistryAnswer, named index: String,
    compare: (DistributionFile, RegistryRelease.File) throws(ReleaseError) -> Comparison
  ) throws(ReleaseError) {
    let served: [RegistryRelease.File]
    switch answer {
    case .absent:
      self = .missing(own)
      return
    case .unknown(let error):
      self = .unknown(error)
      return
    case .served(let release): served = release.files
    }
    var missing: [DistributionFile] = []
    var others: [(own: DistributionFile, served: RegistryRelease.File)] = []
    var equal = 0
    for file in own {
      guard let twin = served.first(where: { $0.name == file.name }) else {
        missing.append(file)
        continue
      }
      if twin.sha256?.lowercased() == file.sha256 {
        equal += 1
      } else {
        others.append((file, twin))
      }
    }
    var modules: [String] = []
    var otherBuilds: [String] = []
    for (file, twin) in others {
      switch try compare(file, twin) {
      case .sameBytes: equal += 1
      case .sameContents: otherBuilds.append(file.name)
      case .otherModules(let paths):
        otherBuilds.append(file.name)
        modules += paths
      case .otherContents(let entries):
        self = .blocked(.otherContents(file, twin, entries, on: index))
        return
      case .otherThanSaid(let sum):
        self = .blocked(.wrongChecksum(twin, sum, on: index))
        return
      case .unknown(let error):
        self = .unknown(error)
        return
      }
    }
    if missing.isEmpty {
      self = otherBuilds.isEmpty ? .same : .otherBuild(otherBuilds, modules: modules)
    } else if !otherBuilds.isEmpty {
      self = .blocked(
        .mixedBuilds(release, otherBuilds, missing.map(\.name), on: index))
    } else if equal == 0, !served.isEmpty {
      self = .blocked(.mixedBuilds(release, served.map(\.name), missing.map(\.name), on: index))
    } else {
      self = .missing(missing)
    }
  }
}

extension ReleaseError {
  /// Uploading the rest would make one release of two builds.
  fileprivate static func mixedBuilds(
    _ release: String, _ served: [String], _ missing: [String], on index: String
  ) -> Self {
    Self(
      .mixedBuilds, "\(index) has files of \(release) from another build than those in dist/",
      why: [
        "there already: \(list(served))", "missing: \(list(missing))",
        "the files of one release come from one build: put that build's files into dist/, or release a"
          + " new version",
      ])
  }

  /// What an index has under a name is something else.
  fileprivate static func otherContents(
    _ own: DistributionFile, _ served: RegistryRelease.File, _ entries: [String], on index: String
  ) -> Self {
    Self(
      .otherContent, "\(own.name) on \(index) is not the file in dist/",
      why: [
        "dist/ has sha256 \(own.sha256)", "\(index) has sha256 \(served.sha256 ?? "unknown")",
        "what differs in it: \(list(entries))",
        "a file is never replaced once it was uploaded: release a new version",
      ])
  }

  /// An index contradicts itself: nobody can install the file.
  fileprivate static func wrongChecksum(
    _ served: RegistryRelease.File, _ sum: String, on index: String
  ) -> Self {
    Self(
      .wrongChecksum, "\(index) serves \(served.name) with another checksum than it says",
      why: [
        "its index says \(served.sha256 ?? "nothing")", "its file has   \(sum)",
        "pip and uv refuse it so; something stands between, or the index is damaged: look again, and tell"
          + " its people if it stays",
      ])
  }

  private static func list(_ names: [String]) -> String {
    let more = names.count > 5 ? " and \(names.count - 5) more" : ""
    return names.prefix(5).joined(separator: ", ") + more
  }
}
