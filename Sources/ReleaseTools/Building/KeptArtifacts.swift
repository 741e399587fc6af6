package import Diagnostics
package import ReleaseModel
package import ReleaseWorld

/// What was built of a distribution at a commit and proven: it is never built again.
///
/// The files lie under the git directory, by commit; the list names only what is there whole.
package struct KeptArtifacts: Sendable {
  /// A wheel or an sdist that is kept.
  package struct Entry: Hashable, Sendable {
    /// The cell's name: `3.11 linux-x86_64`; `sdist`.
    package var cell: String
    /// The file's own name.
    package var file: String
    /// In lower-case hexadecimal.
    package var sha256: String
    /// In bytes.
    package var size: Int
    /// How long it took to build and prove it, in seconds.
    package var seconds: Double

    package init(cell: String, file: String, sha256: String, size: Int, seconds: Double) {
      self.cell = cell
      self.file = file
      self.sha256 = sha256
      self.size = size
      self.seconds = seconds
    }
  }

  /// By the order in which they were built.
  package var entries: [Entry] { all.filter { shown?.contains($0.cell) ?? true } }
  private var all: [Entry] = []
  /// The cells that count; `nil`: all.
  private var shown: Set<String>?
  private let folder: String
  private let list: String
  private let files: Files

  /// Reads what is kept; a file that is not there any more, or is another than it was, is passed over.
  ///
  /// - Throws: `.fileUnreadable`.
  package init(
    of distribution: String, at commit: String, in world: World
  ) throws(ReleaseError) {
    folder = world.artifacts(of: commit)
    list = "\(folder)/\(PythonRequirement.normalized(distribution)).matrix"
    files = world.files
    guard let bytes = try files.read(list) else { return }
    for line in bytes.split(separator: 0x0A) {
      guard let entry = Entry(JSONValue(line)),
        let kept = try files.read("\(folder)/\(entry.file)"), Digest.sha256(kept) == entry.sha256
      else { continue }
      all.removeAll { $0.cell == entry.cell }
      all.append(entry)
    }
  }

  /// What is kept of a cell.
  package subscript(cell: String) -> Entry? { entries.first { $0.cell == cell } }

  /// Where a kept file lies.
  package func path(of entry: Entry) -> String { "\(folder)/\(entry.file)" }

  /// Passes over the cells that a matrix does not have any more, and gives the checksums of theirs.
  package mutating func limit(to matrix: WheelMatrix) -> Set<String> {
    let names = Set(matrix.cells.map(\.name) + [MatrixLedger.sdist])
    let others = Set(entries.filter { !names.contains($0.cell) }.map(\.sha256))
    shown = names
    return others
  }

  /// Keeps a file: whole before the list names it.
  ///
  /// - Throws: `.fileUnwritable`.
  package mutating func keep(_ entry: Entry, _ bytes: [UInt8]) throws(ReleaseError) {
    try files.store("\(folder)/\(entry.file)", bytes)
    all.removeAll { $0.cell == entry.cell }
    all.append(entry)
    try files.store(list, all.flatMap { $0.json.bytes + [0x0A] })
  }

  /// The checksums of what was kept of other commits.
  ///
  /// - Throws: `.fileUnreadable`.
  package static func sums(
    of distribution: String, exceptAt commit: String, in world: World
  ) throws(ReleaseError) -> Set<String> {
    let root = "\(world.git.commonDirectory)/relsh/artifacts"
    let name = "\(PythonRequirement.normalized(distribution)).matrix"
    var sums: Set<String> = []
    for other in world.files.list(root) where other != commit {
      guard let bytes = try world.files.read("\(root)/\(other)/\(name)") else { continue }
      for line in bytes.split(separator: 0x0A) {
        if let entry = Entry(JSONValue(line)) { sums.insert(entry.sha256) }
      }
    }
    return sums
  }

  /// Forgets the wheels and sdists of all commits, and says how many there were.
  ///
  /// - Throws: `.fileUnwritable`.
  package static func forgetAll(in world: World) throws(ReleaseError) -> Int {
    let root = "\(world.git.commonDirectory)/relsh/artifacts"
    var count = 0
    for commit in world.files.list(root) {
      let names = world.files.list("\(root)/\(commit)")
      // The lists first: what they do not name is not taken for an artifact.
      for name in names where name.hasSuffix(".matrix") {
        try world.files.remove("\(root)/\(commit)/\(name)")
      }
      for name in names where DistributionFileName(name) != nil {
        try world.files.remove("\(root)/\(commit)/\(name)")
        count += 1
      }
    }
    return count
  }
}

extension KeptArtifacts.Entry {
  fileprivate init?(_ value: JSONValue?) {
    guard let value, let cell = value["cell"]?.text, let file = value["file"]?.text,
      !file.utf8.contains(UInt8(ascii: "/")), let sha256 = value["sha256"]?.text,
      let size = value["size"]?.double, let seconds = value["seconds"]?.double
    else { return nil }
    self.init(cell: cell, file: file, sha256: sha256, size: Int(size), seconds: seconds)
  }

  fileprivate var json: JSONValue {
    .object([
      "cell": .string(cell), "file": .string(file), "sha256": .string(sha256),
      "size": .number(Double(size)), "seconds": .number(seconds),
    ])
  }
}
