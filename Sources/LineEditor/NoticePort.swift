import CLibEdit
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where other threads leave what the person at the prompt should see, without a key.
///
/// Also the pipe by which signal handlers wake the editor. It lives as long as somebody holds it, so
/// that a late `post` never writes to a descriptor that is another's by then.
package final class NoticePort: Sendable {
  private let pending = Mutex<[[StyledText]]>([])
  let readDescriptor: Int32
  let writeDescriptor: Int32

  init?() {
    var ends: [Int32] = [-1, -1]
    guard libedit_pipe(&ends) == 0 else { return nil }
    readDescriptor = ends[0]
    writeDescriptor = ends[1]
  }

  deinit {
    _ = Platform.close(readDescriptor)
    _ = Platform.close(writeDescriptor)
  }

  /// Has the prompt asked for again and repainted; prints `text` above it first, if there is one.
  ///
  /// May be called from any thread. While no prompt is shown the notice waits for the next one.
  package func post(_ text: String? = nil) { post(text.map { [StyledText($0)] } ?? []) }

  /// The same for several lines, each in a style of its own.
  package func post(_ lines: [StyledText]) {
    pending.withLock { $0.append(lines) }
    var byte: UInt8 = 0
    _ = write(writeDescriptor, &byte, 1)  // a full pipe wakes as well
  }

  /// What was posted since the last call, in order.
  func take() -> [[StyledText]] {
    pending.withLock { notices in
      defer { notices.removeAll() }
      return notices
    }
  }
}
