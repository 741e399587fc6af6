import Diagnostics
import LineEditor
import ReleaseTools
import ReleaseWorld

extension Shell {
  /// The branch as HEAD's file says it: for the first prompt, without a child process.
  var quickBranch: String? {
    guard let paths = try? RepositoryPaths.find(from: world.root, files: world.files) else {
      return nil
    }
    let head = paths.quickHead(world.files)
    return head.branch ?? head.commit.map { "(\($0.prefix(7)))" }
  }

  /// The history of this repository, by the path of its common git directory.
  var historyFile: String? {
    world.environment.stateDirectory.map { directory in
      let place = hasRepository ? world.git.commonDirectory : "outside"
      return "\(directory)/history/\(Digest.sha256(Array(place.utf8)).prefix(16))"
    }
  }

  /// The lines of the history, the oldest first.
  func historyLines() -> [String] {
    historyFile.map { HistoryFile(path: $0).lines() } ?? []
  }
}
