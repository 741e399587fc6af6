#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

// The program's own definitions stand before the C library's, so that the code under test calls them as
// it is. Each does what its namesake does, by another call.

/// `rename(2)`; the process may die before it.
@_cdecl("rename")
func killedRename(_ old: UnsafePointer<CChar>, _ new: UnsafePointer<CChar>) -> Int32 {
  if KillPoint.current.isReached(by: "rename") { kill(0, SIGKILL) }
  return renameat(AT_FDCWD, old, AT_FDCWD, new)
}

/// `unlink(2)`; the process may die before it.
@_cdecl("unlink")
func killedUnlink(_ path: UnsafePointer<CChar>) -> Int32 {
  if KillPoint.current.isReached(by: "unlink") { kill(0, SIGKILL) }
  return unlinkat(AT_FDCWD, path, 0)
}

/// `write(2)`; the process may die when half of a file's bytes are written.
@_cdecl("write")
func killedWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  var about = stat()
  let isFile = fstat(descriptor, &about) == 0 && about.st_mode & S_IFMT == S_IFREG
  let isLast = isFile && KillPoint.current.isReached(by: "write")
  var part = iovec(
    iov_base: UnsafeMutableRawPointer(mutating: bytes), iov_len: isLast ? count / 2 : count)
  let written = writev(descriptor, &part, 1)
  if isLast { kill(0, SIGKILL) }
  return written
}
