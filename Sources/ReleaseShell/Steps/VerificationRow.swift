/// One part of a release, a tag or a file, and how it was found.
struct VerificationRow: Hashable, Sendable {
  /// What a look at a part comes to.
  enum Verdict: String, Sendable {
    /// It is what was meant.
    case right
    /// It is there, and nothing here says what it was meant to be.
    case there
    /// The same contents as the file here, from another build of them.
    case otherBuild = "other build"
    /// The registry has it beside what `dist/` holds: another machine built it.
    case onlyThere = "only there"
    case missing
    case differs
    /// It was withdrawn.
    case yanked
    /// Nobody could be asked.
    case unknown

    /// Whether the release is not as it was meant.
    var isFault: Bool { [.missing, .differs, .yanked].contains(self) }
  }

  /// `SELECTOR@VERSION`.
  let object: String
  /// A tag, or a file's name.
  let what: String
  /// In a few words, for the table.
  let found: String
  let verdict: Verdict
  /// The same as a sentence, with checksums in full; empty where nothing is wrong.
  var reason = ""
  /// Of a file, in lower-case hexadecimal, as the registry says it.
  var sha256: String?
  /// Of a file, as it was meant.
  var meant: String?
}
