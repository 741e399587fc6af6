/// What the editor itself does at a key; everything else libedit does.
enum EditorCommand: String, CaseIterable {
  case accept, complete, paste, clear, older, newer, undo

  /// The name under which libedit knows it.
  var name: String { "relsh-" + rawValue }
}

/// The keys, in the order in which they are bound on top of libedit's emacs keys.
enum Keymap {
  static let bindings: [(key: [UInt32], function: String)] =
    [
      ([Key.up.rawValue], EditorCommand.older.name),
      ([Key.down.rawValue], EditorCommand.newer.name),
      ([Key.right.rawValue], "ed-next-char"),
      ([Key.left.rawValue], "ed-prev-char"),
      ([Key.home.rawValue], "ed-move-to-beg"),
      ([Key.end.rawValue], "ed-move-to-end"),
      ([Key.wordLeft.rawValue], "ed-prev-word"),
      ([Key.wordRight.rawValue], "em-next-word"),
      ([Key.backTab.rawValue], "ed-unassigned"),
      ([Key.paste.rawValue], EditorCommand.paste.name),
      (named("^M"), EditorCommand.accept.name),
      (named("^J"), EditorCommand.accept.name),
      (named("^I"), EditorCommand.complete.name),
      (named("^L"), EditorCommand.clear.name),
      (named("^P"), EditorCommand.older.name),
      (named("^N"), EditorCommand.newer.name),
      (named("\\ep"), EditorCommand.older.name),
      (named("\\en"), EditorCommand.newer.name),
      (named("^_"), EditorCommand.undo.name),
      (named("^R"), "em-inc-search-prev"),
      // As in other shells: the word, and the part of the line, before the cursor.
      (named("^W"), "ed-delete-prev-word"),
      (named("^U"), "vi-kill-line-prev"),
      // libedit's command line, whose output goes nowhere.
      (named("\\ex"), "ed-unassigned"),
      (named("\\eX"), "ed-unassigned"),
    ] + countKeys.map { (named("\\e" + $0), "ed-unassigned") }

  /// Counts: with one of them a single key makes a line of a million characters, which libedit does
  /// not survive.
  private static let countKeys = (0...9).map(String.init) + ["-"]

  private static func named(_ key: String) -> [UInt32] { key.unicodeScalars.map(\.value) }
}
