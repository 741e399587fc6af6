import Foundation
import Testing

/// Test data that lies beside the checkout, in `../shared`.
enum SharedData {
  /// Whether tests that need it may run; set `RELSH_NO_SHARED=1` where it is not there.
  static let isExpected = ProcessInfo.processInfo.environment["RELSH_NO_SHARED"] != "1"

  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared")

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: root.appending(path: path)))
  }
}
