import CommandLanguage
import Diagnostics

/// What `help COMMAND` shows: all of it comes from the command's signature.
struct CommandHelp {
  private let signature: Signature

  init(_ signature: Signature) { self.signature = signature }

  /// A line and whether it is a heading.
  typealias Line = (text: String, isHeading: Bool)

  /// In 80 columns.
  var lines: [Line] {
    var lines: [Line] = [("\(signature.name): \(signature.summary)", true)]
    lines += Self.indented(Self.pieces(of: usage(of: signature)), by: 2, hanging: 6)
    lines.append(("Changes \(signature.changes ?? Self.changes(signature.effect))", false))
    for paragraph in signature.details {
      lines.append(("", false))
      lines += paragraph.wrapped(78).map { ($0, false) }
    }
    lines += section("Words and options", words)
    lines += section("Examples", examples)
    lines += section("What can go wrong", failures)
    return lines
  }

  private func section(_ title: String, _ body: [String]) -> [Line] {
    body.isEmpty ? [] : [("", false), (title, true)] + body.map { ($0, false) }
  }

  /// What the class of its effects means for a person.
  private static func changes(_ effect: EffectClass) -> String {
    switch effect {
    case .reads: "nothing: it only looks"
    case .edits: "files of the work tree; asks nothing, `--dry-run` shows it first"
    case .commits: "the local git repository; asks nothing, `--dry-run` shows it first"
    case .pushes: "a remote repository: asks first, naming everything; Enter is no"
    case .publishes: "a registry, which cannot be undone: asks first; Enter is no"
    }
  }

  private var words: [String] {
    var rows: [[String]] = signature.arguments.map { argument in
      let words = argument.onlyWords ? [] : argument.words
      let fixed = words.isEmpty ? "" : " (or \(words.joined(separator: ", ")))"
      return ["  \(Self.title(argument))", argument.summary + fixed]
    }
    rows += signature.flags.map { flag in
      let value = flag.valueName.isEmpty ? flag.value?.rawValue.uppercased() : flag.valueName
      return ["  \(flag.name)\(flag.value == nil ? "" : " \(value ?? "")")", flag.summary]
    }
    return Self.columns(rows)
  }

  private static func title(_ argument: Argument) -> String {
    argument.onlyWords ? argument.words.joined(separator: "|") : argument.name.uppercased()
  }

  /// Each line with the state that it is typed in and how it ends.
  private var examples: [String] {
    Self.columns(
      signature.examples.map { example in
        var end: String
        switch example.end {
        case .outcomes(let outcomes): end = outcomes.joined(separator: "; ")
        case .fails(let code): end = "refused: \(code.rawValue)"
        }
        if !example.note.isEmpty { end += end.isEmpty ? example.note : " (\(example.note))" }
        if let state = Self.states[example.given] { end += end.isEmpty ? state : ", \(state)" }
        return ["  \(example.line)", end]
      })
  }

  /// What the named states of the demo repository mean; those that go without saying are not here.
  private static let states = [
    "selected": "after `use`", "targeted": "after `target`", "bumped": "after `bump`",
    "committed": "after `commit`", "tagged": "after `tag`", "pushed": "after `push`",
    "outside": "outside of a repository",
  ]

  /// The codes of the examples that are refused, each with the first sentence of its explanation.
  private var failures: [String] {
    var seen: Set<ErrorCode> = []
    let codes = signature.examples.compactMap { example -> ErrorCode? in
      guard case .fails(let code) = example.end, seen.insert(code).inserted else { return nil }
      return code
    }
    return Self.columns(codes.map { ["  \($0.rawValue)", Self.firstSentence($0.explanation)] })
      + (codes.isEmpty ? [] : ["  `explain CODE` says more of each"])
  }

  private static func firstSentence(_ text: String) -> String {
    let flat = text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
    var end = flat.startIndex
    while end < flat.endIndex {
      let next = flat.index(after: end)
      if ".:".contains(flat[end]), next == flat.endIndex || flat[next] == " " { break }
      end = next
    }
    return String(flat[..<end])
  }

  /// Two columns; what does not fit goes on below the second.
  private static func columns(_ rows: [[String]]) -> [String] {
    let width = min(34, (rows.map { $0[0].columns }.max() ?? 0) + 2)
    return rows.flatMap { row -> [String] in
      var text = row[1].wrapped(78 - width)[...]
      var lines: [String] = []
      if row[0].columns + 2 > width {
        lines.append(row[0])
      } else {
        lines.append(text.popFirst().map { row[0].padded(width) + $0 } ?? row[0])
      }
      return lines + text.map { String(repeating: " ", count: width) + $0 }
    }
  }

  /// A usage line in pieces that are not broken: `[-p SELECTOR]`.
  static func pieces(of usage: String) -> [String] {
    var pieces: [String] = []
    var depth = 0
    for word in usage.split(separator: " ").map(String.init) {
      if depth > 0 { pieces[pieces.count - 1] += " \(word)" } else { pieces.append(word) }
      depth += word.count { $0 == "[" } - word.count { $0 == "]" }
    }
    return pieces
  }

  private static func indented(_ pieces: [String], by indent: Int, hanging: Int) -> [Line] {
    pieces.wrapped(78 - hanging).enumerated().map {
      (String(repeating: " ", count: $0 == 0 ? indent : hanging) + $1, false)
    }
  }
}
