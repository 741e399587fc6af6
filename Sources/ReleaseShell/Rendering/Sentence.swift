extension [String] {
  /// The words as a sentence tells them: `main`, `main and v1`, `main, v1 and v2`.
  var inSentence: String {
    guard let last, count > 1 else { return first ?? "" }
    return "\(dropLast().joined(separator: ", ")) and \(last)"
  }

  /// What is said of them when nobody confirmed them: `v1 is not confirmed`, `v1 and v2 are not`.
  var notConfirmed: String { "\(inSentence) \(count > 1 ? "are" : "is") not confirmed" }
}
