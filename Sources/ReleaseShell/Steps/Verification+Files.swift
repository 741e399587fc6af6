import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

extension ContentDifference {
  /// Whether it is a module that a compiler made, there on both sides.
  fileprivate var isCompiledModule: Bool {
    kind == .changed && [".so", ".pyd", ".dylib"].contains(where: path.hasSuffix)
  }
}

extension Verification {
  mutating func lookAtCrate(
    _ answer: RegistryAnswer, _ question: RegistryQuestion, in view: RepositoryView
  ) throws(ReleaseError) {
    let name = "\(target.package.name)-\(target.spelled).crate"
    switch answer {
    case .absent: addMissing([name], question)
    case .unknown(let error): addUnknown(name, error)
    case .served(let release):
      guard let file = release.files.first else { return addMissing([name], question) }
      switch try question.download(file, by: view.world.http) {
      case .absent:
        add(
          name, "in the index alone", .missing,
          "the index of \(registry) names \(name), and nothing can be downloaded")
      case .unknown(let error): addUnknown(name, error)
      case .file(let bytes):
        let sum = Digest.sha256(bytes)
        if let stated = file.sha256, stated != sum {
          add(
            name, "served \(Self.short(sum))", .differs,
            "\(registry) serves \(name) with sha256 \(sum), and its index says \(stated)",
            sha256: sum, meant: stated)
        } else if release.isYanked {
          addYanked(name, sum)
          fix.append(
            ShellLine("unyank \(target.object)\(choice.words(for: .crate))"))
        } else {
          try judge(bytes, sum, name, in: view)
        }
      }
    }
  }

  /// A crate is right where it is the file that was made here of the tag's commit, or holds that commit's
  /// files.
  private mutating func judge(
    _ bytes: [UInt8], _ sum: String, _ name: String, in view: RepositoryView
  ) throws(ReleaseError) {
    let found = "sha256 \(Self.short(sum))"
    guard let commit else { return add(name, found, .there, sha256: sum) }
    let kept = try view.world.files.read("\(view.world.artifacts(of: commit))/\(name)")
    if let kept, Digest.sha256(kept) == sum {
      return add(name, found, .right, sha256: sum, meant: sum)
    }
    let unlike: [String]
    do throws(ReleaseError) {
      unlike = try Archive.read(bytes, named: name)
        .filesUnlike(commit, under: target.package.directory, in: view.world.git)
    } catch {
      guard error.code == .badArchive else { throw error }
      return add(
        name, found, .differs, "\(error.what): \(error.why.first ?? "it cannot be read")",
        sha256: sum)
    }
    guard !unlike.isEmpty else { return add(name, found, .right, sha256: sum) }
    let more = unlike.count > 3 ? " and \(unlike.count - 3) more" : ""
    add(
      name, found, .differs,
      "\(name) on \(registry) is not of \(target.tag): \(unlike.prefix(3).joined(separator: ", "))"
        + "\(more) differ", sha256: sum)
  }

  mutating func lookAtFiles(
    _ answer: RegistryAnswer, _ question: RegistryQuestion, in view: RepositoryView
  ) throws(ReleaseError) {
    let built = try ReleaseFiles(of: target, in: view).folder.files
    let name = "\(target.package.name) \(target.spelled)"
    let release: RegistryRelease
    switch answer {
    case .absent: return addMissing(built.isEmpty ? [name] : built.map(\.name), question)
    case .unknown(let error): return addUnknown(name, error)
    case .served(let found): release = found
    }
    for file in release.files {
      let sum = file.sha256
      let short = sum.map { "sha256 \(Self.short($0))" } ?? "no checksum"
      let own = built.first { $0.name == file.name }
      if let own, let sum, own.sha256 != sum {
        try compare(file, sum, own, question, in: view)
      } else if release.isYanked {
        addYanked(file.name, sum)
      } else {
        let verdict: VerificationRow.Verdict =
          own == nil ? built.isEmpty ? .there : .onlyThere : sum == nil ? .there : .right
        add(file.name, short, verdict, sha256: sum, meant: own?.sha256)
      }
    }
    let served = Set(release.files.map(\.name))
    addMissing(built.map(\.name).filter { !served.contains($0) }, question)
    if pending != nil, question.isForPyPI {
      deadline = UploadTime.deadline(of: release, now: view.world.clock.now())
    }
  }

  /// A file whose checksum is not that of the one in `dist/`: what is in it decides.
  private mutating func compare(
    _ file: RegistryRelease.File, _ sum: String, _ own: DistributionFile,
    _ question: RegistryQuestion, in view: RepositoryView
  ) throws(ReleaseError) {
    let short = "sha256 \(Self.short(sum))"
    var reason = "\(file.name) on \(registry) has sha256 \(sum), and \(own.path) has \(own.sha256)"
    guard file.url != nil else {
      return add(file.name, short, .differs, reason, sha256: sum, meant: own.sha256)
    }
    switch try question.download(file, by: view.world.http) {
    case .absent:
      reason += "; it cannot be downloaded"
    case .unknown(let error): return addUnknown(file.name, error)
    case .file(let bytes):
      let found = Digest.sha256(bytes)
      guard found == sum.lowercased() else {
        return add(
          file.name, short, .differs,
          "\(registry) serves \(file.name) with sha256 \(found), and its index says \(sum)",
          sha256: found, meant: sum)
      }
      do throws(ReleaseError) {
        let served = try Archive.read(bytes, named: file.name)
        let here = try Archive.read(file: own.path, in: view.world.files)
        switch ContentVerdict(own: here, served: served) {
        case .same, .sameSource:
          return add(file.name, short, .otherBuild, sha256: sum, meant: own.sha256)
        // Another machine's compiler makes other bytes of the same source.
        case .otherContent(let differences) where differences.allSatisfy(\.isCompiledModule):
          return add(file.name, short, .otherBuild, sha256: sum, meant: own.sha256)
        case .otherContent(let differences):
          let more = differences.count > 3 ? " and \(differences.count - 3) more" : ""
          let paths = differences.prefix(3).map(\.path).joined(separator: ", ")
          reason += "; what differs: \(paths)\(more)"
        }
      } catch {
        guard error.code == .badArchive else { throw error }
        reason += "; \(error.what)"
      }
    }
    add(file.name, short, .differs, reason, sha256: sum, meant: own.sha256)
  }

  private mutating func addMissing(_ names: [String], _ question: RegistryQuestion) {
    for name in names {
      add(name, "not on \(registry)", .missing, "\(registry) does not serve \(name)")
    }
    guard !names.isEmpty else { return }
    pending = question
    pending?.verb = .verified
    pending?.files = Set(names)
  }

  private mutating func addUnknown(_ name: String, _ error: ReleaseError) {
    unknown = unknown ?? error
    add(name, "no answer", .unknown)
  }

  private mutating func addYanked(_ name: String, _ sum: String?) {
    add(
      name, sum.map { "sha256 \(Self.short($0))" } ?? "no checksum", .yanked,
      "\(name) is yanked on \(registry)", sha256: sum)
  }

  /// So much of a checksum as tells two apart at a glance.
  private static func short(_ sum: String) -> String { String(sum.prefix(10)) }
}
