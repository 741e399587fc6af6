import Diagnostics

/// One row of what tools say when something is refused: the texts that tell it, and what is told then.
///
/// `says` are wordings of which one must occur; their holes (``TextPattern``) can stand in `what`, `why`
/// and `fix`. A line of `why` or `fix` with a hole that nothing fills is left out.
struct Refusal: Sendable {
  /// How tests and logs name the row.
  let name: String
  let tools: Set<ReleaseTool>
  let given: Set<Diagnosis.Condition>
  let code: ErrorCode
  let what: String
  let why: [String]
  let fix: [String]
  let next: Diagnosis.Next
  /// Whether tools say so and end with 0 all the same.
  let isSilent: Bool
  /// Whether the tool's own words tell anything that `what` and `why` do not.
  let tellsWords: Bool
  /// Which of them.
  let telling: Telling
  private let patterns: [TextPattern]

  init(
    _ name: String, _ code: ErrorCode, of tools: Set<ReleaseTool>,
    given: Set<Diagnosis.Condition> = [], says: [String], what: String, why: [String] = [],
    fix: [String] = [], next: Diagnosis.Next = .mend, isSilent: Bool = false,
    tellsWords: Bool = true, telling: Telling = .last
  ) {
    self.name = name
    self.code = code
    self.tools = tools
    self.given = given
    self.what = what
    self.why = why
    self.fix = fix
    self.next = next
    self.isSilent = isSilent
    self.tellsWords = tellsWords
    self.telling = telling
    patterns = says.map(TextPattern.init)
  }

  /// The words of a tool that are told.
  enum Telling: Hashable, Sendable {
    /// The last ones that matter.
    case last
    /// The one line that says why something does not build.
    case cause
    /// What the tests that failed say.
    case tests
  }

  /// All rows; the first that fits counts, so the special ones stand before the general.
  static let all = tests + builds + crateTokens + packageTokens + crates + packages + connections

  /// What the holes of the first wording that occurs hold; `nil` where none does.
  func match(_ words: [UInt8]) -> [String: String]? {
    for pattern in patterns { if let captured = pattern.match(words) { return captured } }
    return nil
  }

  /// What a tool's words say of its object, whatever went wrong.
  ///
  /// Of several objects it is the last one that failed.
  static func names(_ tool: ReleaseTool, _ words: [UInt8]) -> [String: String] {
    var names: [String: String] = [:]
    for pattern in ReleaseTool.cargo.contains(tool) ? crateNames : packageNames {
      names.merge(pattern.lastMatch(words) ?? [:]) { known, _ in known }
    }
    // Twine says the name alone, behind which only its ending tells where it ends.
    let ended = names["wheel"].map { "\($0).whl" } ?? names["sdist"].map { "\($0).tar.gz" }
    names["file"] = names["file"] ?? ended
    return names
  }

  private static let crateNames = [
    "failed to publish {package} v{version} to registry at", "Yank {package}@{version} ",
    "required by package `{package} v{version} (", "/{package}/Cargo.toml`",
    "Packaging {package} v{version} (",
  ].map(TextPattern.init)

  private static let packageNames = [
    "Failed to publish `{file}` to", "Failed to publish: {file} cause", "Checking {file}: ",
    "Uploading {file} (", "Uploading {wheel}.whl ", "Uploading {sdist}.tar.gz ", "Hashing {file} (",
  ].map(TextPattern.init)
}
