/// A step of a workflow that uploads something or makes a release.
package struct PublishingStep: Hashable, Sendable {
  /// Where it uploads to.
  package enum Destination: String, Hashable, Sendable {
    case crateRegistry, packageIndex, gitHubRelease
  }

  /// Where what it uploads goes.
  package let destination: Destination
  /// Where it stands, counted from 1.
  package let line: Int
  /// The command or the action.
  package let text: String
  /// The package that the command names (`cargo publish -p NAME`); `nil` where it names none.
  package let package: String?

  private static let commands: [(words: String, destination: Destination)] = [
    ("cargo publish", .crateRegistry), ("cargo workspaces publish", .crateRegistry),
    ("cargo release", .crateRegistry), ("twine upload", .packageIndex),
    ("uv publish", .packageIndex), ("maturin publish", .packageIndex),
    ("maturin upload", .packageIndex), ("poetry publish", .packageIndex),
    ("flit publish", .packageIndex), ("hatch publish", .packageIndex),
    ("gh release create", .gitHubRelease), ("gh release upload", .gitHubRelease),
  ]

  private static let actions: [(name: String, destination: Destination)] = [
    ("pypa/gh-action-pypi-publish", .packageIndex),
    ("rust-lang/crates-io-auth-action", .crateRegistry),
    ("katyo/publish-crates", .crateRegistry), ("softprops/action-gh-release", .gitHubRelease),
    ("ncipollo/release-action", .gitHubRelease), ("actions/create-release", .gitHubRelease),
  ]

  /// The publishing steps of all jobs of a workflow.
  static func steps(of workflow: YAMLNode?) -> [PublishingStep] {
    var found: [PublishingStep] = []
    for job in workflow?["jobs"]?.mapping ?? [] {
      for step in job.value["steps"]?.sequence ?? [] {
        if let uses = step["uses"] { found += action(uses, with: step["with"]) }
        if let run = step["run"] { found += script(run) }
      }
    }
    return found
  }

  private static func action(_ uses: YAMLNode, with inputs: YAMLNode?) -> [PublishingStep] {
    guard let text = uses.text else { return [] }
    let name = text.prefix { $0 != "@" }.lowercased()
    // These name a command of the tool that they run.
    let tools: [String: Destination] = [
      "pyo3/maturin-action": .packageIndex, "messense/maturin-action": .packageIndex,
      "actions-rs/cargo": .crateRegistry,
    ]
    if let destination = tools[name] {
      guard let command = inputs?["command"]?.text, ["upload", "publish"].contains(command),
        inputs?["args"]?.text?.contains("--dry-run") != true
      else { return [] }
      let words = (inputs?["args"]?.text ?? "").split(separator: " ")
      return [
        PublishingStep(
          destination: destination, line: uses.line, text: text, package: package(words))
      ]
    }
    return actions.filter { $0.name == name }.map {
      PublishingStep(destination: $0.destination, line: uses.line, text: text, package: nil)
    }
  }

  private static func script(_ run: YAMLNode) -> [PublishingStep] {
    guard let text = run.text else { return [] }
    var found: [PublishingStep] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (offset, line) in lines.enumerated() {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: { $0 == " " || $0 == "\t" })
      if words.contains("--dry-run") { continue }
      let spaced = " " + words.joined(separator: " ") + " "
      for (command, destination) in commands where spaced.contains(" \(command) ") {
        if destination == .crateRegistry, words.contains("-n") { continue }
        found.append(
          PublishingStep(
            destination: destination, line: run.line + offset + (run.isBlock ? 1 : 0),
            text: words.joined(separator: " "), package: package(words)))
      }
    }
    return found
  }

  private static func package(_ words: [Substring]) -> String? {
    for (index, word) in words.enumerated() {
      if word == "-p" || word == "--package" {
        return index + 1 < words.count ? unquoted(words[index + 1]) : nil
      }
      if word.hasPrefix("--package=") { return unquoted(word.dropFirst(10)) }
    }
    return nil
  }

  private static func unquoted(_ word: Substring) -> String {
    String(word.filter { $0 != "\"" && $0 != "'" })
  }
}
