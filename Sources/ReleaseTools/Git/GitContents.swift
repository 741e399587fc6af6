import Diagnostics
import ReleaseWorld

extension GitClient {
  /// The files of a revision by one `git cat-file --batch`.
  func contents(_ paths: [String], _ revision: String) throws(Failure) -> [[UInt8]?] {
    guard !paths.isEmpty else { return [] }
    var input: [UInt8] = []
    for path in paths {
      // The batch's lines end with a newline: such a path is asked for by a call of its own below.
      let line = path.utf8.contains(0x0A) ? "" : path
      input += Array("\(revision):\(line)\n".utf8)
    }
    let arguments = ["cat-file", "--batch"]
    var reader = BatchReader(try ask(arguments, input: input))
    var contents: [[UInt8]?] = []
    for path in paths {
      guard let entry = reader.next() else {
        throw Failure(.toolFailed, "git cat-file ended before it had told all")
      }
      contents.append(path.utf8.contains(0x0A) ? try single(path, revision) : entry)
    }
    return contents
  }

  private func single(_ path: String, _ revision: String) throws(Failure) -> [UInt8]? {
    let end = try processes.run(query(["cat-file", "blob", "\(revision):\(path)"]))
    return end.status == 0 ? end.output : nil
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
