/// The record of effects: an intent before each, a result after it.
///
/// It says where to look after a run that was cut off; the truth is the world itself.
package struct Journal: Sendable {
  /// Appends one record, fsynced: what comes after it may rely on it.
  package var append: @Sendable (JournalRecord) throws(Failure) -> Void
  /// All records that a recovery may need, oldest first.
  package var records: @Sendable () throws(Failure) -> [JournalRecord]

  package init(
    append: @escaping @Sendable (JournalRecord) throws(Failure) -> Void,
    records: @escaping @Sendable () throws(Failure) -> [JournalRecord]
  ) {
    self.append = append
    self.records = records
  }
}

/// One line of `journal.jsonl`.
package struct JournalRecord: Hashable, Sendable {
  /// What the record tells.
  package enum Kind: Hashable, Sendable {
    /// Files are about to be replaced; their new contents lie beside them.
    case editIntent([Replacement])
    /// A git command is about to be run.
    case gitIntent(arguments: [String], change: String)
    /// A tool that changes a registry is about to be run.
    case toolIntent(command: [String], change: String)
    /// The effect of an intent came to its end.
    case result(succeeded: Bool)
    /// What a script's levels led to (`minor` of which package to which version), until it is done.
    case scriptLevels(script: String, versions: [String: String])
    /// A script came to its end.
    case scriptEnd(script: String)
  }

  /// A file that is about to be replaced.
  package struct Replacement: Hashable, Sendable {
    package var path: String
    /// SHA-256 in hexadecimal; `nil` where the file was not there.
    package var before: String?
    package var after: String
    /// The file beside it that holds the new contents.
    package var staged: String

    package init(path: String, before: String?, after: String, staged: String) {
      self.path = path
      self.before = before
      self.after = after
      self.staged = staged
    }
  }

  /// Joins an intent with its result.
  package var id: String
  /// The process that wrote it.
  package var process: Int32
  /// Seconds since 1970.
  package var time: Double
  package var kind: Kind

  package init(id: String, process: Int32, time: Double, kind: Kind) {
    self.id = id
    self.process = process
    self.time = time
    self.kind = kind
  }
}
