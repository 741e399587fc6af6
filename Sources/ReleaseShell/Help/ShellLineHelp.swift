/// What `help !` shows: a line that begins with `!` is no command of the registry.
enum ShellLineHelp {
  /// In 80 columns, each with whether it is a heading.
  static let lines: [CommandHelp.Line] = [
    ("!COMMAND: run it in your own shell", true),
    ("  !COMMAND [WORD...]", false),
    ("Changes what the command changes, which is not known here", false),
    ("", false),
    ("All that stands behind the `!` goes to the shell that $SHELL names, as it is,", false),
    ("in the repository; abbreviations, quotes and `#` are that shell's own. In a dry", false),
    ("run it is only shown.", false),
    ("", false),
    ("In a script, `${version}` in it becomes the parameter's value, and an exit code", false),
    ("other than 0 stops the run. A line that succeeded stays in a saved transcript;", false),
    ("it has no outcome.", false),
    ("", false),
    ("Examples", true),
    ("  !git log -3 --oneline", false),
    ("  !cargo test -p llmcc-core", false),
  ]
}
