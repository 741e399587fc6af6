/// A value of a YAML file with its place.
struct YAMLNode: Sendable {
  enum Content: Sendable {
    case scalar(String)
    case sequence([YAMLNode])
    case mapping([Entry])
  }

  /// One key of a mapping.
  struct Entry: Sendable {
    var key: String
    var line: Int
    var value: YAMLNode
  }

  var content: Content
  /// Counted from 1.
  var line: Int
  /// Whether the text begins on the line behind: a block scalar (`|`).
  var isBlock = false
  /// Whether it is written without quotes, so that `null` and `~` are no texts.
  var isPlain = false
  /// How many nodes it is, with all that aliases repeat.
  var size = 1

  /// The text of a scalar.
  var text: String? {
    guard case .scalar(let text) = content else { return nil }
    return text
  }

  /// Whether it is nothing: `~`, `null` or no text at all.
  var isNull: Bool { isPlain && ["", "~", "null", "Null", "NULL"].contains(text) }

  /// The values of a sequence.
  var sequence: [YAMLNode]? {
    guard case .sequence(let nodes) = content else { return nil }
    return nodes
  }

  /// The entries of a mapping.
  var mapping: [Entry]? {
    guard case .mapping(let entries) = content else { return nil }
    return entries
  }

  /// The texts of a sequence, or of a scalar as the only one.
  var texts: [String]? {
    if let sequence { return sequence.compactMap(\.text) }
    return isNull ? nil : text.map { [$0] }
  }

  /// The value of a key.
  subscript(key: String) -> YAMLNode? { mapping?.first { $0.key == key }?.value }
}
