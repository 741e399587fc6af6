/// One change of the world as a value: it can be shown, journaled, confirmed, performed.
package enum Effect: Hashable, Sendable {
  /// Files of the work tree, all or none.
  case edit([FileEdit])
  /// A call of git that changes something.
  case git(GitCall)
  /// A call of a tool that changes a registry.
  case tool(ToolCall)
}

/// A file's contents before and after.
package struct FileEdit: Hashable, Sendable {
  /// Relative to the work tree.
  package let path: String
  /// `nil` where the file is not there yet.
  package let before: [UInt8]?
  package let after: [UInt8]
  package let executable: Bool

  package init(path: String, before: [UInt8]?, after: [UInt8], executable: Bool = false) {
    self.path = path
    self.before = before
    self.after = after
    self.executable = executable
  }
}

/// A call of git with what it means, so that a dry run can tell how the world would be.
package struct GitCall: Hashable, Sendable {
  /// What the call changes.
  package enum Change: Hashable, Sendable {
    /// A commit at HEAD of these files (relative to the work tree) as they are in the tree.
    case commit(message: String, paths: [String])
    /// An annotated tag at HEAD.
    case tag(name: String, message: String)
    /// References of a remote: each local object name, and the remote reference that gets it.
    case push(remote: String, references: [String])
    case deleteTag(name: String)
    case deleteRemoteTag(remote: String, name: String)
    /// Anything that a dry run need not follow.
    case other
  }

  /// After `git`.
  package let arguments: [String]
  package let change: Change

  package init(_ arguments: [String], _ change: Change) {
    self.arguments = arguments
    self.change = change
  }
}
