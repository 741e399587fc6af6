import Diagnostics
import ReleaseModel
import Testing

@Suite struct `The tags of a repository` {
  /// The format of each package of a real tree that tags tell of; `*` is every package of the kind.
  @Test(
    .enabled(if: !RealTree.all.isEmpty),
    arguments: [
      ("maturin@v1.14.1", "crate:maturin", "v{version}", "300 of its 300 tags"),
      ("maturin@v1.14.1", "py:maturin", "v{version}", "300 of its 300 tags"),
      ("maturin@v1.14.1", "crate:cffi-mixed", "{crate}-v{version}", ""),
      ("maturin@v0.12.2", "crate:maturin", "v{version}", "125 of its 125 tags"),
      ("pydantic-core@v2.41.5", "py:pydantic_core", "v{version}", "146 of its 146 tags"),
      ("clap_mangen", "crate:clap", "v{version}", "184 of its 184 tags"),
      ("clap_mangen", "crate:clap_complete", "{crate}-v{version}", "114 of its 114 tags"),
      ("clap_mangen", "crate:clap_complete_nushell", "{crate}-v{version}", "21 of its 21 tags"),
      ("clap_mangen", "crate:clap_mangen", "{crate}-v{version}", "41 of its 41 tags"),
      ("sourmash@r0.16.0", "crate:sourmash", "r{version}", "19 of its 19 tags"),
      ("sourmash@r0.16.0", "py:sourmash", "v{version}", "85 of its 85 tags"),
      ("sourmash@v4.4.1", "py:sourmash", "v{version}", "66 of its 66 tags"),
      ("polars@rs-0.55.2", "crate:polars-core", "rs-{version}", "60 of its 60 tags"),
      ("polars@rs-0.55.2", "py:polars", "py-{version}", ""),
      ("polars@py-0.16.0", "py:polars", "py-{version}", ""),
      ("polars@py-0.16.0", "crate:py-polars", "py-{version}", ""),
      ("wasmtime@v48.0.0", "crate:wasmtime", "v{version}", "22 of its 22 tags"),
      ("cranelift-v0.69.0", "crate:cranelift", "{crate}-v{version}", "3 of its 3 tags"),
      ("cranelift-v0.69.0", "crate:wasmtime", "v{version}", "8 of its 8 tags"),
      ("orjson@3.11.8", "py:orjson", "{version}", "148 of its 148 tags"),
      ("crossbeam-epoch-0.9.20", "crate:crossbeam-epoch", "{crate}-{version}", "27 of its 27 tags"),
      ("crossbeam-epoch-0.9.20", "crate:crossbeam", "{crate}-{version}", "11 of its 11 tags"),
      ("crossbeam-epoch-0.7.1", "crate:benchmarks", "{crate}-v{version}", ""),
      ("tantivy-py@0.26.0", "py:tantivy", "{version}", "22 of its 22 tags"),
      ("opendal@v0.58.2", "crate:opendal", "v{version}", "233 of its 233 tags"),
      ("opendal@v0.58.2", "py:opendal", "v{version}", "the guide's format; it has no tag yet"),
    ])
  func `tell each package's format, with the evidence`(
    _ tree: String, _ selector: String, _ format: String, _ evidence: String
  ) throws {
    let tree = try RealTree.named(tree)
    let repository = try tree.repository()
    let tags = TagConventions(repository, tags: tree.about.earlier_tags + [tree.about.tag])
    let scope = Selector.Scope(released: [])
    let package = try Selector.resolve(selector, in: repository, scope: scope)[0]
    #expect(tags[package].format.template == format)
    if !evidence.isEmpty { #expect(tags[package].evidence == evidence) }
  }

  @Test(
    .enabled(if: !RealTree.all.isEmpty),
    arguments: [
      ("clap_mangen", "clap_mangen-v0.3.3", "crate:clap_mangen", "0.3.3"),
      ("clap_mangen", "clap_complete_nushell-v4.6.2", "crate:clap_complete_nushell", "4.6.2"),
      ("clap_mangen", "clap_complete-v4.6.9", "crate:clap_complete", "4.6.9"),
      ("sourmash@v4.2.0", "v4.0.0rc1", "py:sourmash", "4.0.0-rc.1"),
      ("sourmash@v4.2.0", "r0.9.0", "crate:sourmash", "0.9.0"),
      ("crossbeam-epoch-0.9.20", "crossbeam-0.8.4", "crate:crossbeam", "0.8.4"),
      ("orjson@3.11.8", "3.11.7", "crate:orjson py:orjson", "3.11.7"),
      ("opendal@v0.58.2", "bindings/go/v0.1.15", "", ""), ("clap_mangen", "latest", "", ""),
    ])
  func `are read as the packages and the version that they name`(
    _ tree: String, _ tag: String, _ selectors: String, _ version: String
  ) throws {
    let tree = try RealTree.named(tree)
    let repository = try tree.repository()
    let tags = TagConventions(repository, tags: tree.about.earlier_tags + [tree.about.tag])
    let reading = tags.read(tag)
    #expect(
      reading?.packages.map { repository.selector(of: $0) }.joined(separator: " ") ?? ""
        == selectors)
    #expect(reading?.version.description ?? "" == version)
  }

