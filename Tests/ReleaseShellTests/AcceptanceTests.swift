import Diagnostics
import ReleaseTools
import ReleaseWorld
import Testing

@testable import ReleaseShell

/// What a run is to write into a file instead of comparing with it: a name, or `all`.
private let recorded = Environment.live()["RELSH_RECORD"]

@Test(arguments: AcceptanceFile.all)
func `a transcript plays as it is written`(_ file: AcceptanceFile) throws {
  var player = try AcceptancePlayer(file)
  let played = try player.play()
  if recorded == file.name || recorded == "all" {
    try Files.live(root: ProjectTree.root).export(file.path, Array(played.utf8), false)
  } else {
    #expect(played == file.text, "if the new text is right: scripts/test --record \(file.name)")
  }
}
