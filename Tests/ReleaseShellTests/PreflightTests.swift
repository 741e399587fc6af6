import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld
import Testing

@testable import ReleaseShell

/// A crate's manifest with one thing wrong, and the problem with its fix.
private let broken: [(String, String, [String])] = [
  ("", "", []),
  ("publish = false\n", "not-publishable", ["!perl", "!git commit"]),
  (
    "publish = [\"company\"]\n", "not-publishable", ["publish -p crate:a --here --registry company"]
  ),
  ("publish = [\"crates-io\"]\n", "", []),
  ("readme = \"READ.md\"\n", "metadata-missing", ["!test", "!git add"]),
  ("readme = \"THERE.md\"\n", "", []),
  ("license-file = \"../../../LICENSE\"\n", "metadata-missing", []),
  ("[dependencies]\nb = { path = \"../b\" }\n", "path-dependency", ["!cargo add", "!git commit"]),
]

@Test(arguments: broken)
func `what a registry refuses is known from the manifest`(
  _ text: String, _ code: String, _ fixes: [String]
) throws {
  let manifest = "[package]\nname = \"a\"\ndescription = \"d\"\nlicense = \"MIT\"\n" + text
  let publication = try CratePublication(
    Array(manifest.utf8), path: "crates/a/Cargo.toml", workspace: nil)
  let problems = publication.problems(
    at: "crates-io", wantsMetadata: true, selector: "crate:a",
    isThere: { $0 == "crates/a/THERE.md" })
  #expect(problems.map(\.code.rawValue) == (code.isEmpty ? [] : [code]))
  let lines = problems.flatMap(\.fix).map(\.text)
  #expect(
    lines.count == fixes.count && zip(lines, fixes).allSatisfy { $0.hasPrefix($1) }, "\(lines)")
}

@Test func `what only crates.io asks for is asked for there`() throws {
  let publication = try CratePublication(
    Array("[package]\nname = \"a\"\n".utf8), path: "Cargo.toml", workspace: nil)
  func codes(_ wantsMetadata: Bool) -> [ErrorCode] {
    publication.problems(
      at: "company", wantsMetadata: wantsMetadata, selector: "crate:a", isThere: { _ in true }
    ).map(\.code)
  }
  #expect(codes(true) == [.metadataMissing])
  #expect(codes(false).isEmpty)
}

@Test func `a requirement that excludes what is released with it is a problem`() throws {
  let files = [
    "Cargo.toml": "[workspace]\nmembers = [\"a\", \"b\"]\n",
    "a/Cargo.toml": "[package]\nname = \"a\"\nversion = \"0.2.0\"\n",
    "b/Cargo.toml":
      "[package]\nname = \"b\"\nversion = \"0.2.0\"\n[dependencies]\na = { path = \"../a\", version = \"=0.1.0\" }\n",
  ]
  let repository = try Repository.read(paths: files.keys.sorted()) { path in
    files[path].map { Array($0.utf8) }
  }
  let (one, two) = (try Version("0.2.0"), try Version("0.1.0"))
  let problem = try #require(repository.unmetRequirements(of: 1, by: [0: one]).first)
  #expect(problem.what == "b needs a =0.1.0, not 0.2.0")
  #expect(
    problem.fix.first?.text == "!perl -i -pe 's/\\Q=0.1.0\\E/=0.2.0/ if $. == 5' b/Cargo.toml")
  #expect(repository.unmetRequirements(of: 1, by: [0: two]).isEmpty)
}

@Test func `several problems are one error`() throws {
  #expect(ReleaseError.together([]) == nil)
  let first = ReleaseError(.notPublishable, "one", why: ["because"], fix: ["plan"])
  #expect(ReleaseError.together([first]) == first)
  let second = ReleaseError(
    .pathDependency, "two", at: Place(file: "Cargo.toml", line: 3, column: 1), why: ["so"],
    fix: ["plan", "go"])
  let both = try #require(ReleaseError.together([first, second]))
  #expect(both.code == .notPublishable)
  #expect(both.why == ["because", "also: Cargo.toml:3:1: two [path-dependency]", "so"])
  #expect(both.fix == ["plan", "go"])
}

