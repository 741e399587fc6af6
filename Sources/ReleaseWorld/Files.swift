/// Files, as the world lets them be read, and the few that are written outside of effects (state,
/// logs, history), which never lie in the work tree.
package struct Files: Sendable {
  /// What a path is.
  package enum Kind: Sendable { case file, directory, other }

  /// The contents, or `nil` where there is no such file; `.fileUnreadable` otherwise.
  package var read: @Sendable (_ path: String) throws(Failure) -> [UInt8]?
  /// What is at a path, or `nil`.
  package var kind: @Sendable (_ path: String) -> Kind?
  /// Whether a file is there that this process may start.
  package var isExecutable: @Sendable (_ path: String) -> Bool
  /// A look at a file that tells whether it was changed since, or `nil` where there is none.
  package var stamp: @Sendable (_ path: String) -> FileStamp?
  /// The names in a directory, sorted; empty where there is none.
  package var list: @Sendable (_ path: String) -> [String]
  /// Replaces a file of relsh's own (state): beside, fsynced, renamed; mode 0600, directories 0700.
  package var store: @Sendable (_ path: String, _ bytes: [UInt8]) throws(Failure) -> Void
  /// Appends to a file of relsh's own in one write; mode 0600, directories 0700.
  package var append: @Sendable (_ path: String, _ bytes: [UInt8]) throws(Failure) -> Void
  /// Writes a file that the person named (`transcript save FILE`): beside, fsynced, renamed.
  package var export:
    @Sendable (_ path: String, _ bytes: [UInt8], _ executable: Bool) throws(Failure) -> Void
  /// Removes a file of relsh's own; no error where it is not there.
  package var remove: @Sendable (_ path: String) throws(Failure) -> Void

  package init(
    read: @escaping @Sendable (String) throws(Failure) -> [UInt8]?,
    kind: @escaping @Sendable (String) -> Kind?,
    isExecutable: @escaping @Sendable (String) -> Bool,
    stamp: @escaping @Sendable (String) -> FileStamp?,
    list: @escaping @Sendable (String) -> [String],
    store: @escaping @Sendable (String, [UInt8]) throws(Failure) -> Void,
    append: @escaping @Sendable (String, [UInt8]) throws(Failure) -> Void,
    export: @escaping @Sendable (String, [UInt8], Bool) throws(Failure) -> Void,
    remove: @escaping @Sendable (String) throws(Failure) -> Void
  ) {
    self.read = read
    self.kind = kind
    self.isExecutable = isExecutable
    self.stamp = stamp
    self.list = list
    self.store = store
    self.append = append
    self.export = export
    self.remove = remove
  }
}
