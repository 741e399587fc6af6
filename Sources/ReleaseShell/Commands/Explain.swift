import CommandLanguage
import Diagnostics

/// `explain`: what an error means, why it usually happens and what to do.
struct ExplainCommand: ShellCommand {
  private let code = Argument(
    "code", .errorCode, .optional, "the word in brackets behind an error; else the last error")

  var signature: Signature {
    Signature(
      "explain", in: .shell, effect: .reads, "what an error means", takes: [code],
      flags: [CommonFlags.dryRun],
      examples: [
        Example("explain tag-exists", given: "demo"),
        Example("explain", given: "demo", note: "the last error, also of an earlier shell"),
        Example("explain unconfirmed", given: "outside"),
        Example("explain tag-exits", given: "demo", fails: .usage),
      ], scripted: false)
  }

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    if let word = line[code] {
      guard let code = ErrorCode(rawValue: word) else { throw .unknownCode(word) }
      shell.output.line(code.rawValue, .heading)
      shell.output.line(code.explanation)
      return []
    }
    let earlier = shell.lastError == nil ? shell.earlierFailure : nil
    if let earlier { shell.output.line("\(earlier.time)  \(earlier.line)", .dim) }
    guard let error = shell.lastError ?? earlier?.error else {
      shell.output.line("nothing has failed here; `explain CODE` takes one of these:")
      let codes = ErrorCode.allCases.map(\.rawValue).listed.wrapped(76)
      for text in codes { shell.output.line("  \(text)") }
      return []
    }
    shell.output.line(ErrorRenderer(colour: shell.output.colour).render(error))
    shell.output.line()
    shell.output.line(error.code.explanation)
    return []
  }
}

extension ReleaseError {
  static func unknownCode(_ word: String) -> Self {
    let near = nearest(word, in: ErrorCode.allCases.map(\.rawValue)).prefix(3)
    return Self(
      .usage, "there is no error code `\(word)`",
      why: near.isEmpty ? [] : ["the nearest: \(near.joined(separator: ", "))"],
      fix: near.first.map { [ShellLine("explain \($0)")] } ?? ["explain"])
  }
}
