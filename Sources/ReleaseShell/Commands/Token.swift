import CommandLanguage
import Diagnostics
import ReleaseTools
import ReleaseWorld

/// `token`: which source holds a token for each service, and how to get one where none does.
struct TokenCommand: ShellCommand {
  private static let asks = Flag(
    "--try", "ask crates.io and PyPI, or what stands for them, whether they know it")

  var signature: Signature {
    Signature(
      "token", in: .look, effect: .reads, "which tokens are found",
      flags: [Self.asks] + CommonFlags.changing,
      examples: [
        Example("token", given: "demo"),
        Example("token --json", given: "selected", note: "one object for each service"),
        Example("token", given: "outside", note: "needs no repository"),
        Example(
          "token --try", given: "demo", note: "nothing is uploaded; only tokens that are found"),
      ],
      details: [
        "Looks at the environment, cargo's credentials file, ~/.pypirc and `gh auth token`. Of a"
          + " token only the public prefix of its kind is shown. A right shape is no proof: only the"
          + " service knows whether a token was revoked or has run out: --try asks it, without uploading"
          + " anything.",
        "`token set` takes one at a question, for as long as the shell lives.",
        "`help tokens` says which scope to choose, and where a workflow keeps its tokens.",
      ])
  }

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let found = try TokenSources.standard.find(in: shell.world, asksGitHubTool: true)
    let advice = try TokenAdvice(shell)
    for service in TokenService.allCases {
      let tokens =
        shell.tokensSetHere(for: service) + found.filter { $0.service == service }
      shell.session.tokens[service.rawValue] = Self.state(tokens)
      if shell.output.isJSON {
        let value = Self.json(service, tokens, advice)
        shell.output.data(String(decoding: value.bytes, as: UTF8.self))
      } else {
        Self.show(service, tokens, advice, shell.output)
      }
    }
    for place in shell.heldTokens.places where place.service == nil {
      if shell.output.isJSON {
        let source = JSONValue.object(["source": .string(Shell.setHere), "right": .bool(true)])
        let value = JSONValue.object(["service": .string(place.name), "sources": .array([source])])
        shell.output.data(String(decoding: value.bytes, as: UTF8.self))
      } else {
        shell.output.line(place.name.padded(11) + " \(Shell.setHere)", .good)
      }
    }
    try Self.showChosen(in: shell)
    if line.has(Self.asks) { try Self.tryTokens(in: shell) }
    return []
  }

  /// The state of a service in a few words, for `status`: the source that wins.
  static func state(_ tokens: [FoundToken]) -> String {
    guard let first = tokens.first else { return "missing" }
    let kind = first.shape.fault == nil ? first.shape.prefix : "wrong shape"
    return kind.isEmpty ? first.source : "\(first.source) (\(kind))"
  }

  private static func show(
    _ service: TokenService, _ tokens: [FoundToken], _ advice: TokenAdvice, _ output: Output
  ) {
    var label = service.rawValue
    func line(_ text: String, _ look: Output.Look = .plain) {
      output.line(label.padded(11) + text, look)
      label = ""
    }
    for (number, token) in tokens.enumerated() {
      let prefix = token.shape.prefix.isEmpty ? "no known prefix" : "\(token.shape.prefix)..."
      let second = number > 0 ? "; the one above wins" : ""
      line(
        "\(token.source): \(prefix), \(token.shape.fault ?? "its shape is right")\(second)",
        token.shape.fault == nil ? .good : .bad)
    }
    if tokens.contains(where: { $0.shape.fault == nil }) { return }
    if tokens.isEmpty { line("no token found", .warning) }
    line("make one at \(advice.page(of: service))")
    for text in advice.scope(of: service).wrapped(69) { line(text) }
    for name in advice.secrets(of: service) { line("for GitHub Actions: !gh secret set \(name)") }
  }

  private static func json(
    _ service: TokenService, _ tokens: [FoundToken], _ advice: TokenAdvice
  ) -> JSONValue {
    .object([
      "service": .string(service.rawValue),
      "sources": .array(
        tokens.map { token in
          .object([
            "source": .string(token.source), "prefix": .string(token.shape.prefix),
            "right": .bool(token.shape.fault == nil),
            "fault": token.shape.fault.map { .string($0) } ?? .null,
          ])
        }),
      "page": .string(advice.page(of: service)), "scope": .string(advice.scope(of: service)),
      "secrets": .array(advice.secrets(of: service).map { .string($0) }),
    ])
  }
}
