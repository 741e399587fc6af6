import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// The files of one distribution's release: what lies in `dist/`, what was built of the tag's commit and is
/// kept, and what the matrix wants beside it.
struct ReleaseFiles {
  let folder: DistributionFolder
  /// What was built of the tag's commit for its matrix; `nil` where nothing was.
  private let built: (kept: KeptArtifacts, matrix: WheelMatrix, source: DistributionSource)?
  private let target: ReleaseTarget

  /// - Throws: `.badManifest`, `.fileUnreadable`, and what asking git throws.
  init(of target: ReleaseTarget, in view: RepositoryView) throws(ReleaseError) {
    let (package, world) = (target.package, view.world)
    var folder = try DistributionFolder(
      of: package.name, target.spelled, beside: package.directory, in: world.files)
    var built: (KeptArtifacts, WheelMatrix, DistributionSource)?
    if let commit = try view.tag(target.tag)?.commit {
      var kept = try view.kept(of: package.name, at: commit)
      if !kept.entries.isEmpty {
        let (source, matrix) = try MatrixSubject.matrix(of: package, at: commit, in: world)
        let others = try KeptArtifacts.sums(of: package.name, exceptAt: commit, in: world)
        let outside = kept.limit(to: matrix)
        folder.add(kept, others: others.union(outside), root: world.root)
        built = (kept, matrix, source)
      }
    }
    self.folder = folder
    self.built = built
    self.target = target
  }

  /// What the matrix wants, beside what an index `served`; `nil` where `build matrix` has built nothing of
  /// the tag's commit: then what lies in `dist/` is all that there is to be.
  func ledger(served: [String]) -> MatrixLedger? {
    guard let (kept, matrix, _) = built else { return nil }
    let byCell = Dictionary(kept.entries.map { ($0.cell, $0.file) }) { first, _ in first }
    return MatrixLedger(matrix, kept: byCell, laid: folder.files.map(\.name), served: served)
  }

  /// Why files that were laid into `dist/`, for cells of the matrix or beside them, are not what is to be
  /// released.
  ///
  /// - Throws: `.fileUnreadable`, `.interrupted`.
  func refusals(in view: RepositoryView) throws(ReleaseError) -> [ReleaseError] {
    guard let built, let ledger = ledger(served: []) else { return [] }
    var expected = try MatrixSubject.expectation(
      of: target.package, target.spelled, built.source, in: view)
    var found: [ReleaseError] = []
    let kept = Set(built.kept.entries.map(\.file))
    for file in folder.files where !kept.contains(file.name) {
      let cell = ledger.lines.first { $0.file == file.name }?.cell
      expected.cell = cell?.wheelCell(on: PythonInterpreter.hostPlatform)
      if let error = try file.refusal(expecting: expected, in: view.world.files) {
        found.append(error)
      }
    }
    return found
  }
}

extension ReleaseError {
  /// The first file would be uploaded while others are missing.
  static func matrixIncomplete(
    _ target: ReleaseTarget, _ ledger: MatrixLedger, _ publishing: Publishing
  ) -> Self {
    var publishing = publishing
    publishing.partial = "this machine only"
    return Self(
      .matrixIncomplete, "\(target.object) has \(ledger.countText) of its matrix",
      why: ledger.missingTexts.map { "missing: \($0)" } + [
        "lay what other machines built into dist/, or say why it goes without"
      ],
      fix: [
        ShellLine(
          "publish -p \(target.selector)\(publishing.words)\(publishing.partialWords)")
      ])
  }

  /// PyPI takes no file any more beside those that it has.
  static func releaseClosed(
    _ target: ReleaseTarget, _ missing: [String], days: Int, on index: String
  ) -> Self {
    let more = missing.count > 5 ? " and \(missing.count - 5) more" : ""
    return Self(
      .releaseClosed,
      "\(index) has \(target.object) for \(days) days, and takes no more files of it",
      why: [
        "missing there: \(missing.prefix(5).joined(separator: ", "))\(more)",
        "new files are taken for \(UploadTime.openDays) days after the first: release the next version"
          + " with all its files",
      ], fix: [ShellLine("target patch")])
  }
}

extension UploadTime {
  /// How long files can be added to a release, in a sentence; `nil` where the index does not say when it
  /// took the first.
  static func deadline(of release: RegistryRelease, now: Double) -> String? {
    guard let first = release.firstUpload else { return nil }
    return switch daysLeft(since: first, now: now) {
    case nil: "none can be added: the first is older than \(openDays) days"
    case 0: "less than a day is left to add files"
    case 1: "1 day is left to add files"
    case let days?: "\(days) days are left to add files"
    }
  }
}
