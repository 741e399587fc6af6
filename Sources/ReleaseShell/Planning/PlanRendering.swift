import Diagnostics
import ManifestEditing
import ReleaseWorld

extension ReleasePlan {
  /// One line a step: its state, name, subject, and how that is known.
  func lines(_ output: Output, isDetailed: Bool = false) -> [String] {
    var isFirst = true
    return items.flatMap { item -> [String] in
      let name = Self.padded(item.step.name, 8)
      let what = "\(name)\(item.step.subject)"
      switch item.state {
      case .done(_, let evidence):
        return [output.paint("done   ", .good) + "\(what)  " + output.paint(evidence, .dim)]
      case .ready(let effects, let shows):
        let mark = isFirst ? "ready  " : "then   "
        isFirst = false
        return [output.paint(mark, .strong) + what]
          + (isDetailed ? Self.details(effects, shows, output) : [])
      case .blocked(let error):
        isFirst = false
        return [
          output.paint("blocked", .bad) + "\(what)  " + "\(error.what) [\(error.code.rawValue)]"
        ]
      case .unknown(let error):
        isFirst = false
        return [output.paint("unknown", .warning) + "\(what)  \(error.what)"]
      case .waiting: return [output.paint("waits  ", .dim) + what]
      }
    }
  }

  /// One JSON object a step.
  var objectsInJSON: [String] {
    items.map { item in
      var members: [String: JSONValue] = [
        "step": .string(item.step.name), "subject": .string(item.step.subject),
      ]
      switch item.state {
      case .done(let outcome, let evidence):
        members["state"] = .string("done")
        members["outcome"] = .string(outcome.text)
        members["evidence"] = .string(evidence)
      case .ready(let effects, _):
        members["state"] = .string("ready")
        members["commands"] = .array(
          effects.compactMap { effect in
            if case .git(let call) = effect { .string(call.shellLine) } else { nil }
          })
      case .blocked(let error), .unknown(let error):
        if case .blocked = item.state {
          members["state"] = .string("blocked")
        } else {
          members["state"] = .string("unknown")
        }
        members["why"] = .string(error.what)
        members["code"] = .string(error.code.rawValue)
      case .waiting: members["state"] = .string("waits")
      }
      return String(decoding: JSONValue.object(members).bytes, as: UTF8.self)
    }
  }

  private static func details(
    _ effects: [Effect], _ shows: [StepLine], _ output: Output
  ) -> [String] {
    var lines: [String] = []
    for line in shows {
      switch line {
      case .recorded(let text), .plain(let text): lines.append("         \(text)")
      case .note(let text): lines.append("         " + output.paint(text, .warning))
      case .exact: break
      }
    }
    for case .git(let call) in effects {
      lines.append("         " + output.paint("$ \(call.shellLine)", .dim))
    }
    return lines
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.utf8.count))
  }

  /// What is left as a shell script that needs no relsh: edits as patches, git's own commands.
  func script(heading: String) -> String {
    var lines = ["#!/bin/sh", "# \(heading)", "set -eu", "cd \"$(git rev-parse --show-toplevel)\""]
    for item in items {
      switch item.state {
      case .done(_, let evidence): lines.append("# done: \(item.step.name): \(evidence)")
      case .ready(let effects, _):
        lines.append("# \(item.step.name) \(item.step.subject)")
        lines += effects.map(Self.commands)
      case .blocked(let error): lines.append("# \(item.step.name) is blocked: \(error.what)")
      case .unknown(let error): lines.append("# \(item.step.name) is not known: \(error.what)")
      case .waiting: lines.append("# \(item.step.name) \(item.step.subject): waits")
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func commands(_ effect: Effect) -> String {
    switch effect {
    case .git(let call): return call.shellLine
    case .edit(let edits):
      let patch = edits.map {
        unifiedDiff(old: $0.before, new: $0.after, path: $0.path)
      }.joined()
      var mark = "END_OF_PATCH"
      while patch.contains(mark) { mark += "_" }
      return "git apply --whitespace=nowarn - <<'\(mark)'\n\(patch)\(mark)"
    }
  }
}
