import Foundation

/// A program of this machine that a test asks for its opinion.
enum Tool {
  /// What it prints; `nil` where it is not there or fails.
  static func output(_ arguments: [String], in directory: URL? = nil) -> String? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    // Some trees pin a toolchain that is not there.
    process.environment = ProcessInfo.processInfo.environment
      .merging(["RUSTUP_TOOLCHAIN": "stable"]) { own, _ in own }
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }

  static let hasCargo = output(["cargo", "--version"]) != nil

  /// A new folder that is gone afterwards.
  static func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "relsh-model-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }
}
