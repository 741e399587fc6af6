/// The address of a repository, so that two spellings of one are the same.
package struct RepositoryAddress: Hashable, Sendable {
  /// Host and path in small letters: `github.com/example/llmcc`.
  package let text: String

  /// `https://github.com/Example/llmcc.git/` and `git@github.com:example/llmcc` are one; what stands behind
  /// the name of a repository at GitHub or GitLab (`/tree/main/crates/x`) does not count.
  package init(_ address: String) {
    var rest = address.lowercased()[...]
    if let scheme = rest.firstRange(of: "://") {
      rest = rest[scheme.upperBound...]
    } else if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") {
      // As ssh has it: `git@host:path`.
      rest = rest[..<colon] + "/" + rest[rest.index(after: colon)...]
    }
    let host = rest.prefix { $0 != "/" }
    if let at = host.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    if rest.hasPrefix("www.") { rest = rest.dropFirst(4) }
    rest = rest.prefix { $0 != "#" && $0 != "?" }
    var parts = rest.split(separator: "/").map(String.init)
    if let first = parts.first, ["github.com", "gitlab.com", "codeberg.org"].contains(first) {
      parts = Array(parts.prefix(3))
    }
    if let last = parts.last, last.hasSuffix(".git") {
      parts[parts.count - 1] = String(last.dropLast(4))
    }
    text = parts.joined(separator: "/")
  }
}
