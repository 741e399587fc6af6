/// The lines of a tool that is at work, made fit to be shown.
package enum ToolLines {
  /// Without colours and other terminal sequences, and without empty ones.
  package static func plain(_ bytes: [UInt8]) -> [String] {
    ToolWords(String(decoding: bytes, as: UTF8.self)).lines
  }
}

extension ToolWords {
  /// The words that a row of the refusals tells.
  func told(_ telling: Refusal.Telling) -> [String] {
    switch telling {
    case .last: self.telling
    case .cause: cause.map { [$0 + (place(of: $0) ?? "")] } ?? []
    case .tests: testFailures
    }
  }

  /// Where rustc says that an error is, behind it in brackets.
  private func place(of cause: String) -> String? {
    let start = cause.prefix(100)
    guard let line = lines.firstIndex(where: { Self.trimmed($0).hasPrefix(start) }) else {
      return nil
    }
    let next = lines[(line + 1)...].first.map(Self.trimmed) ?? ""
    return next.hasPrefix("--> ") ? " (\(next.dropFirst(4)))" : nil
  }

  /// What the tests that failed say: of cargo the first panic, of pytest the first error and the list.
  private var testFailures: [String] {
    let panic = lines.drop { !$0.hasPrefix("thread '") }
    if !panic.isEmpty {
      let told = panic.prefix { line in
        !["note: ", "stack backtrace", "failures:", "----"].contains { line.hasPrefix($0) }
      }
      return told.prefix(5).map(Self.trimmed)
    }
    let errors = lines.filter { $0.hasPrefix("E  ") }.prefix(3).map { Self.trimmed($0.dropFirst()) }
    let list = lines.filter { line in
      ["FAILED ", "ERROR "].contains { line.hasPrefix($0) } && line.contains(".py")
    }
    let more = list.count > 4 ? ["and \(list.count - 4) more"] : []
    let told = errors + list.prefix(4).map(Self.trimmed) + more
    return told.isEmpty ? last(6) : told
  }

  private static func trimmed(_ line: some StringProtocol) -> String {
    let text = line.drop { $0 == " " || $0 == "\t" }
    return text.utf8.count > 300 ? "\(text.prefix(300))..." : String(text)
  }
}
