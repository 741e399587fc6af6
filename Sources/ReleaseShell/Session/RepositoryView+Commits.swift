import Diagnostics
import ReleaseModel
import ReleaseWorld

extension RepositoryView {
  /// The packages as a commit states them.
  func repository(at revision: String) throws(ReleaseError) -> Repository {
    if let known = commitsRead.repository(at: revision) { return known }
    let paths = try manifestPaths()
    let read = try contents(paths, at: revision)
    let known = Dictionary(zip(paths, read), uniquingKeysWith: { first, _ in first })
    let found = try Repository.read(paths: paths.filter { known[$0] != .some(nil) }) {
      known[$0] ?? nil
    }
    commitsRead.note(found, at: revision)
    return found
  }

  /// Files as a commit has them, in the same order; `nil` where one is not there.
  func contents(_ paths: [String], at revision: String) throws(ReleaseError) -> [[UInt8]?] {
    if let known = commitsRead.contents(paths, at: revision) { return known }
    let read = try world.git.contents(paths, revision)
    commitsRead.note(zip(paths, read), at: revision)
    return read
  }

  /// The version of a package as a revision's manifests state it; `nil` where it is not there.
  func version(of package: Package, at revision: String) throws(ReleaseError) -> Version? {
    let head = try head().commit
    let isHead = revision == "HEAD" || revision == head
    let there = try isHead ? headRepository() : repository(at: revision)
    return there.package(like: package)?.version
  }

  /// How many commits that touch a package HEAD has and its tag has not; `nil` where the history is not
  /// here.
  func commits(since tag: GitTag, of package: Package) throws(ReleaseError) -> Int? {
    guard try world.git.commit(tag.commit) != nil else { return nil }
    guard package.directory.isEmpty else {
      return try world.git.commitsSince(tag.commit, [package.directory])
    }
    // What lies in the folder of another package is that package's.
    let others = Set(try repository().packages.map(\.directory)).subtracting([""]).sorted()
    return try world.git.commitsSince(tag.commit, ["."] + others.map { "!\($0)" })
  }
}

extension Repository {
  /// The same package in another state of the repository: of its kind, at its manifest or by its name.
  func package(like other: Package) -> Package? {
    packages.first { $0.kind == other.kind && $0.manifest == other.manifest }
      ?? packages.first { $0.kind == other.kind && $0.name == other.name }
  }
}
