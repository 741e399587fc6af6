# Completions of relsh for bash; made from its commands.

_relsh() {
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
            -C) options+=("-C" "${words[index+1]}"); index=$((index + 2)) ;;
            -C|-c) index=$((index + 2)) ;;
            *) index=$((index + 1)) ;;
        esac
    done
    local command="${words[*]:index}"
    ((${#words[@]} > 0)) && previous=${words[${#words[@]}-1]}

    case "$command" in
        "") list='status packages token help explain use target open demo registry release plan go bump commit build test deps tag push publish wait verify yank unyank undo-tag dry-run transcript run replay history set exit' flags='-C -c --version --help' ;;
        'build') list='matrix' ;;
        'dry-run') list='on off' ;;
        'go') list='all' ;;
        'set') list='color dry-run log on off' ;;
        'test') list='subset' ;;
        'token') list='set' ;;
        'transcript') list='list on off save' ;;
    esac
    case "$command " in
        'build matrix '*)
            flags='-p --dry-run --json' from=none
            case $previous in
                -p) list='' flags='' from=values ;;
            esac
            ;;
        'test subset '*)
            flags='-p --dry-run --json' from=none
            case $previous in
                -p) list='' flags='' from=values ;;
            esac
            ;;
        'token set '*)
            flags='--registry --upload-url --dry-run' from=values
            case $previous in
                --registry) list='' flags='' from=none ;;
                --upload-url) list='' flags='' from=none ;;
            esac
            ;;
        'transcript list '*)
            flags='--dry-run --json' from=none
            ;;
        'transcript off '*)
            flags='--dry-run' from=none
            ;;
        'transcript on '*)
            flags='--dry-run' from=none
            ;;
        'transcript save '*)
            flags='--param --force --dry-run' from=files
            case $previous in
                --param) list='' flags='' from=none ;;
            esac
            ;;
        'build '*)
            flags='--release -p --clean --dry-run --json' from=none
            case $previous in
                -p) list='' flags='' from=values ;;
            esac
            ;;
        'bump '*)
            flags='-p --dry-run --json' from=values
            case $previous in
                -p) list='' flags='' from=values ;;
            esac
            ;;
        'commit '*)
            flags='-p --with-changes --dry-run --json' from=files
            case $previous in
                -p) list='' flags='' from=values ;;
            esac
            ;;
        'demo '*)
            flags='--dry-run --json' from=directories
            ;;
        'deps '*)
            flags='--dry-run --json' from=none
            ;;
        'dry-run '*)
            flags='--dry-run' from=none
            ;;
        'exit '*)
            flags='--dry-run' from=none
            ;;
        'explain '*)
            flags='--dry-run' from=values
            ;;
        'go '*)
            flags='-p --skip --confirm --here --registry --upload-url --index-url --partial --dry-run --json' from=none
            case $previous in
                -p) list='' flags='' from=values ;;
                --skip) list='' flags='' from=none ;;
                --confirm) list='' flags='' from=values ;;
                --registry) list='' flags='' from=none ;;
                --upload-url) list='' flags='' from=none ;;
                --index-url) list='' flags='' from=none ;;
                --partial) list='' flags='' from=none ;;
            esac
            ;;
        'help '*)
            flags='--dry-run' from=values
            ;;
        'history '*)
            flags='--dry-run' from=none
            ;;
        'open '*)
            flags='--dry-run' from=directories
            ;;
        'packages '*)
            flags='--graph --dry-run --json' from=none
            ;;
        'plan '*)
            flags='--commands -p --here --registry --upload-url --index-url --partial --dry-run --json' from=none
            case $previous in
                -p) list='' flags='' from=values ;;
                --registry) list='' flags='' from=none ;;
                --upload-url) list='' flags='' from=none ;;
                --index-url) list='' flags='' from=none ;;
                --partial) list='' flags='' from=none ;;
            esac
            ;;
        'publish '*)
            flags='-p --confirm --here --registry --upload-url --index-url --partial --dry-run --json' from=none
            case $previous in
                -p) list='' flags='' from=values ;;
                --confirm) list='' flags='' from=values ;;
                --registry) list='' flags='' from=none ;;
                --upload-url) list='' flags='' from=none ;;
                --index-url) list='' flags='' from=none ;;
                --partial) list='' flags='' from=none ;;
            esac
            ;;
        'push '*)
            flags='-p --confirm --here --dry-run --json' from=none
            case $previous in
                -p) list='' flags='' from=values ;;
                --confirm) list='' flags='' from=values ;;
            esac
            ;;
        'registry '*)
            flags='--data --port --upstream --dry-run --json' from=none
            case $previous in
                --data) list='' flags='' from=directories ;;
                --port) list='' flags='' from=none ;;
                --upstream) list='' flags='' from=none ;;
            esac
            ;;
        'release '*)
            flags='--confirm --here --registry --upload-url --index-url --partial --dry-run --json' from=values
            case $previous in
                --confirm) list='' flags='' from=values ;;
                --registry) list='' flags='' from=none ;;
                --upload-url) list='' flags='' from=none ;;
                --index-url) list='' flags='' from=none ;;
                --partial) list='' flags='' from=none ;;
            esac
            ;;
        'replay '*)
            flags='--set --verify --dry-run --yes-to --json' from=files
            case $previous in
                --set) list='' flags='' from=values ;;
                --yes-to) list='' flags='' from=values ;;
            esac
            ;;
        'run '*)
            flags='--set --verify --dry-run --yes-to --json' from=files
            case $previous in
                --set) list='' flags='' from=values ;;
                --yes-to) list='' flags='' from=values ;;
            esac
            ;;
        'set '*)
            flags='--dry-run' from=none
            ;;
        'status '*)
            flags='-p --dry-run --json' from=none
            case $previous in
                -p) list='' flags='' from=values ;;
            esac
            ;;
        'tag '*)
            flags='-p --dry-run --json' from=none
            case $previous in
                -p) list='' flags='' from=values ;;
            esac
            ;;
        'target '*)
            flags='--dry-run --json' from=values
            ;;
        'test '*)
            flags='-p --dry-run --json' from=none
            case $previous in
                -p) list='' flags='' from=values ;;
            esac
            ;;
        'token '*)
            flags='--try --dry-run --json' from=none
            ;;
        'transcript '*)
            flags='--dry-run' from=none
            ;;
        'undo-tag '*)
            flags='-p --confirm --dry-run --json' from=values
            case $previous in
                -p) list='' flags='' from=values ;;
                --confirm) list='' flags='' from=values ;;
            esac
            ;;
        'unyank '*)
            flags='--confirm --registry --index-url --dry-run --json' from=values
            case $previous in
                --confirm) list='' flags='' from=values ;;
                --registry) list='' flags='' from=none ;;
                --index-url) list='' flags='' from=none ;;
            esac
            ;;
        'use '*)
            flags='--from-tag --dry-run --json' from=values
            case $previous in
                --from-tag) list='' flags='' from=values ;;
            esac
            ;;
        'verify '*)
            flags='--wait --limit --registry --index-url -p --dry-run --json' from=values
            case $previous in
                --limit) list='' flags='' from=none ;;
                --registry) list='' flags='' from=none ;;
                --index-url) list='' flags='' from=none ;;
                -p) list='' flags='' from=values ;;
            esac
            ;;
        'wait '*)
            flags='--limit --registry --index-url --dry-run --json' from=values
            case $previous in
                --limit) list='' flags='' from=none ;;
                --registry) list='' flags='' from=none ;;
                --index-url) list='' flags='' from=none ;;
            esac
            ;;
        'yank '*)
            flags='--confirm --registry --index-url --dry-run --json' from=values
            case $previous in
                --confirm) list='' flags='' from=values ;;
                --registry) list='' flags='' from=none ;;
                --index-url) list='' flags='' from=none ;;
            esac
            ;;
    esac
    [[ ${words[index]-} == "" ]] && case $previous in
        -C) list='' flags='' from=directories ;;
        -c) list='' flags='' from=none ;;
    esac
    [[ $current == -* && -n $flags ]] && list=$flags from=none

    COMPREPLY=()
    local candidate
    while IFS=$'\t' read -r candidate _; do
        [[ -n $candidate ]] && COMPREPLY+=("$candidate")
    done < <(
        compgen -W "$list" -- "$current"
        case $from in
            files) compgen -f -- "$current" ;;
            directories) compgen -d -- "$current" ;;
            values) relsh "${options[@]}" complete --line "$command${command:+ }$current" 2>/dev/null ;;
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

complete -F _relsh relsh
