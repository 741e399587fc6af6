import CYAML
import Diagnostics

/// Reads a YAML file by libyaml's events.
///
/// The walk is ours since it needs places, and bounds: libyaml has none for depth, and an alias can
/// repeat a value that repeats another.
struct YAMLReader {
  private static let deepest = 100
  private static let most = 100_000

  private let file: String
  private let bytes: [UInt8]
  private var anchors: [String: YAMLNode] = [:]
  private var count = 0

  /// The first document of a file; `nil` where it is empty.
  ///
  /// - Throws: `bad-workflow`, with its place: text that is not YAML, a key twice in one mapping,
  ///   more than 100 levels or 100,000 values.
  static func read(_ bytes: [UInt8], file: String) throws(ReleaseError) -> YAMLNode? {
    var reader = YAMLReader(file: file, bytes: bytes)
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { return nil }
    defer { yaml_parser_delete(&parser) }
    // The parser reads from the buffer as it goes, so the buffer outlives the walk.
    return try bytes.withUnsafeBufferPointer { buffer throws(ReleaseError) in
      yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
      return try reader.document(&parser)
    }
  }

  private init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
  }

  private mutating func document(_ parser: inout yaml_parser_t) throws(ReleaseError) -> YAMLNode? {
    while true {
      let event = try next(&parser)
      switch event.kind {
      case YAML_STREAM_END_EVENT, YAML_DOCUMENT_END_EVENT: return nil
      case YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT: continue
      default: return try node(event, &parser, depth: 0)
      }
    }
  }

  /// What is kept of an event once libyaml has it back.
  private struct Event {
    var kind: yaml_event_type_t
    var line: Int
    var column: Int
    var text = ""
    var anchor: String?
    var isBlock = false
    var isPlain = false
  }

  private func next(_ parser: inout yaml_parser_t) throws(ReleaseError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(&parser, &event) == 1 else {
      let mark = parser.problem_mark
      let problem = parser.problem.map { String(cString: $0) } ?? "it cannot be read"
      throw error(problem, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
    defer { yaml_event_delete(&event) }
    var result = Event(
      kind: event.type, line: Int(event.start_mark.line) + 1,
      column: Int(event.start_mark.column) + 1)
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      result.text = String(decoding: text, as: UTF8.self)
      result.anchor = Self.name(scalar.anchor)
      result.isBlock =
        scalar.style == YAML_LITERAL_SCALAR_STYLE || scalar.style == YAML_FOLDED_SCALAR_STYLE
      result.isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
    case YAML_SEQUENCE_START_EVENT: result.anchor = Self.name(event.data.sequence_start.anchor)
    case YAML_MAPPING_START_EVENT: result.anchor = Self.name(event.data.mapping_start.anchor)
    case YAML_ALIAS_EVENT: result.anchor = Self.name(event.data.alias.anchor)
    default: break
    }
    return result
  }

  private static func name(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private mutating func node(
    _ event: Event, _ parser: inout yaml_parser_t, depth: Int
  ) throws(ReleaseError) -> YAMLNode {
    guard depth < Self.deepest else {
      throw error("it is nested more than \(Self.deepest) deep", event)
    }
    var node = YAMLNode(content: .scalar(event.text), line: event.line)
    switch event.kind {
    case YAML_SCALAR_EVENT:
      node.isBlock = event.isBlock
      node.isPlain = event.isPlain
    case YAML_ALIAS_EVENT:
      guard let named = event.anchor, let found = anchors[named] else {
        throw error("the alias names nothing before it", event)
      }
      node = found
    case YAML_SEQUENCE_START_EVENT:
      var items: [YAMLNode] = []
      while true {
        let inner = try next(&parser)
        if inner.kind == YAML_SEQUENCE_END_EVENT { break }
        let item = try self.node(inner, &parser, depth: depth + 1)
        node.size += item.size
        items.append(item)
      }
      node.content = .sequence(items)
    case YAML_MAPPING_START_EVENT:
      let (entries, size) = try entries(&parser, depth: depth)
      node.content = .mapping(entries)
      node.size += size
    default: throw error("a value is expected here", event)
    }
    count += event.kind == YAML_ALIAS_EVENT ? node.size : 1
    guard count <= Self.most else { throw error("it has more than \(Self.most) values", event) }
    if event.kind != YAML_ALIAS_EVENT, let anchor = event.anchor { anchors[anchor] = node }
    return node
  }

  private mutating func entries(
    _ parser: inout yaml_parser_t, depth: Int
  ) throws(ReleaseError) -> (entries: [YAMLNode.Entry], size: Int) {
    var entries: [YAMLNode.Entry] = []
    var seen: Set<String> = []
    var size = 0
    while true {
      let start = try next(&parser)
      if start.kind == YAML_MAPPING_END_EVENT { return (entries, size) }
      guard let key = try node(start, &parser, depth: depth + 1).text else {
        throw error("a key is a text", start)
      }
      guard seen.insert(key).inserted else { throw error("the key `\(key)` stands twice", start) }
      let value = try node(try next(&parser), &parser, depth: depth + 1)
      size += value.size + 1
      entries.append(YAMLNode.Entry(key: key, line: start.line, value: value))
    }
  }

  private func error(_ reason: String, _ event: Event) -> ReleaseError {
    error(reason, line: event.line, column: event.column)
  }

  private func error(_ reason: String, line: Int, column: Int) -> ReleaseError {
    let lines = bytes.split(separator: 0x0A, maxSplits: line, omittingEmptySubsequences: false)
    let text = line <= lines.count ? String(decoding: lines[line - 1], as: UTF8.self) : nil
    return ReleaseError(
      .badWorkflow, "\(file) is not a workflow that GitHub can read",
      at: Place(file: file, line: line, column: column, text: text),
      why: ["\(reason); GitHub starts nothing from the file until it is mended"])
  }
}
