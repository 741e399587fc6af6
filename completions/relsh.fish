# Completions of relsh for fish; made from its commands.

# The words behind the program's own flags.
function __relsh_words
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]; and string match -q -- '-*' $words[1]
        contains -- $words[1] -C -c; and set -e words[1]
        set -e words[1]
    end
    set -q words[1]; and printf '%s\n' $words
end

# Whether the command line has exactly these words.
function __relsh_at
    set -l words (__relsh_words)
    test "$words" = "$argv"
end

# Whether the command line begins with these words.
function __relsh_is
    set -l words (__relsh_words)
    set -l count (count $argv)
    test (count $words) -ge $count; and test "$words[1..$count]" = "$argv"
end

# What the program knows itself, by the line as its own prompt would have it.
function __relsh_values
    set -l line
    for word in (__relsh_words)
        string match -qr '^[\w./:@,=+-]+$' -- $word
        or set word '"'(string replace -ra '["\\\\]' '\\\\$0' -- $word)'"'
        set -a line $word
    end
    set -l options
    set -l all (commandline -opc)
    set -l place (contains -i -- -C $all); and set options -C $all[(math $place + 1)]
    command relsh $options complete --line "$line "(commandline -ct) 2>/dev/null
end

complete -c relsh -f
complete -c relsh -n __relsh_at -a status -d 'where the release stands'
complete -c relsh -n __relsh_at -a packages -d 'all packages and their tags'
complete -c relsh -n __relsh_at -a token -d 'which tokens are found'
complete -c relsh -n __relsh_at -a help -d 'a command, or a topic'
complete -c relsh -n __relsh_at -a explain -d 'what an error means'
complete -c relsh -n __relsh_at -a use -d 'choose what to release'
complete -c relsh -n __relsh_at -a target -d 'set the version or level'
complete -c relsh -n __relsh_at -a open -d 'go to another repository'
complete -c relsh -n __relsh_at -a demo -d 'make a practice repository'
complete -c relsh -n __relsh_at -a registry -d 'crates.io and PyPI, locally'
complete -c relsh -n __relsh_at -a release -d 'the whole release, in one'
complete -c relsh -n __relsh_at -a plan -d 'the steps and their states'
complete -c relsh -n __relsh_at -a go -d 'do the next step, or all'
complete -c relsh -n __relsh_at -a bump -d 'write the new version'
complete -c relsh -n __relsh_at -a commit -d 'commit what `bump` changed'
complete -c relsh -n __relsh_at -a tag -d 'make the annotated tag'
complete -c relsh -n __relsh_at -a push -d 'push the branch and the tag'
complete -c relsh -n __relsh_at -a publish -d 'upload to the registry'
complete -c relsh -n __relsh_at -a wait -d 'wait until a registry serves it'
complete -c relsh -n __relsh_at -a verify -d 'whether what was released is right'
complete -c relsh -n __relsh_at -a undo-tag -d 'delete a tag everywhere'
complete -c relsh -n __relsh_at -a dry-run -d 'show, and change nothing'
complete -c relsh -n __relsh_at -a transcript -d 'what this shell ran'
complete -c relsh -n __relsh_at -a run -d 'run a saved transcript'
complete -c relsh -n __relsh_at -a replay -d 'run one at the prompt'
complete -c relsh -n __relsh_at -a history -d 'the lines typed here'
complete -c relsh -n __relsh_at -a set -d 'options and their values'
complete -c relsh -n __relsh_at -a exit -d 'leave the shell'
complete -c relsh -n '__relsh_at' -s C -x -a '(__fish_complete_directories)' -d 'work in another folder'
complete -c relsh -n '__relsh_at' -s c -x -d 'run lines, separated by `;`'
complete -c relsh -n '__relsh_at' -l version -d 'say which relsh this is'
complete -c relsh -n '__relsh_at' -l help -d 'the commands'
complete -c relsh -n '__relsh_is bump' -s p -x -a '(__relsh_values)' -d 'the packages, instead of what `use` chose'
complete -c relsh -n '__relsh_is bump' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is bump' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is bump' -a '(__relsh_values)'
complete -c relsh -n '__relsh_is commit' -s p -x -a '(__relsh_values)' -d 'the packages, instead of what `use` chose'
complete -c relsh -n '__relsh_is commit' -l with-changes -d 'take a bumped file with whatever else changed in it'
complete -c relsh -n '__relsh_is commit' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is commit' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is commit' -F
complete -c relsh -n '__relsh_is demo' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is demo' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is demo' -a '(__fish_complete_directories)'
complete -c relsh -n '__relsh_at dry-run' -a on -d 'on, off; without: says which'
complete -c relsh -n '__relsh_at dry-run' -a off -d 'on, off; without: says which'
complete -c relsh -n '__relsh_is dry-run' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is exit' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is explain' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is explain' -a '(__relsh_values)'
complete -c relsh -n '__relsh_at go' -a all -d 'go on until done, failed or a confirmation is missing'
complete -c relsh -n '__relsh_is go' -s p -x -a '(__relsh_values)' -d 'the packages, instead of what `use` chose'
complete -c relsh -n '__relsh_is go' -l skip -x -d 'leave out a step by its name'
complete -c relsh -n '__relsh_is go' -l confirm -x -a '(__relsh_values)' -d 'what is confirmed, by name; needed where nothing can be asked'
complete -c relsh -n '__relsh_is go' -l here -d 'this machine publishes, not the workflow of the tag'
complete -c relsh -n '__relsh_is go' -l registry -x -d 'a registry of cargo\'s configuration, for crates'
complete -c relsh -n '__relsh_is go' -l upload-url -x -d 'where distributions are uploaded to'
complete -c relsh -n '__relsh_is go' -l index-url -x -d 'the simple index that serves distributions'
complete -c relsh -n '__relsh_is go' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is go' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is help' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is help' -a '(__relsh_values)'
complete -c relsh -n '__relsh_is history' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is open' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is open' -a '(__fish_complete_directories)'
complete -c relsh -n '__relsh_is packages' -l graph -d 'draw what needs what, as a tree in publish order'
complete -c relsh -n '__relsh_is packages' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is packages' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is plan' -l commands -d 'print what is left as a shell script that needs no relsh'
complete -c relsh -n '__relsh_is plan' -s p -x -a '(__relsh_values)' -d 'the packages, instead of what `use` chose'
complete -c relsh -n '__relsh_is plan' -l here -d 'this machine publishes, not the workflow of the tag'
complete -c relsh -n '__relsh_is plan' -l registry -x -d 'a registry of cargo\'s configuration, for crates'
complete -c relsh -n '__relsh_is plan' -l upload-url -x -d 'where distributions are uploaded to'
complete -c relsh -n '__relsh_is plan' -l index-url -x -d 'the simple index that serves distributions'
complete -c relsh -n '__relsh_is plan' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is plan' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is publish' -s p -x -a '(__relsh_values)' -d 'the packages, instead of what `use` chose'
complete -c relsh -n '__relsh_is publish' -l confirm -x -a '(__relsh_values)' -d 'what is confirmed, by name; needed where nothing can be asked'
complete -c relsh -n '__relsh_is publish' -l here -d 'this machine publishes, not the workflow of the tag'
complete -c relsh -n '__relsh_is publish' -l registry -x -d 'a registry of cargo\'s configuration, for crates'
complete -c relsh -n '__relsh_is publish' -l upload-url -x -d 'where distributions are uploaded to'
complete -c relsh -n '__relsh_is publish' -l index-url -x -d 'the simple index that serves distributions'
complete -c relsh -n '__relsh_is publish' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is publish' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is push' -s p -x -a '(__relsh_values)' -d 'the packages, instead of what `use` chose'
complete -c relsh -n '__relsh_is push' -l confirm -x -a '(__relsh_values)' -d 'what is confirmed, by name; needed where nothing can be asked'
complete -c relsh -n '__relsh_is push' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is push' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is registry' -l data -x -a '(__fish_complete_directories)' -d 'where both keep what they hold; relsh-registry where none is named'
complete -c relsh -n '__relsh_is registry' -l port -x -d 'the port of 127.0.0.1; else a free one'
complete -c relsh -n '__relsh_is registry' -l upstream -x -d 'a sparse index for the crates that are not held here, read-only'
complete -c relsh -n '__relsh_is registry' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is registry' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is release' -l confirm -x -a '(__relsh_values)' -d 'what is confirmed, by name; needed where nothing can be asked'
complete -c relsh -n '__relsh_is release' -l here -d 'this machine publishes, not the workflow of the tag'
complete -c relsh -n '__relsh_is release' -l registry -x -d 'a registry of cargo\'s configuration, for crates'
complete -c relsh -n '__relsh_is release' -l upload-url -x -d 'where distributions are uploaded to'
complete -c relsh -n '__relsh_is release' -l index-url -x -d 'the simple index that serves distributions'
complete -c relsh -n '__relsh_is release' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is release' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is release' -a '(__relsh_values)'
complete -c relsh -n '__relsh_is replay' -l set -x -a '(__relsh_values)' -d 'a parameter\'s value for this run'
complete -c relsh -n '__relsh_is replay' -l verify -d 'each outcome must be the one that stands in the file'
complete -c relsh -n '__relsh_is replay' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is replay' -l yes-to -x -a '(__relsh_values)' -d 'confirm an object that the file does not name'
complete -c relsh -n '__relsh_is replay' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is replay' -F
complete -c relsh -n '__relsh_is run' -l set -x -a '(__relsh_values)' -d 'a parameter\'s value for this run'
complete -c relsh -n '__relsh_is run' -l verify -d 'each outcome must be the one that stands in the file'
complete -c relsh -n '__relsh_is run' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is run' -l yes-to -x -a '(__relsh_values)' -d 'confirm an object that the file does not name'
complete -c relsh -n '__relsh_is run' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is run' -F
complete -c relsh -n '__relsh_at set' -a color -d 'its name'
complete -c relsh -n '__relsh_at set' -a dry-run -d 'its name'
complete -c relsh -n '__relsh_at set' -a log -d 'its name'
complete -c relsh -n '__relsh_at set' -a on -d 'its new value'
complete -c relsh -n '__relsh_at set' -a off -d 'its new value'
complete -c relsh -n '__relsh_is set' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is status' -s p -x -a '(__relsh_values)' -d 'the packages, instead of what `use` chose'
complete -c relsh -n '__relsh_is status' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is status' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is tag' -s p -x -a '(__relsh_values)' -d 'the packages, instead of what `use` chose'
complete -c relsh -n '__relsh_is tag' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is tag' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is target' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is target' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is target' -a '(__relsh_values)'
complete -c relsh -n '__relsh_at token' -a set -d 'type one, unseen, for this shell'
complete -c relsh -n '__relsh_is token; and not __relsh_is token set' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is token; and not __relsh_is token set' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is token set' -l registry -x -d 'a registry of cargo\'s configuration, for crates'
complete -c relsh -n '__relsh_is token set' -l upload-url -x -d 'where distributions are uploaded to'
complete -c relsh -n '__relsh_is token set' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is token set' -a '(__relsh_values)'
complete -c relsh -n '__relsh_at transcript' -a list -d 'the transcripts that are kept'
complete -c relsh -n '__relsh_at transcript' -a on -d 'go on logging'
complete -c relsh -n '__relsh_at transcript' -a off -d 'stop logging'
complete -c relsh -n '__relsh_at transcript' -a save -d 'write it as a script'
complete -c relsh -n '__relsh_is transcript; and not __relsh_is transcript list; and not __relsh_is transcript on; and not __relsh_is transcript off; and not __relsh_is transcript save' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is transcript list' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is transcript list' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is transcript off' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is transcript on' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is transcript save' -l param -x -d '`${NAME}` instead of the version; NAME=VERSION where there are several'
complete -c relsh -n '__relsh_is transcript save' -l force -d 'write over a file that is no transcript'
complete -c relsh -n '__relsh_is transcript save' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is transcript save' -F
complete -c relsh -n '__relsh_is undo-tag' -s p -x -a '(__relsh_values)' -d 'the packages, instead of what `use` chose'
complete -c relsh -n '__relsh_is undo-tag' -l confirm -x -a '(__relsh_values)' -d 'what is confirmed, by name; needed where nothing can be asked'
complete -c relsh -n '__relsh_is undo-tag' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is undo-tag' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is undo-tag' -a '(__relsh_values)'
complete -c relsh -n '__relsh_is use' -l from-tag -x -a '(__relsh_values)' -d 'the package and version that a tag names, as workflows read it'
complete -c relsh -n '__relsh_is use' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is use' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is use' -a '(__relsh_values)'
complete -c relsh -n '__relsh_is verify' -l wait -d 'ask until the index has it all, up to the limit'
complete -c relsh -n '__relsh_is verify' -l limit -x -d 'how long to wait; 600 else'
complete -c relsh -n '__relsh_is verify' -l registry -x -d 'a registry of cargo\'s configuration, for crates'
complete -c relsh -n '__relsh_is verify' -l index-url -x -d 'the simple index that serves distributions'
complete -c relsh -n '__relsh_is verify' -s p -x -a '(__relsh_values)' -d 'the packages, instead of what `use` chose'
complete -c relsh -n '__relsh_is verify' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is verify' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is verify' -a '(__relsh_values)'
complete -c relsh -n '__relsh_is wait' -l limit -x -d 'how long to wait; 600 else'
complete -c relsh -n '__relsh_is wait' -l registry -x -d 'a registry of cargo\'s configuration, for crates'
complete -c relsh -n '__relsh_is wait' -l index-url -x -d 'the simple index that serves distributions'
complete -c relsh -n '__relsh_is wait' -l dry-run -d 'show the edits and commands, change nothing'
complete -c relsh -n '__relsh_is wait' -l json -d 'write one JSON object a line'
complete -c relsh -n '__relsh_is wait' -a '(__relsh_values)'
