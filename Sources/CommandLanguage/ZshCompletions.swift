/// Completions for zsh, to be found in `$fpath` as `_PROGRAM` or to be sourced.
func zshCompletions(_ table: CompletionTable) -> String {
  let name = table.program
  let valued = table.options.filter { $0.value != nil }.map(\.name).joined(separator: "|")
  return """
    #compdef \(name)
    # Completions of \(name) for zsh; made from its commands.

    _\(name)_values() {
        local -a values
        local text description
        while IFS=$'\\t' read -r text description; do
            [[ -n $text ]] && values+=("${text//:/\\\\:}:$description")
        done < <(\(name) "${options[@]}" complete --line "$line" 2>/dev/null)
        (( $#values )) && _describe -t values value values
    }

    _\(name)() {
        local -a options list flags
        local index=2 from=none previous=$words[CURRENT-1]
        while (( index < CURRENT )) && [[ $words[index] == -* ]]; do
            case $words[index] in
                -C) options+=(-C "$words[index+1]"); (( index += 2 )) ;;\(
                  valued.isEmpty ? "" : "\n            \(valued)) (( index += 2 )) ;;")
                *) (( index += 1 )) ;;
            esac
        done
        local command="${(j: :)words[index,CURRENT-1]}"
        local line="$command${command:+ }$PREFIX"

        case "$command" in
            "")
                list=(\(zshList(table.commands)))
                flags=(\(zshFlags(table.options)))
                ;;\(zshSubcommands(table))
        esac
        case "$command " in
    \(table.entries.map(zshEntry).joined(separator: "\n"))
        esac
        if (( index > CURRENT )); then
            list=() flags=() from=none
            case $previous in
    \(zshOptions(table))
            esac
        fi

        if [[ $PREFIX == -* ]] && (( $#flags )); then
            _describe -o -t flags flag flags
            return
        fi
        (( $#list )) && _describe -t commands command list
        case $from in
            files) _files ;;
            directories) _files -/ ;;
            values) _\(name)_values ;;
        esac
    }

    if [[ $funcstack[1] == _\(name) ]]; then
        _\(name) "$@"
    else
        compdef _\(name) \(name)
    fi

    """
}

private func zshList(_ words: [(word: String, summary: String)]) -> String {
  words.map { "\n                \(zshItem($0.word, $0.summary))" }.joined()
    + (words.isEmpty ? "" : "\n            ")
}

private func zshFlags(_ flags: [Flag]) -> String {
  zshList(flags.map { ($0.name, $0.summary) })
}

private func zshItem(_ word: String, _ summary: String) -> String {
  let name = word.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "\\:")
  return shellQuoted("\(name):\(summary)")
}

private func zshSubcommands(_ table: CompletionTable) -> String {
  table.entries.filter { !$0.choices.isEmpty }.map { entry in
    """

            '\(entry.name)')
                list=(\(zshList(entry.choices)))
                ;;
    """
  }.joined()
}

private func zshEntry(_ entry: CompletionTable.Entry) -> String {
  var lines = [
    "        '\(entry.name) '*)", "            flags=(\(zshFlags(entry.flags)))",
    "            from=\(entry.source)",
  ]
  let valued = entry.flags.compactMap { flag in
    flag.value.map {
      "                \(flag.name)) list=() flags=() from=\(CompletionTable.Source($0)) ;;"
    }
  }
  if !valued.isEmpty {
    lines.append("            case $previous in")
    lines += valued
    lines.append("            esac")
  }
  return (lines + ["            ;;"]).joined(separator: "\n")
}

private func zshOptions(_ table: CompletionTable) -> String {
  let valued = table.options.compactMap { flag in
    flag.value.map { "            \(flag.name)) from=\(CompletionTable.Source($0)) ;;" }
  }
  return (valued + ["            *) ;;"]).joined(separator: "\n")
}

/// A text in single quotes, as sh, bash and zsh read them.
func shellQuoted(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    + "'"
}
