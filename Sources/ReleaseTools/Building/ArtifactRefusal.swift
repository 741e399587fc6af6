package import Diagnostics
package import ReleaseModel
package import ReleaseWorld

extension ReleaseError {
  /// What a proof found, the first thing before the others; `nil` where it found nothing.
  static func refused(_ name: String, _ findings: [ArtifactFinding]) -> Self? {
    guard let first = findings.first else { return nil }
    let others = findings.dropFirst().map { "\($0.what): \($0.why) [\($0.code.rawValue)]" }
    return Self(
      .artifactRefused, "\(name) is not what is to be released: \(first.what)",
      why: ["\(first.why) [\(first.code.rawValue)]"] + others + [first.fix])
  }
}

extension DistributionFile {
  /// Why a wheel or an sdist that another machine built is not what is to be released; `nil` where it is.
  ///
  /// - Throws: `.fileUnreadable`, `.interrupted`.
  package func refusal(
    expecting expected: ArtifactExpectation, in files: Files
  ) throws(ReleaseError) -> ReleaseError? {
    do throws(ReleaseError) {
      let archive = try Archive.read(file: path, in: files)
      return .refused(
        path,
        name.hasSuffix(".whl")
          ? WheelProof.findings(of: archive, expecting: expected)
          : SdistProof.findings(of: archive, expecting: expected))
    } catch {
      guard error.code == .badArchive else { throw error }
      return error
    }
  }
}
