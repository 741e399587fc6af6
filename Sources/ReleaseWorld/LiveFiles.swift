#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Files {
  /// The files of this machine; relative paths are relative to `root`.
  package static func live(root: String) -> Files {
    Files(
      read: { (path: String) throws(Failure) -> [UInt8]? in
        do throws(Descriptor.Refusal) {
          return try Descriptor.contents(FilePath.join(root, path))
        } catch {
          if error.number == ENOENT || error.number == ENOTDIR { return nil }
          throw Failure.unreadable(path, error.number)
        }
      },
      kind: { path in
        var about = stat()
        guard stat(FilePath.join(root, path), &about) == 0 else { return nil }
        switch about.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        default: return .other
        }
      },
      isExecutable: { path in
        let path = FilePath.join(root, path)
        var about = stat()
        return stat(path, &about) == 0 && about.st_mode & S_IFMT == S_IFREG
          && access(path, X_OK) == 0
      },
      stamp: { FileStamp(of: FilePath.join(root, $0)) },
      list: { names(in: FilePath.join(root, $0)) },
      store: { (path: String, bytes: [UInt8]) throws(Failure) in
        let path = FilePath.join(root, path)
        do throws(Descriptor.Refusal) {
          if let parent = FilePath.parent(of: path) {
            try Descriptor.makeDirectories(parent, mode: 0o700)
          }
          try replace(path, bytes, mode: 0o600)
        } catch {
          throw Failure.unwritable(path, error.number)
        }
      },
      append: { (path: String, bytes: [UInt8]) throws(Failure) in
        let path = FilePath.join(root, path)
        do throws(Descriptor.Refusal) {
          try append(path, bytes)
        } catch {
          throw Failure.unwritable(path, error.number)
        }
      },
      export: { (path: String, bytes: [UInt8], executable: Bool) throws(Failure) in
        let full = FilePath.join(root, path)
        // A link stays a link: what it leads to is written.
        let target = FilePath.real(full) ?? full
        var about = stat()
        let mode: mode_t
        if stat(target, &about) == 0 {
          if about.st_mode & S_IFMT == S_IFDIR { throw Failure.unwritable(path, EISDIR) }
          if about.st_mode & 0o222 == 0 { throw Failure.readOnly(path) }
          mode = about.st_mode & 0o777 | (executable ? 0o111 : 0)
        } else {
          let mask = umask(0)
          umask(mask)
          mode = (executable ? 0o777 : 0o666) & ~mask
        }
        do throws(Descriptor.Refusal) {
          try replace(target, bytes, mode: mode)
        } catch {
          throw Failure.unwritable(path, error.number)
        }
      },
      remove: { (path: String) throws(Failure) in
        let path = FilePath.join(root, path)
        if unlink(path) != 0, errno != ENOENT, errno != ENOTDIR {
          throw Failure.unwritable(path, errno)
        }
      })
  }

  private static func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func replace(
    _ path: String, _ bytes: [UInt8], mode: mode_t
  ) throws(Descriptor.Refusal) {
    let directory = FilePath.parent(of: path) ?? "."
    let prefix = ".\(FilePath.name(of: path)).relsh-"
    let beside = "\(directory)/\(prefix)\(getpid())"
    // A process that died here may have left one.
    for name in names(in: directory) where name.hasPrefix(prefix) {
      guard let process = Int32(name.dropFirst(prefix.count)) else { continue }
      if process == getpid() || kill(process, 0) != 0 && errno == ESRCH {
        unlink("\(directory)/\(name)")
      }
    }
    try Descriptor.create(beside, bytes, mode: mode, sync: true)
    chmod(beside, mode)
    if rename(beside, path) != 0 {
      let number = errno
      unlink(beside)
      throw Descriptor.Refusal(number: number)
    }
    try Descriptor.sync(directory)
  }

  private static func append(_ path: String, _ bytes: [UInt8]) throws(Descriptor.Refusal) {
    let flags = O_WRONLY | O_APPEND | O_CREAT
    let descriptor: Int32
    do {
      descriptor = try Descriptor.open(path, flags, mode: 0o600)
    } catch {
      guard error.number == ENOENT, let parent = FilePath.parent(of: path) else { throw error }
      try Descriptor.makeDirectories(parent, mode: 0o700)
      descriptor = try Descriptor.open(path, flags, mode: 0o600)
    }
    defer { close(descriptor) }
    try Descriptor.write(bytes, to: descriptor)
  }
}
