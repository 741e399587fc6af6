import ReleaseWorld

@testable import ReleaseTools

/// What a real tool said once, kept in a file by `Tests/Registry/capture_refusals.py`.
///
/// The first line is `# COMMAND, TOOL VERSION, exit CODE: what was wrong`.
struct Captured {
  let tool: ReleaseTool
  let exitCode: Int32
  let output: String

  private static let folder =
    "\(#filePath)".split(separator: "/").dropLast()
    .reduce("") { "\($0)/\($1)" } + "/Captured"
  private static let files = Files.live(root: folder)

  /// The names of all files, without their ending.
  static let names = files.list("").filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }

  init(_ name: String) throws {
    let bytes = try Self.files.read("\(name).txt") ?? []
    let end = bytes.firstIndex(of: 0x0A) ?? bytes.endIndex
    let heading = String(decoding: bytes[..<end], as: UTF8.self)
    output = String(decoding: bytes[end...].dropFirst(), as: UTF8.self)
    let match = heading.firstMatch(of: #/^# ([^,]+), .*, exit (\d+): /#)
    tool = match.flatMap { ReleaseTool(rawValue: String($0.output.1)) } ?? .pytest
    exitCode = match.flatMap { Int32($0.output.2) } ?? -1
  }
}
