import CommandLanguage
import Diagnostics
import ReleaseWorld

extension Shell {
  /// The error of a line as it is told: what its tool said is in a log, whose path it names.
  func logged(_ error: ReleaseError, of line: String) -> ReleaseError {
    let path = keepLog(of: error, line)
    var error = error
    error.output = nil
    if let path {
      // Where no line mends it, what a person must do stays last.
      let place = error.fix.isEmpty ? max(0, error.why.count - 1) : error.why.count
      error.why.insert("the whole output: \(path)", at: place)
    }
    return error
  }

  /// The error of a line that uploads, with the line itself as its fix where a server alone was at fault:
  /// what is done already is not done twice.
  func goingOn(_ error: ReleaseError, _ line: ParsedLine, _ spelled: String) -> ReleaseError {
    guard error.code == .serverSilent, error.fix.isEmpty, line.signature.effect == .publishes
    else { return error }
    var error = error
    error.why.append("look at the network and at the registry's address, then type the line again")
    error.fix = [ShellLine(spelled)]
    return error
  }

  /// Keeps what a tool said in a log, and gives its path; `nil` where it said nothing, or where the log
  /// cannot be written, which is not what the line failed for.
  func keepLog(of error: ReleaseError, _ line: String) -> String? {
    guard let said = error.output, hasRepository, said.utf8.contains(where: { $0 > 0x20 }) else {
      return nil
    }
    return try? StepLog.keep(output: said, of: line, redactor: output.redactor, in: world)
  }

  /// The error of a line that can say itself why files may be missing: then it is the one to type.
  func mended(_ error: ReleaseError, of line: ParsedLine) -> ReleaseError {
    // It may stand among the fixes of other problems that a preflight found.
    guard line.signature.effect == .publishes, line.signature.flags.contains(Publishing.partial),
      let place = error.fix.firstIndex(where: { $0.text.contains(" \(Publishing.partial.name) ") })
    else { return error }
    var (error, line) = (error, line)
    line.flags[Publishing.partial.name] = ["this machine only"]
    error.fix[place] = ShellLine(canonical(line))
    return error
  }

  /// Remembers the error of a line for `explain`, also of the next shell in this work tree.
  func remember(_ error: ReleaseError, of line: String) {
    lastError = error
    guard hasRepository else { return }
    let failure = LastFailure(
      error: error.redacted(by: output.redactor), line: output.redactor.redact(line),
      time: UTCTime(world.clock.now()).text)
    try? world.files.store(failureFile, failure.stored)
  }

  /// The last failure of an earlier shell in this work tree; `nil` where there was none.
  var earlierFailure: LastFailure? {
    guard hasRepository, let bytes = try? world.files.read(failureFile) else { return nil }
    return LastFailure(stored: bytes)
  }

  private var failureFile: String { world.git.directory + "/relsh/last-failure.json" }
}

extension ReleaseError {
  /// The same with no secret in its words.
  fileprivate func redacted(by redactor: Redactor) -> Self {
    var error = self
    error.what = redactor.redact(what)
    error.why = why.map(redactor.redact)
    error.fix = fix.map { ShellLine(redactor.redact($0.text)) }
    error.at?.text = at?.text.map(redactor.redact)
    return error
  }
}

/// An error, and the line that ended with it.
struct LastFailure: Hashable {
  var error: ReleaseError
  var line: String
  /// In UTC, as transcripts write it.
  var time: String

  init(error: ReleaseError, line: String, time: String) {
    self.error = error
    self.line = line
    self.time = time
  }
}

extension LastFailure {
  /// As it is kept under the git directory.
  var stored: [UInt8] {
    var members: [String: JSONValue] = [
      "code": .string(error.code.rawValue), "what": .string(error.what),
      "why": .array(error.why.map { .string($0) }),
      "fix": .array(error.fix.map { .string($0.text) }), "line": .string(line),
      "time": .string(time),
    ]
    if let place = error.at {
      var at: [String: JSONValue] = [
        "line": .number(Double(place.line)), "column": .number(Double(place.column)),
        "length": .number(Double(place.length)),
      ]
      at["file"] = place.file.map { .string($0) }
      at["text"] = place.text.map { .string($0) }
      members["at"] = .object(at)
    }
    return JSONValue.object(members).bytes + [0x0A]
  }

  /// What ``stored`` wrote; `nil` where it is something else, or of a later relsh.
  init?(stored bytes: [UInt8]) {
    guard let value = JSONValue(bytes),
      let code = value["code"]?.text.flatMap(ErrorCode.init(rawValue:)),
      let what = value["what"]?.text, let line = value["line"]?.text, let time = value["time"]?.text
    else { return nil }
    self.line = line
    self.time = time
    error = ReleaseError(
      code, what, why: (value["why"]?.items ?? []).compactMap(\.text),
      fix: (value["fix"]?.items ?? []).compactMap(\.text).map { ShellLine($0) })
    if let at = value["at"], let line = at["line"]?.double, let column = at["column"]?.double,
      let length = at["length"]?.double,
      [line, column, length].allSatisfy({ (0...1e9).contains($0) })
    {
      error.at = Place(
        file: at["file"]?.text, line: Int(line), column: Int(column), length: Int(length),
        text: at["text"]?.text)
    }
  }
}
