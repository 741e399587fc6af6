#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Whole-file calls on descriptors, with the system's error number as their error.
enum Descriptor {
  /// An error number of the system.
  struct Refusal: Error {
    let number: Int32
  }

  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) throws(Refusal) -> Int32 {
    while true {
      #if canImport(Darwin)
        let descriptor = Darwin.open(path, flags | O_CLOEXEC, mode)
      #else
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
      #endif
      if descriptor >= 0 { return descriptor }
      if errno != EINTR { throw Refusal(number: errno) }
    }
  }

  /// All bytes of a file.
  static func contents(_ path: String) throws(Refusal) -> [UInt8] {
    let descriptor = try open(path, O_RDONLY)
    defer { close(descriptor) }
    var about = stat()
    guard fstat(descriptor, &about) == 0 else { throw Refusal(number: errno) }
    if about.st_mode & S_IFMT == S_IFDIR { throw Refusal(number: EISDIR) }
    // One more than the size: the read that finds the end is then the first one.
    var bytes = [UInt8](repeating: 0, count: Int(about.st_size) + 1)
    var count = 0
    while true {
      if count == bytes.count { bytes += [UInt8](repeating: 0, count: max(4096, count)) }
      let got = bytes.withUnsafeMutableBytes { buffer in
        read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      }
      if got < 0 {
        if errno == EINTR { continue }
        throw Refusal(number: errno)
      }
      if got == 0 { break }
      count += got
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Writes all bytes.
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Refusal) {
    var done = 0
    while done < bytes.count {
      let wrote = bytes.withUnsafeBytes { buffer in
        #if canImport(Darwin)
          Darwin.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        #else
          Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        #endif
      }
      if wrote < 0 {
        if errno == EINTR { continue }
        throw Refusal(number: errno)
      }
      done += wrote
    }
  }

  /// Makes a new file with these bytes; what was begun is removed where that fails.
  static func create(_ path: String, _ bytes: [UInt8], mode: mode_t, sync: Bool) throws(Refusal) {
    let descriptor = try open(path, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
    do throws(Refusal) {
      defer { close(descriptor) }
      try write(bytes, to: descriptor)
      if sync, fsync(descriptor) != 0 { throw Refusal(number: errno) }
    } catch {
      unlink(path)
      throw error
    }
  }

  /// Makes what was written to a file, or renamed in a directory, outlast a power cut.
  static func sync(_ path: String) throws(Refusal) {
    let descriptor = try open(path, O_RDONLY)
    defer { close(descriptor) }
    // Some file systems know no fsync of a directory.
    if fsync(descriptor) != 0, errno != EINVAL, errno != EROFS { throw Refusal(number: errno) }
  }

  static func makeDirectories(_ path: String, mode: mode_t) throws(Refusal) {
    if mkdir(path, mode) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let parent = FilePath.parent(of: path), parent != path else {
      throw Refusal(number: errno)
    }
    try makeDirectories(parent, mode: mode)
    if mkdir(path, mode) != 0, errno != EEXIST { throw Refusal(number: errno) }
  }
}

/// Paths as text.
package enum FilePath {
  /// The directory that a path lies in; `nil` for a name alone.
  package static func parent(of path: String) -> String? {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last component.
  package static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// A path, relative to a directory unless it is absolute.
  package static func join(_ directory: String, _ path: String) -> String {
    if path.utf8.first == UInt8(ascii: "/") { return path }
    if path.isEmpty || path == "." { return directory }
    return directory.utf8.last == UInt8(ascii: "/") ? directory + path : directory + "/" + path
  }

  /// The absolute path without links, `.` and `..`; `nil` where there is no such thing.
  package static func real(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
