import Diagnostics
import ReleaseWorld

extension GitClient {
  /// Up to so many files are named to `cat-file` by revision and path, one process.
  ///
  /// For each of them git walks the tree from its root; for 1,000 files of one directory that takes
  /// 55 ms, where `ls-tree` and their object names take 16.
  static let fewFiles = 32

  /// The files of a revision, by `git cat-file --batch`.
  func contents(_ paths: [String], _ revision: String) throws(Failure) -> [[UInt8]?] {
    guard !paths.isEmpty else { return [] }
    // The batch's lines end with a newline, so a path must not hold one.
    if paths.count <= Self.fewFiles, !paths.contains(where: { $0.utf8.contains(0x0A) }) {
      return try objects(paths.map { "\(revision):\($0)" })
    }
    let names = try blobs(of: revision)
    let there = paths.compactMap { names[$0] }
    var found = try objects(there).makeIterator()
    return paths.map { names[$0] == nil ? nil : found.next() ?? nil }
  }

  /// The object names of all files of a revision; empty where there is no such revision.
  private func blobs(of revision: String) throws(Failure) -> [String: String] {
    guard let commit = try commit(revision) else { return [:] }
    var names: [String: String] = [:]
    // `MODE blob ID\tPATH`, each with a NUL behind it.
    for entry in try ask(["ls-tree", "-r", "-z", commit]).split(separator: 0) {
      guard let tab = entry.firstIndex(of: 0x09) else { continue }
      let words = entry[..<tab].split(separator: 0x20)
      guard words.count == 3, words[1].elementsEqual("blob".utf8) else { continue }
      names[String(decoding: entry[(tab + 1)...], as: UTF8.self)] =
        String(decoding: words[2], as: UTF8.self)
    }
    return names
  }

  private func objects(_ names: [String]) throws(Failure) -> [[UInt8]?] {
    guard !names.isEmpty else { return [] }
    let input = Array(names.map { $0 + "\n" }.joined().utf8)
    var reader = BatchReader(try ask(["cat-file", "--batch", "--buffer"], input: input))
    var contents: [[UInt8]?] = []
    for _ in names {
      guard let entry = reader.next() else {
        throw Failure(.toolFailed, "git cat-file ended before it had told all")
      }
      contents.append(entry)
    }
    return contents
  }
}

/// Reads `ID TYPE SIZE`, the contents and a newline for each object; another line for one that is
/// missing.
///
/// - SeeAlso: git-cat-file(1), "Batch Output".
private struct BatchReader {
  let bytes: [UInt8]
  var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next object: `nil` at the end, `.some(nil)` where it is missing or no blob.
  mutating func next() -> [UInt8]?? {
    guard let end = bytes[offset...].firstIndex(of: 0x0A) else { return nil }
    let words = bytes[offset..<end].split(separator: 0x20)
    offset = end + 1
    // `NAME missing` echoes the name, which may hold spaces; its first word is then no object id.
    guard words.count == 3, words[0].count >= 40, words[0].allSatisfy(isHexadecimal),
      let size = Int(String(decoding: words[2], as: UTF8.self)), offset + size < bytes.count
    else { return .some(nil) }
    let range = offset..<(offset + size)
    offset = range.upperBound + 1
    return words[1].elementsEqual("blob".utf8) ? .some(Array(bytes[range])) : .some(nil)
  }

  private func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}