  private func conventions(_ tags: [String]) throws -> (Repository, TagConventions) {
    let repository = try Sample.guide.repository()
    return (repository, TagConventions(repository, tags: tags))
  }

  private func number(_ selector: String, _ repository: Repository) throws -> Int {
    try Selector.resolve(selector, in: repository, scope: Selector.Scope(released: []))[0]
  }

  @Test func `are the guide's where there is none yet`() throws {
    let (repository, tags) = try conventions([])
    let core = try number("crate:llmcc-core", repository)
    let python = try number("py:llmcc", repository)
    #expect(try tags.tag(of: core, Version("0.2.0-rc.1")) == "llmcc-core-v0.2.0-rc.1")
    #expect(try tags.tag(of: python, Version("0.2.0-rc.1")) == "v0.2.0rc1")
    #expect(tags.read("llmcc-core-v0.2.0")?.packages == [core])
    #expect(tags.read("llmcc-v0.2.0")?.packages == [try number("crate:llmcc", repository)])
    #expect(tags.read("v0.2.0rc1")?.packages == [python])
    #expect(tags.read("v0.2.0rc1")?.version == Version(0, 2, 0, prerelease: "rc.1"))
    #expect(repository.released(tags).count == 4)
  }

  @Test func `of crates beside a distribution leave the bare ones to it`() throws {
    let (repository, tags) = try conventions(["llmcc-core-v0.1.0", "llmcc-v0.1.0", "v0.1.0"])
    let rust = try number("crate:llmcc-rust", repository)
    #expect(tags[rust].count == 0)
    #expect(tags[rust].format == .ofCrates)
    #expect(tags[try number("py:llmcc", repository)].count == 1)
    #expect(tags[try number("crate:llmcc", repository)].evidence == "1 of its 1 tags")
    let released = repository.released(tags).map { repository.selector(of: $0) }
    #expect(Set(released) == ["crate:llmcc-core", "crate:llmcc", "py:llmcc"])
  }

  @Test func `of distributions keep SemVer's spelling where they have it`() throws {
    let (repository, tags) = try conventions(["v0.1.0", "v0.1.0-rc.1"])
    let python = try number("py:llmcc", repository)
    #expect(try tags.tag(of: python, Version("0.2.0-rc.1")) == "v0.2.0-rc.1")
    #expect(tags.tags(of: python).map(\.tag) == ["v0.1.0", "v0.1.0-rc.1"])
  }

  @Test func `follow a stated format, also one with a text behind the version`() throws {
    let repository = try Sample.guide.repository()
    let core = try number("crate:llmcc-core", repository)
    let format = try TagFormat("release/{crate}/{version}-final")
    let tags = TagConventions(repository, tags: [], stated: [core: format])
    let tag = try tags.tag(of: core, Version(1, 2, 3))
    #expect(tag == "release/llmcc-core/1.2.3-final")
    #expect(format.version(in: tag, package: "llmcc-core") == Version(1, 2, 3))
    #expect(format.version(in: tag, package: "llmcc") == nil)
  }

  @Test(arguments: [
    ("{crate}-v", 1), ("v{version}{version}", 11), ("{who}-{version}", 1), ("{version", 1),
    ("{crate}{name}{version}", 8),
  ])
  func `have no format without a version, or with what is unknown`(_ text: String, _ column: Int) {
    let error = #expect(throws: ReleaseError.self) { try TagFormat(text) }
    #expect(error?.at?.column == column)
  }

  @Test func `are read in a time that grows with their number`() throws {
    // A scan of all packages for each tag would take 50 million comparisons.
    let files = (0..<1_000).map {
      ("c/\($0)/Cargo.toml", "[package]\nname = \"crate-\($0)\"\nversion = \"0.1.9\"\n")
    }
    let repository = try Sample(files: Dictionary(uniqueKeysWithValues: files)).repository()
    let names = (0..<10_000).map { "crate-\($0 % 1_000)-v0.1.\($0 / 1_000)" }
    let tags = TagConventions(repository, tags: names)
    #expect(repository.packages.indices.allSatisfy { tags[$0].count == 10 })
    #expect(names.allSatisfy { tags.read($0)?.packages.count == 1 })
  }
}
