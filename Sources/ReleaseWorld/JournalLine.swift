/// A journal record as a line of JSON.
enum JournalLine {
  static func write(_ record: JournalRecord) -> [UInt8] {
    var members: [String: JSONValue] = [
      "id": .string(record.id), "process": .number(Double(record.process)),
      "time": .number(record.time),
    ]
    switch record.kind {
    case .editIntent(let replacements):
      members["kind"] = .string("edit")
      members["files"] = .array(replacements.map(value))
    case .gitIntent(let arguments, let change):
      members["kind"] = .string("git")
      members["arguments"] = .array(arguments.map(JSONValue.string))
      members["change"] = .string(change)
    case .toolIntent(let command, let change):
      members["kind"] = .string("tool")
      members["command"] = .array(command.map(JSONValue.string))
      members["change"] = .string(change)
    case .result(let succeeded):
      members["kind"] = .string("result")
      members["succeeded"] = .bool(succeeded)
    case .scriptLevels(let script, let versions):
      members["kind"] = .string("levels")
      members["script"] = .string(script)
      members["versions"] = .object(versions.mapValues(JSONValue.string))
    case .scriptEnd(let script):
      members["kind"] = .string("end")
      members["script"] = .string(script)
    }
    return JSONValue.object(members).bytes + [0x0A]
  }

  /// The record of a line; `nil` where it is none (cut off, or of a later relsh).
  static func read(_ line: ArraySlice<UInt8>) -> JournalRecord? {
    guard let value = JSONValue(line), let id = value["id"]?.text,
      let process = value["process"]?.double.flatMap(Int32.init(exactly:)),
      let time = value["time"]?.double, let kind = kind(value)
    else { return nil }
    return JournalRecord(id: id, process: process, time: time, kind: kind)
  }

  private static func kind(_ value: JSONValue) -> JournalRecord.Kind? {
    switch value["kind"]?.text {
    case "edit":
      guard let items = value["files"]?.items else { return nil }
      let replacements = items.compactMap(replacement)
      return replacements.count == items.count ? .editIntent(replacements) : nil
    case "git":
      guard let items = value["arguments"]?.items, let change = value["change"]?.text else {
        return nil
      }
      return .gitIntent(arguments: items.compactMap(\.text), change: change)
    case "tool":
      guard let items = value["command"]?.items, let change = value["change"]?.text else {
        return nil
      }
      return .toolIntent(command: items.compactMap(\.text), change: change)
    case "result": return (value["succeeded"]?.flag).map(JournalRecord.Kind.result(succeeded:))
    case "levels":
      guard let script = value["script"]?.text, case .object(let versions) = value["versions"]
      else {
        return nil
      }
      return .scriptLevels(script: script, versions: versions.compactMapValues(\.text))
    case "end": return (value["script"]?.text).map(JournalRecord.Kind.scriptEnd(script:))
    default: return nil
    }
  }

  private static func value(_ replacement: JournalRecord.Replacement) -> JSONValue {
    .object([
      "path": .string(replacement.path), "staged": .string(replacement.staged),
      "before": replacement.before.map(JSONValue.string) ?? .null,
      "after": .string(replacement.after),
    ])
  }

  private static func replacement(_ value: JSONValue) -> JournalRecord.Replacement? {
    guard let path = value["path"]?.text, let staged = value["staged"]?.text,
      let after = value["after"]?.text
    else { return nil }
    return JournalRecord.Replacement(
      path: path, before: value["before"]?.text, after: after, staged: staged)
  }
}
