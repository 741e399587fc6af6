import CommandLanguage
import ReleaseTools
import ReleaseWorld
import Testing

@testable import ReleaseShell

@Test(arguments: [("relsh.bash", "bash"), ("_relsh", "zsh"), ("relsh.fish", "fish")])
func `a shell's completions are those that the signatures give`(_ name: String, _ shell: String)
  throws
{
  let files = Files.live(root: ProjectTree.root)
  let bytes = try #require(try files.read("completions/\(name)"))
  let generated = ShellCompletionFile.text(for: try #require(CompletionShell(rawValue: shell)))
  #expect(
    String(decoding: bytes, as: UTF8.self) == generated + "\n",
    "relsh completions \(shell) > completions/\(name)")
}
