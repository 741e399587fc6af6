/// Completions for fish.
func fishCompletions(_ table: CompletionTable) -> String {
  let name = table.program
  let valued = table.options.filter { $0.value != nil }.map(\.name)
  let skipped = (["-C"] + valued.filter { $0 != "-C" }).joined(separator: " ")
  var lines = [
    """
    # Completions of \(name) for fish; made from its commands.

    # The words behind the program's own flags.
    function __\(name)_words
        set -l words (commandline -opc)
        set -e words[1]
        while set -q words[1]; and string match -q -- '-*' $words[1]
            contains -- $words[1] \(skipped); and set -e words[1]
            set -e words[1]
        end
        set -q words[1]; and printf '%s\\n' $words
    end

    # Whether the command line has exactly these words.
    function __\(name)_at
        set -l words (__\(name)_words)
        test "$words" = "$argv"
    end

    # Whether the command line begins with these words.
    function __\(name)_is
        set -l words (__\(name)_words)
        set -l count (count $argv)
        test (count $words) -ge $count; and test "$words[1..$count]" = "$argv"
    end

    # What the program knows itself, by the line as its own prompt would have it.
    function __\(name)_values
        set -l line
        for word in (__\(name)_words)
            string match -qr '^[\\w./:@,=+-]+$' -- $word
            or set word '"'(string replace -ra '["\\\\\\\\]' '\\\\\\\\$0' -- $word)'"'
            set -a line $word
        end
        set -l options
        set -l all (commandline -opc)
        set -l place (contains -i -- -C $all); and set options -C $all[(math $place + 1)]
        command \(name) $options complete --line "$line "(commandline -ct) 2>/dev/null
    end

    complete -c \(name) -f
    """
  ]
  lines += table.commands.map { command in
    "complete -c \(name) -n __\(name)_at -a \(command.word) -d \(fishQuoted(command.summary))"
  }
  lines += table.options.map { fishFlag($0, name, condition: "__\(name)_at") }
  for entry in table.entries.sorted(by: { $0.name < $1.name }) {
    lines += fishEntry(entry, name)
  }
  return lines.joined(separator: "\n") + "\n"
}

private func fishEntry(_ entry: CompletionTable.Entry, _ name: String) -> [String] {
  var condition = "__\(name)_is \(entry.name)"
  var lines = entry.choices.map { sub in
    "complete -c \(name) -n '__\(name)_at \(entry.name)' -a \(sub.word) -d \(fishQuoted(sub.summary))"
  }
  for sub in entry.subcommands { condition += "; and not __\(name)_is \(entry.name) \(sub.word)" }
  lines += entry.flags.map { fishFlag($0, name, condition: condition) }
  let start = "complete -c \(name) -n '\(condition)'"
  switch entry.source {
  case .none: break
  case .files: lines.append("\(start) -F")
  case .directories: lines.append("\(start) -a '(__fish_complete_directories)'")
  case .values: lines.append("\(start) -a '(__\(name)_values)'")
  }
  return lines
}

private func fishFlag(_ flag: Flag, _ name: String, condition: String) -> String {
  let option =
    flag.name.hasPrefix("--") ? "-l \(flag.name.dropFirst(2))" : "-s \(flag.name.dropFirst())"
  var line = "complete -c \(name) -n '\(condition)' \(option)"
  switch flag.value.map(CompletionTable.Source.init) {
  case nil: break
  case .files: line += " -r -F"
  case .directories: line += " -x -a '(__fish_complete_directories)'"
  case .values: line += " -x -a '(__\(name)_values)'"
  case .some(.none): line += " -x"
  }
  return line + " -d \(fishQuoted(flag.summary))"
}

/// A text in single quotes, as fish reads them.
private func fishQuoted(_ text: String) -> String {
  var result = "'"
  for scalar in text.unicodeScalars {
    if scalar == "'" || scalar == "\\" { result.unicodeScalars.append("\\") }
    result.unicodeScalars.append(scalar)
  }
  return result + "'"
}
