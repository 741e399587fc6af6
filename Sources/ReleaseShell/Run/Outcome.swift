/// How the world is after a command, as scripts and tests read it (design, section 6).
struct Outcome: Hashable, Sendable {
  /// What was done, in the past; `would` takes the other form.
  enum Verb: String, CaseIterable, Sendable {
    case selected, target, bumped, committed, tagged, pushed, served, published, verified, untagged
    case yanked, unyanked, made, built, tested

    /// What a dry run says it would do.
    var plain: String {
      switch self {
      case .selected: "select"
      case .target: "target"
      case .bumped: "bump"
      case .committed: "commit"
      case .tagged: "tag"
      case .pushed: "push"
      case .served: "wait for"
      case .published: "publish"
      case .verified: "verify"
      case .untagged: "untag"
      case .yanked: "yank"
      case .unyanked: "unyank"
      case .made: "make"
      case .built: "build"
      case .tested: "test"
      }
    }
  }

  let verb: Verb
  /// In the order of the plan: `SELECTOR@VERSION`, a tag, a branch.
  let objects: [String]
  /// The remote or registry that things went to.
  let destination: String?
  /// Whether it was so already, before the command.
  var already: Bool
  /// Whether a dry run only showed it.
  var isShown: Bool

  init(
    _ verb: Verb, _ objects: [String], to destination: String? = nil, already: Bool = false,
    isShown: Bool = false
  ) {
    self.verb = verb
    self.objects = objects
    self.destination = destination
    self.already = already
    self.isShown = isShown
  }

  /// `VERB OBJECT...`, and `to REMOTE` for what was pushed or uploaded.
  var text: String { words(behind: isShown ? "would \(verb.plain)" : verb.rawValue) }

  /// The same as it is once it is so: what a dry run finds done it would not do.
  var reached: String { words(behind: verb.rawValue) }

  private func words(behind first: String) -> String {
    ([first] + objects + (destination.map { ["to", $0] } ?? [])).joined(separator: " ")
  }
}
