/// Completions for bash, from 3.2 (macOS) on.
func bashCompletions(_ table: CompletionTable) -> String {
  let name = table.program
  let commands = table.commands.map(\.word).joined(separator: " ")
  let options = table.options.map(\.name).joined(separator: " ")
  let valued = table.options.filter { $0.value != nil }.map(\.name).joined(separator: "|")
  return """
    # Completions of \(name) for bash; made from its commands.

    _\(name)() {
        local line=${COMP_LINE:0:$COMP_POINT} current="" previous="" list="" flags="" from=none
        local -a words options
        read -ra words <<<"$line"
        if [[ $line != *[[:blank:]] ]]; then
            current=${words[${#words[@]}-1]}
            unset "words[${#words[@]}-1]"
        fi
        local index=1
        while [[ ${words[index]} == -* ]]; do
            case ${words[index]} in
                -C) options+=("-C" "${words[index+1]}"); index=$((index + 2)) ;;\(
                  valued.isEmpty ? "" : "\n            \(valued)) index=$((index + 2)) ;;")
                *) index=$((index + 1)) ;;
            esac
        done
        local command="${words[*]:index}"
        ((${#words[@]} > 0)) && previous=${words[${#words[@]}-1]}

        case "$command" in
            "") list='\(commands)' flags='\(options)' ;;\(bashSubcommands(table))
        esac
        case "$command " in
    \(table.entries.map(bashEntry).joined(separator: "\n"))
        esac
    \(bashOptions(table))
        [[ $current == -* && -n $flags ]] && list=$flags from=none

        COMPREPLY=()
        local candidate
        while IFS=$'\\t' read -r candidate _; do
            [[ -n $candidate ]] && COMPREPLY+=("$candidate")
        done < <(
            compgen -W "$list" -- "$current"
            case $from in
                files) compgen -f -- "$current" ;;
                directories) compgen -d -- "$current" ;;
                values) \(name) "${options[@]}" complete --line "$command${command:+ }$current" 2>/dev/null ;;
            esac
        )
        case $from in
            files | directories) compopt -o filenames 2>/dev/null ;;
            values)
                # bash breaks words at these itself, and replaces only what stands behind them.
                local kept=${current%"${current##*[:=]}"}
                for index in "${!COMPREPLY[@]}"; do
                    [[ ${COMPREPLY[index]} == *[/=] ]] && compopt -o nospace 2>/dev/null
                    COMPREPLY[index]=${COMPREPLY[index]#"$kept"}
                    printf -v "COMPREPLY[$index]" %q "${COMPREPLY[index]}"
                done
                ;;
        esac
        return 0
    }

    complete -F _\(name) \(name)

    """
}

/// The words that may follow a command.
private func bashSubcommands(_ table: CompletionTable) -> String {
  table.entries.filter { !$0.choices.isEmpty }.map { entry in
    let words = entry.choices.map(\.word).joined(separator: " ")
    return "\n        '\(entry.name)') list='\(words)' ;;"
  }.joined()
}

private func bashEntry(_ entry: CompletionTable.Entry) -> String {
  let flags = entry.flags.map(\.name).joined(separator: " ")
  var lines = ["        '\(entry.name) '*)", "            flags='\(flags)' from=\(entry.source)"]
  let valued = entry.flags.compactMap { flag in
    flag.value.map {
      "                \(flag.name)) list='' flags='' from=\(CompletionTable.Source($0)) ;;"
    }
  }
  if !valued.isEmpty {
    lines.append("            case $previous in")
    lines += valued
    lines.append("            esac")
  }
  return (lines + ["            ;;"]).joined(separator: "\n")
}

/// The values of the program's own flags.
private func bashOptions(_ table: CompletionTable) -> String {
  let valued = table.options.compactMap { flag in
    flag.value.map {
      "        \(flag.name)) list='' flags='' from=\(CompletionTable.Source($0)) ;;"
    }
  }
  guard !valued.isEmpty else { return "" }
  return """
        [[ ${words[index]-} == "" ]] && case $previous in
    \(valued.joined(separator: "\n"))
        esac
    """
}
