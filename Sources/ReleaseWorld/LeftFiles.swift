#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The lock and temporary files that a git which died left in a repository.
package enum LeftFiles {
  /// The files that were made at or after a time (seconds since 1970).
  ///
  /// Locks in the git directories themselves (`index.lock`, `HEAD.lock`, `packed-refs.lock`,
  /// `next-index-PID.lock`), beside the references and among the objects (`maintenance.lock`); objects
  /// and packs that were being written (`tmp_obj_...`), which git itself clears away after weeks.
  package static func find(in directories: [String], since time: Double) -> [String] {
    var found: [String] = []
    for directory in Set(directories).sorted() {
      collect(directory, since: time, depth: 0, isLock, &found)
      collect(FilePath.join(directory, "refs"), since: time, depth: 16, isLock, &found)
      collect(FilePath.join(directory, "objects"), since: time, depth: 2, isUnfinished, &found)
    }
    return found
  }

  private static func isLock(_ name: String) -> Bool { name.hasSuffix(".lock") }

  private static func isUnfinished(_ name: String) -> Bool {
    name.hasPrefix("tmp_") || isLock(name)
  }

  private static func collect(
    _ directory: String, since time: Double, depth: Int, _ isLeft: (String) -> Bool,
    _ found: inout [String]
  ) {
    let files = Files.live(root: directory)
    for name in files.list(directory) {
      let path = FilePath.join(directory, name)
      var about = stat()
      guard lstat(path, &about) == 0 else { continue }
      if about.st_mode & S_IFMT == S_IFDIR {
        if depth > 0 { collect(path, since: time, depth: depth - 1, isLeft, &found) }
      } else if isLeft(name) {
        #if canImport(Darwin)
          let changed = about.st_mtimespec.tv_sec
        #else
          let changed = about.st_mtim.tv_sec
        #endif
        // Some file systems count in twos of seconds.
        if Double(changed) >= time - 2 { found.append(path) }
      }
    }
  }
}
