#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where a program lies.
package enum ProgramPath {
  /// The file that a program name means, or `nil` where there is none.
  ///
  /// A name with a slash means itself. Entries of PATH that are empty or relative are passed over: they
  /// would run whatever a repository holds.
  package static func find(_ program: String, in environment: Environment) -> String? {
    if program.utf8.contains(UInt8(ascii: "/")) { return program }
    let path = environment["PATH"] ?? "/usr/bin:/bin"
    for directory in path.split(separator: ":") where directory.hasPrefix("/") {
      let file = "\(directory)/\(program)"
      var about = stat()
      if access(file, X_OK) == 0, stat(file, &about) == 0, about.st_mode & S_IFMT == S_IFREG {
        return file
      }
    }
    return nil
  }
}
