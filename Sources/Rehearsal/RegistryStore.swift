import Diagnostics
package import ReleaseWorld
import Synchronization

/// What a registry holds, in a directory: whole files, each complete and on disk before it has its
/// name, so that a process that is killed leaves what it answered for.
package final class RegistryStore: Sendable {
  private let files: Files
  private let writing = Mutex(())

  /// - Parameter files: Relative paths are below the data directory.
  package init(_ files: Files) { self.files = files }

  /// Looks and then writes with nobody else writing between.
  func exclusively<Value>(
    _ body: () throws(Failure) -> sending Value
  ) throws(Failure) -> sending Value {
    try writing.withLock { _ throws(Failure) in try body() }
  }

  func read(_ path: String) throws(Failure) -> [UInt8]? { try files.read(path) }
  func write(_ path: String, _ bytes: [UInt8]) throws(Failure) { try files.store(path, bytes) }
  func list(_ path: String) -> [String] { files.list(path) }
  func remove(_ path: String) throws(Failure) { try files.remove(path) }

  func json(_ path: String) throws(Failure) -> JSONValue? {
    guard let bytes = try read(path) else { return nil }
    guard let value = JSONValue(bytes) else { throw .damagedStore(path) }
    return value
  }

  /// The accounts that are kept, or fresh ones, kept from now on.
  package func accounts() throws(Failure) -> RegistryAccounts {
    if let kept = try json("accounts.json") {
      guard let accounts = RegistryAccounts(kept) else { throw .damagedStore("accounts.json") }
      return accounts
    }
    let accounts = RegistryAccounts.fresh()
    try write("accounts.json", accounts.json.bytes)
    return accounts
  }
}

extension ReleaseError {
  /// A file of the data directory is not what a registry writes.
  static func damagedStore(_ path: String) -> Self {
    Self(
      .fileUnreadable, "\(path) in the data directory is not what `relsh registry` wrote",
      why: ["restore it, or begin with another directory"], fix: ["registry --data new-registry"])
  }
}
