import Diagnostics
import Testing

@testable import ReleaseShell

@Test(arguments: [
  "plan", "go", "go all", "release llmcc-core 0.2.0", "publish --here", "verify", "wait",
  "yank llmcc-core@0.2.0", "unyank llmcc-core@0.2.0",
])
func `a registry that no configuration names ends every line before anything is done`(
  _ line: String
) throws {
  let stage = try Stage(given: "targeted")
  try stage.shell(
    "mkdir .cargo && printf '[registries.company]\\nindex = \"sparse+https://crates.example/\"\\n'"
      + " > .cargo/config.toml")
  let before = try stage.fingerprint()
  let played = stage.type("\(line) --registry compny")
  #expect(played.error?.code == .noRegistry && played.error?.exitCode != .done)
  #expect(played.error?.what == "cargo's configuration names no registry `compny`")
  let fixes = played.error?.fix.map(\.text)
  #expect(fixes?.count == 1 && fixes?[0].hasSuffix("--registry company") ?? false, "\(fixes ?? [])")
  #expect(try stage.fingerprint() == before)
  // What a line before said holds no longer where the name is gone from the configuration.
  #expect(stage.type("plan").error == nil)
}
