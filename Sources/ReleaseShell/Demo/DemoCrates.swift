/// One crate of the demo repository.
struct DemoCrate: Hashable, Sendable {
  let name: String
  let description: String
  let keywords: [String]
  let categories: [String]
  /// The crates of this repository that it needs, by name.
  let dependencies: [String]
  let firstCommit: String

  /// The five crates, each behind those that it depends on.
  static let all = [
    DemoCrate(
      name: "llmcc-core",
      description: "Symbols of source files, and the languages they are read from",
      keywords: ["parsing", "symbols"], categories: ["parsing"], dependencies: [],
      firstCommit: "feat: collect the symbols of a source file"),
    DemoCrate(
      name: "llmcc-rust", description: "Reads the symbols of Rust sources for llmcc",
      keywords: ["parsing", "rust"], categories: ["parsing"], dependencies: ["llmcc-core"],
      firstCommit: "feat(llmcc-rust): read Rust"),
    DemoCrate(
      name: "llmcc-python", description: "Reads the symbols of Python sources for llmcc",
      keywords: ["parsing", "python"], categories: ["parsing"], dependencies: ["llmcc-core"],
      firstCommit: "feat(llmcc-python): read Python"),
    DemoCrate(
      name: "llmcc-bindings", description: "A C interface to llmcc",
      keywords: ["parsing", "ffi"], categories: ["external-ffi-bindings"],
      dependencies: ["llmcc-core", "llmcc-python", "llmcc-rust"],
      firstCommit: "feat(llmcc-bindings): a C interface"),
    DemoCrate(
      name: "llmcc", description: "Lists the symbols of Rust and Python sources",
      keywords: ["cli", "symbols"], categories: ["command-line-utilities"],
      dependencies: ["llmcc-core", "llmcc-python", "llmcc-rust"],
      firstCommit: "feat(llmcc): the command line"),
  ]

  static let workspaceManifest = """
    [workspace]
    members = ["crates/*"]
    resolver = "2"

    [workspace.package]
    edition = "2021"
    license = "MIT"
    repository = "https://github.com/example/llmcc"

    """

  /// The files of the crate, by their path in its folder.
  func files(in tree: DemoTree) -> [String: String] {
    var files = [
      "Cargo.toml": manifest(in: tree),
      "LICENSE": DemoTexts.license,
      "README.md":
        "# \(name)\n\n\(description). Part of [llmcc](https://github.com/example/llmcc).\n",
    ]
    switch name {
    case "llmcc-core": files["src/lib.rs"] = DemoSources.core(tree.news)
    case "llmcc-rust": files["src/lib.rs"] = DemoSources.rust(tree.news)
    case "llmcc-python": files["src/lib.rs"] = DemoSources.python
    case "llmcc-bindings": files["src/lib.rs"] = DemoSources.bindings
    default:
      files["src/lib.rs"] = DemoSources.library
      files["src/main.rs"] = DemoSources.program
    }
    return files
  }

  private func manifest(in tree: DemoTree) -> String {
    func list(_ words: [String]) -> String {
      "[" + words.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }
    var text = """
      [package]
      name = "\(name)"
      version = "\(tree.version(of: name))"
      description = "\(description)"
      edition.workspace = true
      license.workspace = true
      repository.workspace = true
      readme = "README.md"
      keywords = \(list(keywords))
      categories = \(list(categories))

      """
    if name == "llmcc-bindings" {
      text += "\n[lib]\ncrate-type = [\"lib\", \"cdylib\"]\n"
    }
    guard !dependencies.isEmpty else { return text }
    text += "\n[dependencies]\n"
    for needed in dependencies {
      text +=
        "\(needed) = { path = \"../\(needed)\", version = \"\(tree.version(of: needed))\" }\n"
    }
    return text
  }
}
