import CommandLanguage

/// Signatures that have every trait a signature can have; no command of the shell is meant.
enum Sample {
  static let selection = Flag("-p", .selector, "SELECTOR", "instead of what `use` chose")
  static let dryRun = Flag("--dry-run", "show, change nothing")
  static let confirm = Flag("--confirm", .object, "OBJECT", repeats: true, "what is confirmed")
  static let level = Argument(
    "level or version", .levelOrVersion, .optional, words: ["major", "minor", "patch"], "the target"
  )

  static let signatures: [Signature] = [
    Signature("status", in: .look, effect: .reads, "where things stand"),
    Signature(
      "packages", in: .look, effect: .reads, "every package", flags: [Flag("--json", "as JSON")]),
    Signature(
      "use", in: .choose, effect: .reads, "select",
      takes: [Argument("selector", .selector, .optional, words: ["all"], "what to release")],
      flags: [Flag("--from-tag", .tag, "TAG", "by a tag")]),
    Signature(
      "target", in: .choose, effect: .reads, "set the target",
      takes: [
        Argument(
          "level or version", .levelOrVersion, words: ["major", "minor", "patch"], "the target")
      ]),
    Signature(
      "bump", in: .release, effect: .edits, "edit the manifests", takes: [level],
      flags: [selection, dryRun]),
    Signature(
      "commit", in: .release, effect: .commits, "commit the bump",
      takes: [Argument("file", .file, .any, "more files")], flags: [selection, dryRun]),
    Signature("tag", in: .release, effect: .commits, "make the tag", flags: [selection, dryRun]),
    Signature(
      "push", in: .release, effect: .pushes, "push branch and tag",
      flags: [selection, confirm, dryRun]),
    Signature(
      "release", in: .release, effect: .pushes, "all in one",
      takes: [Argument("selector", .selector, .optional, "what to release"), level],
      flags: [confirm, Flag("--skip", .text, "STEP", repeats: true, "leave a step out")]),
    Signature(
      "undo-tag", in: .release, effect: .pushes, "take a tag back",
      takes: [Argument("tag", .tag, .optional, "the tag")], flags: [confirm]),
    Signature(
      "dry-run", in: .shell, effect: .reads, "show only",
      takes: [Argument("on or off", .onOrOff, words: ["on", "off"], onlyWords: true, "which")]),
    Signature(
      "copy", in: .shell, effect: .edits, "from files to a directory",
      takes: [
        Argument("file", .file, .any, "from"), Argument("directory", .directory, "to"),
      ]),
    Signature(
      "transcript", in: .script, effect: .reads, "this session's transcript",
      takes: [
        Argument(
          "on or off", .onOrOff, .optional, words: ["on", "off"], onlyWords: true, "log or not")
      ]),
    Signature("transcript list", in: .script, effect: .reads, "all transcripts"),
    Signature(
      "transcript save", in: .script, effect: .reads, "write a script",
      takes: [Argument("file", .file, "where to")],
      flags: [Flag("--param", .assignment, "NAME=VERSION", repeats: true, "make it a parameter")]),
    Signature("stage list", in: .look, effect: .reads, "a family without a head"),
    Signature("stage clear", in: .look, effect: .edits, "a family without a head"),
    Signature(
      "set", in: .shell, effect: .reads, "an option",
      takes: [
        Argument("option", .option, .optional, words: ["color", "log"], onlyWords: true, "which"),
        Argument("value", .onOrOff, .optional, words: ["on", "off"], onlyWords: true, "its value"),
      ]),
    Signature("exit", in: .shell, effect: .reads, "leave", scripted: false),
  ]

  static let parser = CommandParser(signatures: signatures)
}
