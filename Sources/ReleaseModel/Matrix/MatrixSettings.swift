package import Diagnostics
import ManifestEditing

/// What `relsh.toml` says of the matrix and of tests.
package struct MatrixSettings: Hashable, Sendable {
  /// The file, at the top of the work tree.
  package static let file = "relsh.toml"

  /// A word of the file, with its place.
  package struct Word: Hashable, Sendable {
    package let text: String
    package let place: Place
  }

  /// `[matrix] python`: `3.11`, `pypy3.9`.
  package private(set) var python: [Word]?
  /// `[matrix] platforms`.
  package private(set) var platforms: [String]?
  /// `[matrix] test`: the Python versions of the test subset.
  package private(set) var subset: [String]?
  /// `[test] command`, as an argument array.
  package private(set) var command: [String]?

  /// Nothing is said.
  package init() {}

  /// Tables that the file is to have one day, and that nothing reads yet.
  private static let later: Set<String> = [
    "tags", "commit", "release", "groups", "publish", "files",
  ]

  /// Reads the file.
  ///
  /// - Throws: `.badManifest` with the place, for what TOML does not allow, keys that are not known,
  ///   tables that this relsh does not read, and values that mean nothing.
  package init(_ bytes: [UInt8]) throws(ReleaseError) {
    let document = try TOMLDocument(bytes, file: Self.file)
    for table in document.root.table ?? [] {
      let place = document.place(table.keyRange)
      switch table.key {
      case "matrix": try read(matrix: table, in: document)
      case "test": try read(test: table, in: document)
      case let name where Self.later.contains(name):
        throw ReleaseError(
          .badManifest, "this relsh does not read the table `\(name)` yet", at: place,
          why: ["it reads [matrix] and [test]; take the table out until a later version"])
      default: throw Self.unknown(table.key, at: place, known: "matrix and test")
      }
    }
  }

  private mutating func read(
    matrix table: TOMLEntry, in document: TOMLDocument
  ) throws(ReleaseError) {
    for entry in try Self.entries(table, in: document) {
      switch entry.key {
      case "python": python = try Self.words(entry, in: document, check: Self.python)
      case "platforms":
        platforms = try Self.words(entry, in: document, check: Self.platform).map(\.text)
      case "test": subset = try Self.words(entry, in: document, check: Self.python).map(\.text)
      default:
        throw Self.unknown(
          "matrix.\(entry.key)", at: document.place(entry.keyRange),
          known: "python, platforms and test")
      }
    }
    guard let subset, let python else { return }
    let known = Set(python.map(\.text))
    if let other = subset.first(where: { !known.contains($0) }) {
      throw ReleaseError(
        .badManifest, "`matrix.test` names \(other), which `matrix.python` does not",
        at: table.value["test"]?.place, why: ["the test subset is a part of the matrix"])
    }
  }

  private mutating func read(
    test table: TOMLEntry, in document: TOMLDocument
  ) throws(ReleaseError) {
    for entry in try Self.entries(table, in: document) {
      guard entry.key == "command" else {
        throw Self.unknown(
          "test.\(entry.key)", at: document.place(entry.keyRange), known: "command")
      }
      command = try Self.words(entry, in: document) { _ in nil }.map(\.text)
    }
  }

  private static func entries(
    _ table: TOMLEntry, in document: TOMLDocument
  ) throws(ReleaseError) -> [TOMLEntry] {
    if let entries = table.value.table { return entries }
    throw ReleaseError(
      .badManifest, "`\(table.key)` is not a table", at: document.place(table.keyRange),
      why: ["it is written as [\(table.key)], its keys below it"])
  }

  /// A list that is not empty, of texts that each stand once and about which `check` has nothing to say.
  private static func words(
    _ entry: TOMLEntry, in document: TOMLDocument, check: (String) -> String?
  ) throws(ReleaseError) -> [Word] {
    guard let items = entry.value.array, !items.isEmpty else {
      throw ReleaseError(
        .badManifest, "`\(entry.key)` is not a list with something in it", at: entry.value.place,
        why: ["it is a list of texts"])
    }
    var words: [Word] = []
    for item in items {
      guard let text = item.string else {
        throw ReleaseError(
          .badManifest, "`\(item.source)` is not a text", at: item.place,
          why: ["write \"3.10\" with quotes: as a number it would be 3.1"])
      }
      if let why = check(text) {
        throw ReleaseError(
          .badManifest, "`\(text)` cannot stand in `\(entry.key)`", at: item.place, why: [why])
      }
      if entry.key != "command", words.contains(where: { $0.text == text }) {
        throw ReleaseError(
          .badManifest, "`\(text)` stands twice in `\(entry.key)`", at: item.place,
          why: ["each cell of the matrix is built once"])
      }
      words.append(Word(text: text, place: item.place))
    }
    return words
  }

  private static func python(_ text: String) -> String? {
    WheelCell(python: text, platform: "linux-x86_64")?.major == 3
      ? nil : "a version is written as 3.11 or pypy3.9"
  }

  private static func platform(_ text: String) -> String? {
    WheelMatrix.usualPlatforms.contains(text)
      ? nil : "the platforms are \(WheelMatrix.usualPlatforms.joined(separator: ", "))"
  }

  private static func unknown(_ key: String, at place: Place, known: String) -> ReleaseError {
    ReleaseError(
      .badManifest, "`\(key)` is not known in relsh.toml", at: place,
      why: ["what can stand there is \(known)"])
  }
}
