import ReleaseTools
import ReleaseWorld
import Testing

/// A transcript of `Tests/Acceptance`: a state, lines, and what each of them must say.
///
/// Beside the marks of a transcript (`#>`, `#=`), and `# given STATE`, `#!` and `# exit N`, three more
/// comments mean something here: `# answers TEXT` before a line answers its next question, `# shows output`
/// anywhere lets `#>` hold all that goes to standard output, and `# changes` before a line says that it may
/// change something although it fails.
struct AcceptanceFile: Sendable, CustomTestStringConvertible {
  /// Without its ending.
  let name: String
  let path: String
  let text: String

  var testDescription: String { name }

  /// The files of the folder.
  static let all: [AcceptanceFile] = {
    let root = ProjectTree.root
    let files = Files.live(root: root)
    return files.list("Tests/Acceptance").filter { $0.hasSuffix(".relsh") }.compactMap { name in
      let path = FilePath.join(root, "Tests/Acceptance/\(name)")
      guard let bytes = try? files.read(path) else { return nil }
      return AcceptanceFile(
        name: String(name.dropLast(6)), path: path, text: String(decoding: bytes, as: UTF8.self))
    }
  }()

  /// A part of the file: what stands there as it is, or a line to type.
  enum Part {
    case kept(String)
    case typed(String)
  }

  /// The file without what a player writes itself.
  var parts: [Part] {
    var parts: [Part] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let line = String(line)
      let isResult =
        line.hasPrefix("#>") || line.hasPrefix("#=") || line.hasPrefix("# exit ")
        || line.hasPrefix("#!") && number > 0
      if isResult { continue }
      let isKept = line.isEmpty || line.hasPrefix("#")
      parts.append(isKept ? .kept(line) : .typed(line))
    }
    return parts
  }

  /// The word behind a comment's mark: `value(of: "given")`.
  func value(of mark: String) -> String? {
    text.split(separator: "\n").first { $0.hasPrefix("# \(mark) ") }
      .map { String($0.dropFirst(mark.utf8.count + 3)) }
  }
}

/// The project's own tree, in which the tests stand.
enum ProjectTree {
  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
}
