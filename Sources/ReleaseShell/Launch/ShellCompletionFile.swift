import CommandLanguage

/// The files in `completions/`, from the commands' signatures.
enum ShellCompletionFile {
  /// The whole file for a shell.
  static func text(for shell: CompletionShell) -> String {
    var text = completions(
      for: shell, program: "relsh", signatures: CommandRegistry.standard.signatures,
      options: LaunchArguments.options)
    if text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}
