import Diagnostics
import Foundation
import ManifestEditing
import Testing

/// The manifests of released trees: what real people wrote, byte for byte.
@Suite(.enabled(if: SharedData.isExpected))
struct RealTreeTests {
  /// Two templates of maturin that are named like manifests and are not TOML, as the trees' README says.
  private static let templates = [
    "src/templates/Cargo.toml", "src/templates/pyproject.toml",
  ]

  private static func archives() throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: SharedData.root.appending(path: "real-trees"), includingPropertiesForKeys: nil
    ).filter { $0.lastPathComponent.hasSuffix(".tar.xz") }
  }

  /// The manifests and lock files of an archive by their paths.
  private static func manifests(_ archive: URL) throws -> [String: [UInt8]] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try run(["tar", "-xf", archive.path, "-C", folder.path])
    var found: [String: [UInt8]] = [:]
    for case let path as String in FileManager.default.enumerator(atPath: folder.path) ?? .init() {
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      guard ["Cargo.toml", "pyproject.toml", "Cargo.lock"].contains(name) else { continue }
      found[path] = [UInt8](try Data(contentsOf: folder.appending(path: path)))
    }
    return found
  }

  @Test func `every manifest is read, and a new version changes that string alone`() throws {
    let archives = try Self.archives()
    #expect(archives.count >= 26)
    var refused: [String] = []
    var edited = 0
    for archive in archives {
      for (path, original) in try Self.manifests(archive) {
        for bytes in [original, Self.asOnWindows(original)] {
          let document: TOMLDocument
          do throws(ReleaseError) {
            document = try TOMLDocument(bytes, file: path)
          } catch {
            refused.append(path)
            continue
          }
          #expect(document.bytes == bytes)
          #expect(try TextEdit.apply([], to: bytes, file: path) == bytes)
          edited += try Self.editVersions(of: document)
        }
      }
    }
    #expect(Set(refused.map { $0.replacing("files/", with: "") }) == Set(Self.templates))
    #expect(edited > 1_000)
  }

  /// With a byte order mark and CRLF.
  private static func asOnWindows(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0xEF, 0xBB, 0xBF]
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      result += line
      result += [0x0D, 0x0A]
    }
    return Array(result.dropLast(2))
  }

  /// Edits versions of a document, each on its own; how many there were.
  private static func editVersions(of document: TOMLDocument) throws -> Int {
    let bytes = Data(document.bytes)
    let locked = document.value("package")?.array ?? []
    let values = [
      document.value("package", "version"), document.value("workspace", "package", "version"),
      document.value("project", "version"), locked.first?["version"], locked.last?["version"],
    ].compactMap(\.self).filter { $0.string != nil }
    for value in values {
      let edit = try #require(value.edit(to: "99.0.0-rc.1"))
      let result = Data(try TextEdit.apply([edit], to: document.bytes, file: document.file))
      let (start, end) = (value.range.lowerBound + 1, value.range.upperBound - 1)
      #expect(result.prefix(start) == bytes.prefix(start))
      #expect(result.suffix(bytes.count - end) == bytes.suffix(bytes.count - end))
      #expect(result[start..<(result.count - bytes.count + end)] == Data("99.0.0-rc.1".utf8))
    }
    return values.count
  }
}

/// Runs a program and requires that it succeeds.
func run(_ command: [String], in folder: URL? = nil, input: [UInt8]? = nil) throws {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = command
  if let folder { process.currentDirectoryURL = folder }
  let (output, stdin) = (Pipe(), Pipe())
  process.standardError = output
  process.standardOutput = output
  process.standardInput = stdin
  try process.run()
  if let input { try stdin.fileHandleForWriting.write(contentsOf: Data(input)) }
  try stdin.fileHandleForWriting.close()
  let text = try output.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  try #require(
    process.terminationStatus == 0,
    "\(command.joined(separator: " ")): \(String(decoding: text, as: UTF8.self))")
}
