import Diagnostics

extension Diagnosis {
  /// What whoever ran a tool knows, and the tool's words may not tell.
  ///
  /// All of it is optional: a line of an error that needs a fact which is not there is left out.
  package struct Facts: Hashable, Sendable {
    package var package: String?
    package var version: String?
    /// As an outcome names it: `crates.io`, `pypi.org`, a name in cargo's configuration, `index`.
    package var registry: String?
    /// The Python that it is for: `3.11`.
    package var python: String?
    /// Where the token came from: a variable's name, or a file as a person writes it.
    package var tokenSource: String?
    /// What its shape says; `nil` where it was not looked at.
    package var token: TokenShape?
    /// Whether the variable of the token is set and empty, as where a secret is not there.
    package var isTokenEmpty = false
    /// Whether this is a job of GitHub Actions.
    package var isInActions = false
    /// The secrets that the workflows hand on.
    package var secrets: [WorkflowSecrets.Use] = []
    /// Seconds since 1970, for answers that say how long to wait from now.
    package var now: Double?

    package init() {}
  }

  /// What a row of the table may ask of the facts.
  enum Condition: Hashable, Sendable {
    case inActions, tokenIsEmpty
    /// The token's shape is wrong.
    case tokenHasFault
    /// The token is one of another registry or service.
    case tokenOfAnother
  }
}

extension Diagnosis.Facts {
  /// The conditions that hold, for a tool.
  func conditions(_ tool: ReleaseTool) -> Set<Diagnosis.Condition> {
    var found: Set<Diagnosis.Condition> = []
    if isInActions { found.insert(.inActions) }
    if isTokenEmpty { found.insert(.tokenIsEmpty) }
    if let token, let fault = token.fault {
      found.insert(.tokenHasFault)
      let isForAnother =
        !token.prefix.isEmpty && !tool.tokenPrefixes.contains(token.prefix)
        || fault.hasPrefix("it is for") || fault.hasPrefix("it does not name")
      if isForAnother { found.insert(.tokenOfAnother) }
    }
    return found
  }

  /// What the workflows hand on, a line a secret.
  var secretLines: [String] { WorkflowSecrets.lines(secrets) }

  /// The names that the facts give to the holes of a template.
  var names: [String: String] {
    var names: [String: String] = [:]
    names["package"] = package
    names["version"] = version
    names["registry"] = registry
    names["python"] = python
    // An index that is known by its address alone has no name that a line could say.
    names["place"] = registry == "index" ? nil : registry
    names["source"] = tokenSource
    names["fault"] = token?.fault
    names["secret"] = secrets.first?.secret
    switch registry {
    case "crates.io": names["tokens"] = "https://crates.io/settings/tokens"
    case "pypi.org": names["tokens"] = "https://pypi.org/manage/account/token/"
    default: break
    }
    return names
  }
}

/// A template's holes with what is known in their place.
struct FilledTemplate {
  private let names: [String: String]

  /// What cannot be named otherwise.
  private static let general = [
    "package": "the package", "version": "this version", "registry": "the registry",
    "file": "the file", "date": "the date that it names", "variable": "the variable",
    "dependency": "a dependency", "python": "this Python",
  ]

  init(tool: ReleaseTool, facts: Diagnosis.Facts, captured: [String: String]) {
    var names = captured.merging(facts.names) { captured, _ in captured }
    names["tool"] = tool.rawValue.split(separator: " ").first.map(String.init)
    // A path tells nothing that the name of the file does not.
    names["file"] = names["file"]?.split(separator: "/").last.map(String.init)
    self.names = names
  }

  /// The text, where what is not known has a general name.
  func phrase(_ text: String) -> String {
    filled(text, names.merging(Self.general) { known, _ in known }) ?? text
  }

  /// The text; `nil` where a hole of it is not known.
  func line(_ text: String) -> String? { filled(text, names) }

  /// A line to type; `nil` where a hole of it is not known, or holds more than a name.
  ///
  /// A tool's words repeat what a server said, and a server is not to write what a person types.
  func typed(_ text: String) -> String? { filled(text, names.filter { Self.isName($0.value) }) }

  private static func isName(_ text: String) -> Bool {
    !text.hasPrefix("-")
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || "._+@-".utf8.contains($0)
      }
  }

  private func filled(_ text: String, _ names: [String: String]) -> String? {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      guard let value = names[String(rest[rest.index(after: open)..<close])] else { return nil }
      result += rest[..<open] + value
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }
}
