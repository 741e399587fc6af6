/// A value as one word of a line: as it is where that is read back as the same value, otherwise in
/// quotes.
///
/// Whatever the value, `Tokens(quoted(value))` is one word with that text, never a flag, a comment or
/// a shell command, and it holds no line end and no control character.
package func quoted(_ value: String) -> String {
  guard !isPlain(value) else { return value }
  let scalars = value.unicodeScalars
  guard scalars.contains(where: { $0 == "'" || isUnprintable($0) }) else { return "'\(value)'" }
  return "\"\(escaped(value, in: "\""))\""
}

/// The line that a program's arguments stand for: what the shell has taken apart already is quoted
/// again, flags stay flags.
package func line(fromArguments arguments: [String]) -> String {
  guard let first = arguments.first else { return "" }
  if first.utf8.first == 0x21 { return arguments.joined(separator: " ") }
  var words: [String] = []
  for (index, argument) in arguments.enumerated() {
    if argument == "--" {
      return (words + ["--"] + arguments[(index + 1)...].map(quoted)).joined(separator: " ")
    }
    words.append(flagWord(argument) ?? quoted(argument))
  }
  return words.joined(separator: " ")
}

/// The lines of a text for `-c`: `;` and line ends separate them, except in quotes and comments; a
/// line that begins with `!` takes everything up to the line end.
package func lines(ofCommandText text: String) -> [String] {
  let scalars = Array(text.unicodeScalars)
  var lines: [String] = []
  var (start, index) = (0, 0)
  var quote: Unicode.Scalar?
  var isRest = false
  func end(at place: Int) {
    let line = scalars[start..<place].drop(while: Tokens.isBlank)
    if !line.isEmpty { lines.append(String(line)) }
  }
  while index < scalars.count {
    let scalar = scalars[index]
    if scalar == "\n", quote == nil || isRest {
      end(at: index)
      (start, quote, isRest) = (index + 1, nil, false)
    } else if isRest {
    } else if let open = quote {
      if scalar == open { quote = nil } else if scalar == "\\", open == "\"" { index += 1 }
    } else if scalar == "\\" {
      index += 1
    } else if scalar == "'" || scalar == "\"" {
      quote = scalar
    } else if scalar == ";" {
      end(at: index)
      start = index + 1
    } else if scalar == "!" {
      isRest = scalars[start..<index].allSatisfy(Tokens.isBlank)
    } else if scalar == "#" {
      isRest = index == start || Tokens.isBlank(scalars[index - 1])
    }
    index += 1
  }
  end(at: scalars.count)
  return lines
}

/// The inside of a quoted word: what must not stand in that quote as it is, escaped.
func escaped(_ value: String, in quote: Unicode.Scalar) -> String {
  guard quote == "\"" else {
    return value.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''")
  }
  var result = ""
  for scalar in value.unicodeScalars {
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\"", "\\":
      result.unicodeScalars.append("\\")
      result.unicodeScalars.append(scalar)
    case _ where isUnprintable(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Whether a value needs no quotes.
func isPlain(_ value: String) -> Bool {
  guard let first = value.unicodeScalars.first else { return false }
  if first == "-" || first == "#" || first == "!" { return false }
  return value.unicodeScalars.allSatisfy {
    switch $0 {
    case " ", "'", "\"", "\\", ";": false
    default: !isUnprintable($0)
    }
  }
}

/// Control characters, and what some readers take for a line end.
private func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
  default: false
  }
}

/// An argument that is written as a flag, its value quoted; `nil` where it is none.
private func flagWord(_ argument: String) -> String? {
  guard argument.utf8.count > 1, argument.utf8.first == 0x2D else { return nil }
  let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
  guard isPlain(String(parts[0].drop { $0 == "-" })) else { return nil }
  return parts.count == 1 ? argument : "\(parts[0])=\(quoted(String(parts[1])))"
}
