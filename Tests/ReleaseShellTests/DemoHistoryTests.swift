import Testing

@testable import ReleaseShell

/// The tree after each commit, with the commit that made it.
private func trees() -> [(commit: DemoCommit, files: [String: String])] {
  var files: [String: String] = [:]
  return DemoHistory.commits().map { commit in
    files.merge(commit.files) { _, new in new }
    return (commit, files)
  }
}

/// What stands between quotes after `key = ` on a line of its own.
private func stated(_ key: String, in text: String) -> [String] {
  text.split(separator: "\n").filter { $0.hasPrefix("\(key) = \"") }
    .map { String($0.dropFirst(key.count + 4).dropLast()) }
}

@Test func `each package of the demo is tagged once, behind what it depends on`() {
  let tags = DemoHistory.commits().compactMap(\.tag)
  #expect(
    tags.map(\.name) == [
      "llmcc-core-v0.1.0", "llmcc-rust-v0.1.0", "llmcc-python-v0.1.0", "llmcc-bindings-v0.1.0",
      "llmcc-v0.1.0", "v0.1.0",
    ])
  #expect(tags.first?.message == "Release llmcc-core 0.1.0")
  #expect(tags.last?.message == "Release 0.1.0")
  #expect(DemoHistory.commits().last?.tag == nil, "there is something to release")
}

@Test func `a tagged commit of the demo states its version everywhere`() throws {
  for (commit, files) in trees() {
    guard let tag = commit.tag else { continue }
    guard tag.name != "v0.1.0" else {
      #expect(stated("version", in: try #require(files["pyproject.toml"])) == ["0.1.0"])
      #expect(files["setup.py"]?.contains("version=\"0.1.0\"") == true)
      #expect(files["python/llmcc/__init__.py"]?.contains("__version__ = \"0.1.0\"") == true)
      continue
    }
    let crate = String(tag.name.dropLast("-v0.1.0".count))
    #expect(stated("version", in: try #require(files["crates/\(crate)/Cargo.toml"])) == ["0.1.0"])
    #expect(commit.message == "chore: bump \(crate) to 0.1.0")
  }
}

@Test func `the demo's lock file and requirements agree with its manifests at every commit`() throws
{
  for (commit, files) in trees() {
    let lock = try #require(files["Cargo.lock"])
    let manifests = files.filter { $0.key.hasPrefix("crates/") && $0.key.hasSuffix("Cargo.toml") }
    var versions: [String: String] = [:]
    for text in manifests.values {
      versions[try #require(stated("name", in: text).first)] = stated("version", in: text).first
    }
    #expect(stated("name", in: lock) == versions.keys.sorted(), "\(commit.message)")
    #expect(
      stated("version", in: lock) == versions.sorted { $0.key < $1.key }.map(\.value),
      "\(commit.message)")
    for (path, text) in manifests {
      for line in text.split(separator: "\n") where line.contains("path = ") {
        let needed = String(line.prefix { $0 != " " })
        #expect(
          line
            == "\(needed) = { path = \"../\(needed)\", version = \"\(versions[needed] ?? "")\" }",
          "\(path) at \(commit.message)")
      }
    }
  }
}

@Test func `each commit of the demo changes something and ends its files with a newline`() {
  for commit in DemoHistory.commits() {
    #expect(!commit.files.isEmpty, "\(commit.message)")
    for (path, text) in commit.files {
      #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"), "\(path) at \(commit.message)")
    }
  }
}
