import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// A distribution on its index, uploaded from `dist/` of this machine by uv or twine.
///
/// What is there the index says, file by file with its checksum: neither a tag nor a journal proves it.
/// Only files that it lacks are sent, and none beside those of another build.
struct DistributionPublishStep: ReleaseStep {
  let target: ReleaseTarget
  var publishing = Publishing()

  var name: String { "publish" }
  var targets: [ReleaseTarget] { [target] }
  var subject: String { target.object }
  var effect: EffectClass { .publishes }
  var objects: [String] { [target.object] }
  var command: String {
    "publish -p \(target.selector)\(publishing.words)\(publishing.partialWords)"
      + " --confirm \(target.object)"
  }

  func state(in view: RepositoryView) throws(ReleaseError) -> StepState {
    let world = view.world
    let address: UploadAddress
    let index: PackageIndexClient
    let answer: RegistryAnswer
    do throws(ReleaseError) {
      address = try UploadAddress.chosen(publishing.uploadURL, in: world)
      index = try PackageIndexClient.chosen(
        publishing.indexURL, uploads: publishing.uploadURL, in: world)
      answer = try index.release(of: target.package.name, target.spelled, by: world.http)
    } catch {
      guard error.code == .noRegistry else { throw error }
      return .blocked(error)
    }
    let own = try ReleaseFiles(of: target, in: view)
    // Without a file of its own to compare it with, what is there is taken as what was published.
    if own.folder.files.isEmpty, case .served(let release) = answer {
      let count = release.files.count == 1 ? "1 file" : "\(release.files.count) files"
      return .done(
        Outcome(.published, [target.object], to: address.name),
        evidence: try view.untaggedWords(target)
          + "\(address.name) serves \(count); dist/ has none of \(target.spelled) to compare")
    }
    if case .unknown(let error) = answer { return .unknown(error) }
    if let state = try stateOfTag(in: view) { return state }
    let files: [DistributionFile]
    do throws(ReleaseError) {
      files = try own.folder.toUpload(of: target.selector)
    } catch { return .blocked(try behindTag(error, in: view)) }
    var release: RegistryRelease?
    if case .served(let found) = answer { release = found }
    let ledger = own.ledger(served: release?.files.map(\.name) ?? [])
    let verdict: DistributionVerdict
    do throws(ReleaseError) {
      verdict = try DistributionVerdict(
        of: "\(target.package.name) \(target.spelled)", own: files, index: answer,
        named: address.name
      ) { (own, served) throws(ReleaseError) in
        try DistributionVerdict.Comparison(own, served, in: world)
      }
    } catch {
      guard error.code == .badArchive else { throw error }
      return .blocked(error)
    }
    switch verdict {
    case .missing(let missing):
      if let refusal = refusal(of: missing, beside: release, ledger, address, world.clock.now()) {
        return .blocked(refusal)
      }
      let notes = notes(ledger, release, address, world.clock.now()).map(StepLine.note)
      return try upload(missing, notes, to: address, index, in: view)
    case .same, .otherBuild:
      let words =
        [Self.evidence(verdict, files.count, on: address.name)]
        + notes(ledger, release, address, world.clock.now())
      return .done(
        Outcome(.published, [target.object], to: address.name),
        evidence: try view.untaggedWords(target) + words.joined(separator: "; "))
    case .blocked(let error): return .blocked(mended(error))
    case .unknown(let error): return .unknown(error)
    }
  }

  /// What is built is the tag's commit: where a plan only believes it, it is made first.
  private func behindTag(
    _ error: ReleaseError, in view: RepositoryView
  ) throws(ReleaseError) -> ReleaseError {
    guard let commit = try view.tag(target.tag)?.commit, try !view.world.holds(commit),
      let build = error.fix.firstIndex(where: { $0.text.hasPrefix("build ") })
    else { return error }
    var error = error
    let before = ["bump", "commit", "tag"].map { ShellLine("\($0) -p \(target.selector)") }
    error.fix.insert(contentsOf: before, at: build)
    return error
  }

  /// What the index has cannot be replaced: the next version can be released, or it is looked at again.
  private func mended(_ error: ReleaseError) -> ReleaseError {
    var error = error
    switch error.code {
    case .otherContent, .mixedBuilds: error.fix = [ShellLine("release \(target.selector) patch")]
    case .wrongChecksum:
      error.fix = [
        ShellLine("verify \(target.object)\(publishing.choice.words(for: .distribution))")
      ]
    default: break
    }
    return error
  }

  /// Why files cannot be uploaded that the index lacks: it takes none any more, or the first would go
  /// before the matrix is whole.
  private func refusal(
    of missing: [DistributionFile], beside release: RegistryRelease?, _ ledger: MatrixLedger?,
    _ address: UploadAddress, _ now: Double
  ) -> ReleaseError? {
    if address.isForPyPI, let first = release?.firstUpload,
      UploadTime.daysLeft(since: first, now: now) == nil
    {
      return .releaseClosed(
        target, missing.map(\.name), days: Int((now - first) / 86_400), on: address.name)
    }
    guard release == nil, publishing.partial == nil, let ledger, !ledger.missing.isEmpty else {
      return nil
    }
    return .matrixIncomplete(target, ledger, publishing)
  }

