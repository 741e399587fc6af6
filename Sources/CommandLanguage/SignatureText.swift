/// How a command is written: `bump [LEVEL or VERSION] [-p SELECTOR] [--dry-run]`.
package func usage(of signature: Signature) -> String {
  var parts = signature.words
  parts += signature.arguments.map(usage(of:))
  for flag in signature.flags {
    let text = flag.value == nil ? flag.name : "\(flag.name) \(flag.valueTitle)"
    parts.append("[\(text)]\(flag.repeats ? "..." : "")")
  }
  return parts.joined(separator: " ")
}

private func usage(of argument: Argument) -> String {
  switch argument.occurrence {
  case .once: argument.title
  case .optional: "[\(argument.title)]"
  case .any: "[\(argument.title)...]"
  }
}

/// A parsed line as it stands in a transcript: full names, arguments before flags, flags in the
/// signature's order, quotes only where they are needed.
///
/// Parsing it without abbreviations gives the same line again.
package func canonical(_ line: ParsedLine) -> String {
  var words = line.signature.words
  for argument in line.signature.arguments { words += line.all(argument).map(quoted) }
  for flag in line.signature.flags {
    for value in line.flags[flag.name] ?? [] {
      words.append(flag.name)
      if flag.value != nil { words.append(quoted(value)) }
    }
  }
  return words.joined(separator: " ")
}

/// A command as it stands in a transcript; `nil` for a line without one.
package func canonical(_ command: ParsedCommand) -> String? {
  switch command {
  case .empty: nil
  case .shell(let text): "!\(text)"
  case .command(let line): canonical(line)
  }
}

extension Argument {
  /// What stands for it in usage lines and messages: `LEVEL or VERSION`, `on|off`.
  package var title: String {
    guard !onlyWords else { return words.joined(separator: "|") }
    return name.split(separator: " ").map { $0 == "or" ? "or" : $0.uppercased() }
      .joined(separator: " ")
  }
}

extension Flag {
  /// What stands for its value in usage lines and messages: `SELECTOR`; empty for a switch.
  package var valueTitle: String {
    guard let value else { return "" }
    return valueName.isEmpty ? value.rawValue.uppercased() : valueName
  }
}
