import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld
import Synchronization
import Testing

@testable import ReleaseShell

/// A repository whose files were all changed long ago, unless they are named as changed.
private final class OldFiles: Sendable {
  let changed = Mutex<Set<String>>([])
  let reads = Mutex(0)

  func world(over real: World) throws -> World {
    let anywhere = Files.live(root: "/")
    let (before, after) = (anywhere.stamp("bin/sh"), anywhere.stamp("bin/ls"))
    try #require(before != after && before?.isSettled == true)
    var world = real
    world.files.stamp = { [self] path in
      changed.withLock { $0.contains(path) } ? after : before
    }
    world.files.read = { [self] (path: String) throws(ReleaseError) in
      reads.withLock { $0 += 1 }
      return try real.files.read(path)
    }
    return world
  }
}

@Test func `a new line reads only what a look does not prove unchanged, and sees what others did`()
  throws
{
  let stage = try Stage(given: "demo")
  let real = try World.open(at: stage.work, environment: Stage.environment(stage.folder))
  let files = OldFiles()
  let first = RepositoryView(try files.world(over: real))
  let version = { (view: RepositoryView) in
    try view.repository().packages.first { $0.name == "llmcc-core" }?.statedVersion
  }
  let tags = { (view: RepositoryView) in
    try view.repository().packages.indices.reduce(0) { try $0 + view.conventions()[$1].count }
  }
  #expect(try version(first) == "0.1.0")
  #expect(try first.tag("llmcc-core-v9.0.0") == nil)
  #expect(try first.conventions().read("llmcc-core-v0.1.0") != nil)
  #expect(try !first.ancestors().isEmpty)
  let count = files.reads.withLock { $0 }

  let second = RepositoryView(renewing: first)
  #expect(try version(second) == "0.1.0")
  #expect(try tags(second) == tags(first))
  #expect(files.reads.withLock { $0 } == count, "nothing is read twice")

  try stage.shell("git tag llmcc-core-v9.0.0 && git commit --quiet --allow-empty -m more")
  try stage.shell("sed -i.old s/0.1.0/0.7.0/ crates/llmcc-core/Cargo.toml && rm -f crates/*/*.old")
  files.changed.withLock { _ = $0.insert("crates/llmcc-core/Cargo.toml") }
  let third = RepositoryView(renewing: second)
  #expect(try version(third) == "0.7.0")
  #expect(try third.tag("llmcc-core-v9.0.0") != nil)
  #expect(try tags(third) == tags(second) + 1)
  #expect(try third.ancestors().count == first.ancestors().count + 1)

  // Files that were just written prove nothing, whatever their times are.
  let recent = RepositoryView(real)
  #expect(try version(recent) == "0.7.0")
  try stage.shell("sed -i.old s/0.7.0/0.8.0/ crates/llmcc-core/Cargo.toml && rm -f crates/*/*.old")
  #expect(try version(RepositoryView(renewing: recent)) == "0.8.0")
}

@Test(arguments: [["a", "b-v1", "b-v10", "b-v2"], ["v2", "v10", "v1", "a"], ["v1"], []])
func `a tag is found by its name`(_ names: [String]) {
  let tags = names.map { GitTag(name: $0, object: "o", commit: "c", isAnnotated: false) }
  let order = TagOrder(tags)
  for (place, name) in names.enumerated() { #expect(order.index(of: name, in: tags) == place) }
  for name in ["", "b", "v11", "z"] { #expect(order.index(of: name, in: tags) == nil) }
}
