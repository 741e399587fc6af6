import Diagnostics
import CommandLanguage
import ManifestEditing
import ReleaseModel
import ReleaseWorld

extension ReleasePlan {
  /// One line a step: its state, name, subject, and how that is known.
  func lines(_ output: Output, isDetailed: Bool = false) -> [String] {
    let marks = marks
    return zip(items, marks).flatMap { item, mark in
      Self.line(item, mark, output, isDetailed: isDetailed)
        + (isDetailed ? Self.details(item, output) : [])
    }
  }

  /// The order of several packages as a tree, each with what is left of its local work, then what leaves.
  func tree(_ output: Output, of repository: Repository) -> [String] {
    let marks = marks
    func leaves(_ step: any ReleaseStep) -> Bool {
      step.effect >= .pushes || step.provenByRegistry != nil
    }
    let local = zip(items, marks).filter { !leaves($0.0.step) }
    let leaving = zip(items, marks).filter { leaves($0.0.step) }
    var targets: [Int: ReleaseTarget] = [:]
    for (item, _) in local { for target in item.step.targets { targets[target.index] = target } }
    let tree = DependencyTree(Array(targets.keys), in: repository)
    let width =
      tree.rows.map { row in
        "\(row.branch)\(targets[row.package]?.object ?? "")".unicodeScalars.count
      }.max() ?? 0
    var lines = tree.rows.compactMap { row -> String? in
      guard let target = targets[row.package] else { return nil }
      let own = local.filter { $0.0.step.targets.contains(target) }
      let left = own.filter { !$0.0.isDone }
      let mark = left.first?.1 ?? .done
      let subject = Self.padded("\(row.branch)\(target.object)", width + 2)
      let names = (left.isEmpty ? own : left).map { item, _ in
        if case .following = item.state {
          "\(item.step.name) (comes along)"
        } else {
          item.step.name
        }
      }.joined(separator: ", ")
      return Self.painted(mark, output) + subject + names
    }
    for (item, mark) in leaving { lines += Self.line(item, mark, output) }
    let blocked = local.filter { if case .blocked = $0.0.state { true } else { false } }
    for (item, mark) in blocked { lines += Self.line(item, mark, output) }
    return lines
  }

  /// The word that a line begins with.
  private enum Mark: String {
    case done, ready, then, blocked, unknown, waits
  }

  /// Each step's word: of those that are left, the first is ready, and the others come then.
  private var marks: [Mark] {
    var isFirst = true
    return items.map { item in
      defer { if !item.isDone { isFirst = false } }
      switch item.state {
      case .done: return .done
      case .ready: return isFirst ? .ready : .then
      case .following: return .then
      case .blocked: return .blocked
      case .unknown: return .unknown
      case .waiting: return .waits
      }
    }
  }

  private static func painted(_ mark: Mark, _ output: Output) -> String {
    let look: Output.Look =
      switch mark {
      case .done: .good
      case .ready, .then: .strong
      case .blocked: .bad
      case .unknown: .warning
      case .waits: .dim
      }
    return output.paint(mark.rawValue, look)
      + String(repeating: " ", count: 9 - mark.rawValue.utf8.count)
  }

  private static func line(
    _ item: Item, _ mark: Mark, _ output: Output, isDetailed: Bool = false
  ) -> [String] {
    let what = painted(mark, output) + padded(item.step.name, 8) + item.step.subject
    switch item.state {
    case .done(_, let evidence): return [what, "         " + output.paint(evidence, .dim)]
    case .blocked(let error): return [what, "         \(error.what) [\(error.code.rawValue)]"]
    case .unknown(let error): return [what, "         \(error.what)"]
    case .following(let evidence):
      let words = evidence.isEmpty ? follows : evidence
      return [what, "         " + output.paint(words, evidence.isEmpty ? .dim : .warning)]
    case .ready(let effects, let shows) where effects.isEmpty && !isDetailed:
      return [what]
        + shows.compactMap { line in
          if case .note(let text) = line { "         " + output.paint(text, .warning) } else { nil }
        }
    case .ready, .waiting: return [what]
    }
  }

