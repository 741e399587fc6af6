/// A recorded outcome, taken apart: `VERB OBJECT... [to REMOTE]`.
struct TranscriptOutcome: Hashable, Sendable {
  /// `nil` for a word that no outcome begins with.
  let verb: Outcome.Verb?
  let objects: [String]
  let destination: String?

  init(_ text: String) {
    var words = text.split(separator: " ").map(String.init)
    verb = words.first.flatMap(Outcome.Verb.init(rawValue:))
    if !words.isEmpty { words.removeFirst() }
    if words.count >= 2, words[words.count - 2] == "to" {
      destination = words.removeLast()
      words.removeLast()
    } else {
      destination = nil
    }
    objects = words
  }

  /// The versions by selector, of objects of the form `SELECTOR@VERSION`.
  var versions: [String: String] {
    let verbs: [Outcome.Verb] = [
      .bumped, .committed, .served, .published, .verified, .yanked, .unyanked, .target,
    ]
    guard let verb, verbs.contains(verb) else { return [:] }
    return Dictionary(
      objects.compactMap(Self.split), uniquingKeysWith: { _, last in last })
  }

  /// The version of a target that is one for all.
  var version: String? {
    guard verb == .target, objects.count == 1, Self.split(objects[0]) == nil else { return nil }
    return objects[0]
  }

  /// The selectors of the objects, in their order.
  var selectors: [String] { objects.compactMap { Self.split($0)?.0 } }

  private static func split(_ object: String) -> (String, String)? {
    guard let at = object.utf8.lastIndex(of: UInt8(ascii: "@")), at > object.startIndex else {
      return nil
    }
    return (String(object[..<at]), String(object[object.utf8.index(after: at)...]))
  }
}
