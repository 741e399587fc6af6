import Diagnostics
import ReleaseWorld

/// What a remote said of tags, as far as it was asked.
struct RemoteTags {
  /// The names that were asked for.
  var asked: Set<String> = []
  var references: [String: String] = [:]
  /// Why it did not answer: it is not asked again.
  var silence: ReleaseError?
}

extension RepositoryView {
  /// What a remote has of some tags, by reference; with `others`, which will be asked for too, in one
  /// question.
  ///
  /// - Throws: `.remoteSilent`, and again for each further question.
  func tags(
    _ names: [String], with others: [String], on remote: String
  ) throws(ReleaseError) -> [String: String] {
    var known = remoteTagsKnown[remote] ?? RemoteTags()
    if let silence = known.silence { throw silence }
    let missing = Set(names).subtracting(known.asked)
    guard !missing.isEmpty else { return known.references }
    let asked = missing.union(others).subtracting(known.asked).sorted()
    do throws(ReleaseError) {
      let there = try world.git.remoteReferences(remote, asked.map { "refs/tags/\($0)" })
      known.references.merge(there) { $1 }
      known.asked.formUnion(asked)
    } catch {
      guard error.code == .remoteSilent else { throw error }
      known.silence = error
    }
    remoteTagsKnown[remote] = known
    if let silence = known.silence { throw silence }
    return known.references
  }
}
