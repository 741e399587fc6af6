extension [String] {
  /// The words as a sentence tells them: `main`, `main and v1`, `main, v1 and v2`.
  var inSentence: String {
    guard let last, count > 1 else { return first ?? "" }
    return "\(dropLast().joined(separator: ", ")) and \(last)"
  }
}