  private static let follows = "comes with the steps before it"

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
      case .following(let evidence):
        members["state"] = .string("then")
        if !evidence.isEmpty { members["evidence"] = .string(evidence) }
      case .ready(let effects, _):
        members["state"] = .string("ready")
        members["commands"] = .array(
          effects.compactMap { effect in
            effect.shellLine.map { .string($0) }
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

  private static func details(_ item: Item, _ output: Output) -> [String] {
    guard case .ready(let effects, let shows) = item.state else { return [] }
    var lines: [String] = []
    for line in shows {
      switch line {
      case .recorded(let text), .plain(let text): lines.append("         \(text)")
      case .note(let text): lines.append("         " + output.paint(text, .warning))
      case .exact: break
      }
    }
    for line in effects.compactMap(\.shellLine) {
      lines.append("         " + output.paint("$ \(line)", .dim))
    }
    return lines
  }

  /// What is to be done in one line, for who cannot see the plan's beginning any more.
  var summary: String {
    var files: Set<String> = []
    var (commits, tags, pushes, uploads, unknown) = (0, 0, [String](), 0, 0)
    for item in items {
      guard case .ready(let effects, _) = item.state else {
        if !item.isDone { unknown += 1 }
        continue
      }
      for effect in effects {
        switch effect {
        case .edit(let edits): files.formUnion(edits.map(\.path))
        case .tool: uploads += 1
        case .git(let call):
          switch call.change {
          case .commit: commits += 1
          case .tag: tags += 1
          case .push(let remote, _): pushes.append(remote)
          default: break
          }
        }
      }
    }
    func count(_ number: Int, _ word: String, _ plural: String? = nil) -> String? {
      number == 0 ? nil : "\(number) \(number == 1 ? word : plural ?? word + "s")"
    }
    let remotes = Set(pushes).sorted().joined(separator: ", ")
    return [
      count(files.count, "file edited", "files edited"), count(commits, "commit"),
      count(tags, "tag"),
      count(pushes.count, "push to \(remotes)", "pushes to \(remotes)"),
      count(uploads, "upload"),
      count(unknown, "step not known yet", "steps not known yet"),
    ].compactMap(\.self).joined(separator: ", ")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.unicodeScalars.count))
  }

  /// What is left as a shell script that needs no relsh: edits as patches, git's own commands.
  func script(heading: String) -> String {
    var lines = ["#!/bin/sh", "# \(heading)", "set -eu", "cd \"$(git rev-parse --show-toplevel)\""]
    for item in items {
      switch item.state {
      case .done(_, let evidence): lines.append("# done: \(item.step.name): \(evidence)")
      case .following(let evidence):
        let words = evidence.isEmpty ? Self.follows : evidence
        lines.append("# \(item.step.name) \(item.step.subject): \(words)")
      case .ready(let effects, _):
        lines.append("# \(item.step.name) \(item.step.subject)")
        if item.step is WaitStep {
          lines.append(
            "printf '%s' 'when its registry serves \(item.step.subject), press Enter '; read -r _")
        }
        lines += effects.map(Self.commands)
      case .blocked(let error): lines.append("# \(item.step.name) is blocked: \(error.what)")
      case .unknown(let error):
        lines.append("# \(item.step.name) is not known: \(error.what)")
        if !item.unasked.isEmpty {
          lines.append(
            "# the upload follows all the same; leave it out where it is published already")
        }
        lines += item.unasked.map(Self.commands)
      case .waiting: lines.append("# \(item.step.name) \(item.step.subject): waits")
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func commands(_ effect: Effect) -> String {
    switch effect {
    case .git(let call): return call.shellLine
    case .tool(let call): return call.script
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
