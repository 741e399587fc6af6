internal import Diagnostics

extension ReleaseError {
  /// A file breaks a rule of its own language.
  ///
  /// No line of ours can mend what a person wrote, so the last cause says who must.
  static func badManifest(
    _ file: String, isNot language: String, _ rule: String, bytes: [UInt8], at range: Range<Int>,
    why: [String] = []
  ) -> Self {
    Self(
      .badManifest, "\(file) is not valid \(language): \(rule)",
      at: Place(file: file, bytes: bytes, range: range),
      why: why + ["correct the file at this place by hand"])
  }
}
