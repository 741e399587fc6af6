package import Diagnostics

/// A call of a tool that changes a registry, with what it means.
package struct ToolCall: Hashable, Sendable {
  /// Which files the tool sees.
  package enum Tree: Hashable, Sendable {
    /// The work tree as it is.
    case here
    /// A temporary work tree of a commit.
    case commit(String)
  }

  /// What the call changes; a registry is named as outcomes name it, never by an address.
  package enum Change: Hashable, Sendable {
    case publishCrate(name: String, version: String, registry: String)
    case uploadFiles(distribution: String, version: String, files: [String], index: String)
    case yank(name: String, version: String, registry: String)
    case unyank(name: String, version: String, registry: String)
  }

  /// A registry that trusts a workflow.
  package enum Borrowing: Hashable, Sendable {
    /// By its name in cargo's configuration, or `crates.io`.
    case crates(registry: String)
    /// By the address of its uploads.
    case index(upload: String)
  }

  package var program: String
  package var arguments: [String]
  package var tree: Tree
  /// Laid over the environment; `nil` as a value removes.
  package var environment: [String: String?]
  /// Laid over the environment too, and written nowhere.
  package var secrets: [String: Secret]
  /// Where the token is from, as a person knows it; for what is said of a refusal.
  package var tokenSource: String?
  /// Where a short-lived token is got just before the call, by the identity of the workflow that relsh
  /// runs in, and given back after it; `nil` where a token stands in `secrets`.
  package var borrows: Borrowing?
  /// Files that the tool leaves, each with the place where it is kept.
  package var keeps: [String: String] = [:]
  package var change: Change
  /// The tag of the commit, by which a person's own script finds it.
  package var tag: String?

  package init(
    _ program: String, _ arguments: [String], in tree: Tree = .here,
    environment: [String: String?] = [:], secrets: [String: Secret] = [:], _ change: Change
  ) {
    self.program = program
    self.arguments = arguments
    self.tree = tree
    self.environment = environment
    self.secrets = secrets
    self.change = change
  }
}

extension ToolCall.Change {
  /// The change as the journal keeps it: words between tabs, of which names and versions hold none.
  package var journalText: String {
    switch self {
    case .publishCrate(let name, let version, let registry):
      "publish\t\(name)\t\(version)\t\(registry)"
    case .uploadFiles(let distribution, let version, let files, let index):
      (["upload", distribution, version, index] + files).joined(separator: "\t")
    case .yank(let name, let version, let registry): "yank\t\(name)\t\(version)\t\(registry)"
    case .unyank(let name, let version, let registry): "unyank\t\(name)\t\(version)\t\(registry)"
    }
  }

  /// What a journal's text says; `nil` where it is of a later relsh.
  package init?(journalText: String) {
    let words = journalText.split(separator: "\t", omittingEmptySubsequences: false)
      .map(String.init)
    switch (words.first, words.count) {
    case ("publish", 4):
      self = .publishCrate(name: words[1], version: words[2], registry: words[3])
    case ("upload", 4...):
      self = .uploadFiles(
        distribution: words[1], version: words[2], files: Array(words[4...]), index: words[3])
    case ("yank", 4): self = .yank(name: words[1], version: words[2], registry: words[3])
    case ("unyank", 4): self = .unyank(name: words[1], version: words[2], registry: words[3])
    default: return nil
    }
  }
}