  /// What the matrix wants and nobody has, and how long it can be added.
  private func notes(
    _ ledger: MatrixLedger?, _ release: RegistryRelease?, _ address: UploadAddress, _ now: Double
  ) -> [String] {
    guard let ledger, !ledger.missing.isEmpty else { return [] }
    let reason = release == nil ? publishing.partial.map { " (\($0))" } ?? "" : ""
    let files = "\(ledger.missing.count) of \(ledger.lines.count) files of the matrix are missing"
    var words = [files + reason]
    guard address.isForPyPI else { return words }
    if let release {
      if let deadline = UploadTime.deadline(of: release, now: now) { words.append(deadline) }
    } else {
      words.append("they can be added for \(UploadTime.openDays) days after the first file")
    }
    return words
  }

  /// What is released has a tag, whose commit states the version; `nil` where both are so.
  private func stateOfTag(in view: RepositoryView) throws(ReleaseError) -> StepState? {
    guard let commit = try view.tag(target.tag)?.commit else {
      return .blocked(.notTagged(target.tag, [target]))
    }
    guard !target.package.isVersionedByTag else { return nil }
    let stated = try view.version(of: target.package, at: commit)
    guard stated != target.version else { return nil }
    return .blocked(.headDisagrees(target, states: stated.map { "\($0)" }))
  }

  func unasked(in view: RepositoryView) throws(ReleaseError) -> [Effect] {
    let world = view.world
    guard let address = try? UploadAddress.chosen(publishing.uploadURL, in: world),
      let index = try? PackageIndexClient.chosen(
        publishing.indexURL, uploads: publishing.uploadURL, in: world),
      let tool = try? UploadTool.find(in: world),
      let files = try? ReleaseFiles(of: target, in: view).folder
        .toUpload(of: target.selector)
    else { return [] }
    return [.tool(call(tool, files, to: address, index, in: world))]
  }

  private func call(
    _ tool: UploadTool, _ files: [DistributionFile], to address: UploadAddress,
    _ index: PackageIndexClient, in world: World
  ) -> ToolCall {
    tool.call(
      files, to: address, served: index.simpleAddress, from: world.environment,
      .uploadFiles(
        distribution: target.package.name, version: target.spelled, files: files.map(\.name),
        index: address.name))
  }

  private func upload(
    _ files: [DistributionFile], _ notes: [StepLine], to address: UploadAddress,
    _ index: PackageIndexClient, in view: RepositoryView
  ) throws(ReleaseError) -> StepState {
    let world = view.world
    let name = target.package.name
    let credential: IndexCredential
    let tool: UploadTool
    do throws(ReleaseError) {
      tool = try UploadTool.find(in: world)
      credential = try IndexCredential.find(for: address, in: world)
    } catch { return .blocked(error) }
    if let error = try view.refusal(of: files) { return .blocked(error) }
    var call = call(tool, files, to: address, index, in: world)
    switch credential {
    case .workflow: call.borrows = .index(upload: address.url)
    case .token(let token):
      call.tokenSource = token.source
      // A token for one project alone cannot make the project.
      let isKnown = try index.hasProject(name, by: world.http) ?? false
      call.secrets = tool.secrets(
        token.narrowed(to: isKnown ? name : nil, now: world.clock.now()))
    }
    let lines = files.map { StepLine.plain("\($0.path) to \(address.name), by \(tool.rawValue)") }
    let more = try ReleaseOrder.alsoPublished(target, to: address.name, in: view)
    return .ready([.tool(call)], shows: lines + notes + more)
  }

  private static func evidence(
    _ verdict: DistributionVerdict, _ count: Int, on index: String
  ) -> String {
    let files = count == 1 ? "the file" : "the \(count) files"
    guard case .otherBuild(let names, let modules) = verdict else {
      return "\(index) serves \(files) of dist/: the checksums are the same"
    }
    let which = names.joined(separator: ", ")
    guard let module = modules.first else {
      return "\(index) serves \(files), \(which) from another build with the same contents"
    }
    return
      "\(index) serves \(files), \(which) from another build: compiled code differs (\(module))"
  }
}

extension RepositoryView {
  /// Why some files cannot be uploaded: one cannot be opened, or twine would not have it; `nil` where
  /// nothing is wrong with them.
  ///
  /// The same files are looked at once.
  func refusal(of files: [DistributionFile]) throws(ReleaseError) -> ReleaseError? {
    let sums = files.map(\.sha256)
    guard !filesChecked.contains(sums) else { return nil }
    for file in files {
      do throws(ReleaseError) {
        _ = try file.archive(in: world)
      } catch {
        guard error.code == .badArchive else { throw error }
        return error
      }
    }
    let refusal = try UploadTool.refusal(of: files, in: world)
    if refusal == nil { filesChecked.insert(sums) }
    return refusal
  }
}