@Test func `a preflight tells each thing once, and where limits are hit`() throws {
  let stage = try Stage(given: "demo")
  defer { withExtendedLifetime(stage) {} }
  let world = try World.open(at: stage.work, environment: Stage.environment(stage.folder))
  var found = Preflight([], in: RepositoryView(world))
  let index = try CrateIndex(name: "crates.io", address: "sparse+https://index.crates.io/")
  let other = try CrateIndex(name: "company", address: "sparse+https://crates.example/")
  for number in 1...7 {
    found.count("c\(number)", isNew: true, at: index)
    found.count("c\(number)", isNew: true, at: other)
  }
  found.weigh()
  #expect(found.remarks.count == 1)
  #expect(found.remarks.first?.contains("c6 is the first that waits") ?? false)
  let bad = ReleaseError(.tokenRefused, "no")
  for _ in 1...2 {
    try found.trial(.crates("company")) { () throws(ReleaseError) in .bad(bad) }
    found.add(bad)
  }
  try found.trial(.crates("crates.io")) { () throws(ReleaseError) in .unknown(bad) }
  #expect(found.problems == [bad])
  #expect(found.remarks.last == "whether the token for crates.io is good is not known: no")
}

@Test func `what several crates need and nobody has is told once, with its place and its fix`()
  throws
{
  let place = Place(file: "a/Cargo.toml", line: 4, column: 9)
  func need(_ name: String, _ dependent: String, unpublishable: Bool = false) -> MissingNeed {
    let problem = ReleaseError(
      .notPublishable, "no", at: Place(file: "\(name)/Cargo.toml", line: 4, column: 1),
      fix: ["!mend"])
    return MissingNeed(
      selector: "crate:\(name)", name: name, requirement: "1", registry: "own", place: place,
      unpublishable: unpublishable ? "publish = false" : nil,
      problem: unpublishable ? problem : nil, dependents: [dependent],
      undone: [ShellLine("undo-tag \(dependent)")])
  }
  let stage = try Stage(given: "demo")
  defer { withExtendedLifetime(stage) {} }
  let world = try World.open(at: stage.work, environment: Stage.environment(stage.folder))
  var found = Preflight([], in: RepositoryView(world))
  for dependent in ["x", "y", "x"] {
    found.miss(need("hidden", dependent, unpublishable: true))
    found.miss(need("late", dependent))
  }
  let errors = try ReleaseError.missing(found.needs) { more in [ShellLine("use \(more)")] }
  #expect(
    errors.map(\.what) == [
      "x, y need hidden, which is not to be published", "x, y need late 1, which own does not have",
    ])
  #expect(errors.compactMap(\.at?.description) == ["hidden/Cargo.toml:4:1", "a/Cargo.toml:4:9"])
  #expect(errors[0].fix == ["undo-tag x", "undo-tag y", "!mend"])
  #expect(errors[1].fix == ["use [\"crate:late\"]"])
}

@Test func `a tag that is missing belongs at the commit that was published`() throws {
  let manifest = "[package]\nname = \"a\"\nversion = \"0.2.0\"\n"
  let repository = try Repository.read(paths: ["Cargo.toml"]) { _ in Array(manifest.utf8) }
  let target = ReleaseTarget(
    index: 0, package: repository.packages[0], selector: "crate:a", version: try Version("0.2.0"),
    spelled: "0.2.0", tag: "a-v0.2.0")
  let commit = String(repeating: "0123abcd", count: 5)
  let made = ShellLine("!git tag --message 'Release a 0.2.0' -- a-v0.2.0 \(commit)")
  let free = ReleaseError.publishedUntagged(target, on: "own", from: commit, isTagged: false)
  #expect(free.code == .publishedUntagged && free.fix == [made])
  #expect(free.what == "own serves crate:a@0.2.0, from 0123abc, which has no tag")
  let taken = ReleaseError.publishedUntagged(target, on: "own", from: commit, isTagged: true)
  #expect(taken.fix == ["undo-tag a-v0.2.0", made])
}
