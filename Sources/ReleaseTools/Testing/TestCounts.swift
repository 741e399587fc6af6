/// How many tests a run had, as the tool counted them.
package struct TestCounts: Hashable, Sendable {
  package var passed = 0
  package var failed = 0
  /// Left out: ignored, skipped.
  package var skipped = 0

  package init(passed: Int = 0, failed: Int = 0, skipped: Int = 0) {
    (self.passed, self.failed, self.skipped) = (passed, failed, skipped)
  }

  /// What `cargo test` says of each of its programs, together; `nil` where it counts none.
  package init?(cargo output: String) {
    var isCounted = false
    for line in ToolWords(output, most: .max).lines where line.hasPrefix("test result: ") {
      isCounted = true
      passed += Self.number(before: " passed", in: line)
      failed += Self.number(before: " failed", in: line)
      skipped += Self.number(before: " ignored", in: line)
    }
    guard isCounted else { return nil }
  }

  /// What pytest says at its end; `nil` where it says nothing of the kind.
  package init?(pytest output: String) {
    let last = ToolWords(output).lines.last { line in
      line.contains(" in ")
        && [" passed", " failed", " error", " skipped", "no tests ran"].contains {
          line.contains($0)
        }
    }
    guard let last else { return nil }
    passed = Self.number(before: " passed", in: last) + Self.number(before: " xpassed", in: last)
    failed = Self.number(before: " failed", in: last) + Self.number(before: " error", in: last)
    skipped =
      Self.number(before: " skipped", in: last) + Self.number(before: " xfailed", in: last)
      + Self.number(before: " deselected", in: last)
  }

  /// `3 passed`, `2 passed, 1 left out`.
  package var text: String {
    [(passed, "passed"), (failed, "failed"), (skipped, "left out")]
      .filter { $0.0 > 0 || $0.1 == "passed" }
      .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  private static func number(before word: String, in line: String) -> Int {
    guard let range = line.firstRange(of: word) else { return 0 }
    let digits = line[..<range.lowerBound].reversed().prefix(while: \.isNumber).reversed()
    return Int(String(digits)) ?? 0
  }
}
