import Testing

@testable import ReleaseModel

/// What a manifest says, beside a workspace's root, in one line.
private func read(_ manifest: String, root: String? = nil) throws -> String {
  let publication = try CratePublication(
    Array(manifest.utf8), path: "crates/a/Cargo.toml",
    workspace: root.map { (bytes: Array($0.utf8), path: "Cargo.toml") })
  var parts: [String] = []
  switch publication.registries {
  case .all: break
  case .none: parts.append("nowhere")
  case .named(let names): parts.append("on \(names.joined(separator: "+"))")
  }
  parts += publication.files.map { "\($0.key) \($0.path ?? "outside")" }
  parts += publication.missingFields.map { "no \($0)" }
  parts += publication.unversioned.map {
    "\($0.name) at \($0.path ?? "?")\($0.words.map { "(\($0))" } ?? "")"
  }
  return parts.joined(separator: ", ")
}

private let about = "[package]\nname = \"a\"\ndescription = \"d\"\nlicense = \"MIT\"\n"
private let shared = """
  [workspace.package]
  publish = false
  description = "d"
  license-file = "LICENSE"
  readme = "README.md"
  [workspace.dependencies]
  b = { path = "crates/b" }
  c = { path = "crates/c", version = "0.1" }
  """

private let manifests: [(String, String?, String)] = [
  (about, nil, ""), (about + "publish = false", nil, "nowhere"),
  (about + "publish = []", nil, "nowhere"), (about + "publish = true", nil, ""),
  (about + "publish = [\"crates-io\", \"company\"]", nil, "on crates-io+company"),
  (about + "publish.workspace = true", shared, "nowhere"),
  (about + "readme = \"README.md\"", nil, "readme crates/a/README.md"),
  (about + "readme = true", nil, "readme crates/a/README.md"),
  (about + "readme = false", nil, ""),
  (about + "readme = \"../../README.md\"", nil, "readme README.md"),
  (about + "readme = \"../../../README.md\"", nil, "readme outside"),
  (about + "readme.workspace = true", shared, "readme README.md"),
  (about + "license-file.workspace = true", shared, "license-file LICENSE"),
  ("[package]\nname = \"a\"", nil, "no description, no license"),
  (
    "[package]\nname = \"a\"\ndescription = \"\"\nlicense-file = \"L\"", nil,
    "license-file crates/a/L, no description"
  ),
  (
    "[package]\nname = \"a\"\ndescription.workspace = true\nlicense-file.workspace = true", shared,
    "license-file LICENSE"
  ),
  (
    about
      + "[dependencies]\nb = { path = \"../b\" }\nc = { path = \"../c\", version = \"1\" }\nd = \"1\"",
    nil, "b at crates/b()"
  ),
  (about + "[build-dependencies]\nb = { path = \"../b\" }", nil, "b at crates/b( --build)"),
  (about + "[dev-dependencies]\nb = { path = \"../b\" }", nil, ""),
  (about + "[target.'cfg(unix)'.dependencies]\nb = { path = \"../b\" }", nil, "b at crates/b"),
  (about + "[dependencies.x]\npackage = \"b\"\npath = \"../b\"", nil, "b at crates/b"),
  (about + "[dependencies]\nb = { git = \"https://x.example/b\" }", nil, "b at ?()"),
  (about + "[dependencies]\nb.workspace = true\nc.workspace = true", shared, "b at crates/b"),
]

@Test(arguments: manifests)
func `what a manifest says of its publication`(
  _ manifest: String, _ root: String?, _ wanted: String
) throws {
  #expect(try read(manifest, root: root) == wanted)
}

@Test(arguments: [
  ("https://github.com/Example/llmcc", "github.com/example/llmcc"),
  ("https://github.com/example/llmcc.git", "github.com/example/llmcc"),
  ("git@github.com:example/llmcc.git", "github.com/example/llmcc"),
  ("ssh://git@github.com/example/llmcc/", "github.com/example/llmcc"),
  ("https://www.github.com/example/llmcc/tree/main/crates/a", "github.com/example/llmcc"),
  ("https://git.example/group/sub/llmcc", "git.example/group/sub/llmcc"),
  ("https://github.com/example/other#readme", "github.com/example/other"),
])
func `two spellings of a repository are one`(_ address: String, _ wanted: String) {
  #expect(RepositoryAddress(address).text == wanted)
}

@Test func `a release that hits the limits of crates.io says so before it begins`() {
  let names = (1...7).map { "c\($0)" }
  let limits = PublishLimits.cratesIO
  #expect(limits.forecast(newCrates: Array(names.prefix(5)), newVersions: names, at: "x").isEmpty)
  #expect(
    limits.forecast(newCrates: names, newVersions: [], at: "crates.io") == [
      "crates.io takes 5 new crates at once, then one in 10 min: of these 7, c6 is the first that"
        + " waits, and all take at least 20 min"
    ])
  let many = (1...32).map { "v\($0)" }
  #expect(
    limits.forecast(newCrates: [], newVersions: many, at: "crates.io") == [
      "crates.io takes 30 new versions at once, then one in 1 min: of these 32, v31 is the first that"
        + " waits, and all take at least 2 min"
    ])
}

@Test(arguments: [
  (0, "0 s"), (0.4, "1 s"), (59, "59 s"), (61, "1 min 1 s"), (3600, "1 h"), (5400, "1 h 30 min"),
])
func `seconds in words`(_ seconds: Double, _ words: String) {
  #expect(PublishLimits.spelled(seconds) == words)
}
