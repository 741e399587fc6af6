import CommandLanguage
import Diagnostics

/// What `help !` shows: a line that begins with `!` is no command of the registry.
enum ShellLineHelp {
  static let examples = [
    Example("!git log -3 --oneline", given: "demo"),
    Example("!git status --short", given: "bumped", note: "what `bump` changed"),
    Example("!exit 3", given: "demo", fails: .toolFailed, note: "what it ends with stops a run"),
  ]

  /// In 80 columns, each with whether it is a heading.
  static let lines: [CommandHelp.Line] =
    [
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
    ]
    + examples.map { example in
      var remarks = example.note.isEmpty ? [] : [example.note]
      if case .fails(let code) = example.end { remarks.insert("refused: \(code.rawValue)", at: 0) }
      guard !remarks.isEmpty else { return ("  " + example.line, false) }
      return ("  " + example.line.padded(32) + remarks.joined(separator: "; "), false)
    }
}
