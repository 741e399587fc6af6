import CommandLanguage
import Testing

@testable import ReleaseShell

/// A selection, its target, and what must be confirmed.
private let releases: [(given: String, lines: [String], tags: String)] = [
  ("demo", ["use llmcc-core", "target 0.2.0"], "llmcc-core-v0.2.0"),
  ("demo", ["use python", "target 1.0.0rc1"], "v1.0.0rc1"),
  ("demo", ["use llmcc-core,python", "target minor"], "llmcc-core-v0.2.0,v0.2.0"),
  ("bumped", [], "llmcc-core-v0.2.0"), ("committed", [], "llmcc-core-v0.2.0"),
  ("tagged", [], "llmcc-core-v0.2.0"), ("pushed", [], "llmcc-core-v0.2.0"),
]

/// How a release ended: the tree, its messages, the tags with their messages, and what the origin has.
private func end(of stage: Stage) throws -> String {
  try stage.shell(
    """
    git status --short
    git rev-parse 'HEAD^{tree}'
    git log --format=%s%n%b
    for where in . "$ORIGIN"; do
      git -C "$where" for-each-ref \
        --format='%(refname) %(objecttype) %(contents:subject) %(tree) %(*tree)' refs/heads refs/tags
    done
    """)
}

@Test(arguments: releases.indices)
func `the commands of a plan, run without relsh, come to the same end`(_ index: Int) throws {
  let release = releases[index]
  let (byHand, byRelsh) = (try Stage(given: release.given), try Stage(given: release.given))
  for stage in [byHand, byRelsh] {
    for line in release.lines { #expect(stage.type(line).error == nil) }
  }
  let script = byHand.type("plan --commands").output
  try byHand.shell("cat > ../rest.sh <<'THE_END_OF_IT'\n\(script)THE_END_OF_IT\nsh -eu ../rest.sh")
  let gone = byRelsh.type("go all --confirm \(release.tags)")
  #expect(gone.error == nil)
  #expect(try end(of: byHand) == end(of: byRelsh))
}
