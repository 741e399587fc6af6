import CRelsh

/// The memory of this process.
package enum ProgramMemory {
  /// Keeps it small, to be called before the first thread is started.
  ///
  /// glibc gives each thread an arena of its own, which holds what the thread freed: after the first look
  /// at 1,000 crates that is 5 MiB of 26.
  package static func keepSmall() { relsh_keep_memory_small() }
}
