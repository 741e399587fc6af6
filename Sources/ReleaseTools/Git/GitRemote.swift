import Diagnostics
import ReleaseWorld

extension GitClient {
  /// Seconds that a remote has to answer.
  static let patience = 20

  func remoteReferences(
    _ remote: String, _ patterns: [String]
  ) throws(Failure) -> [String: String] {
    var arguments = ["ls-remote", "--quiet"]
    if patterns.isEmpty { arguments += ["--heads", "--tags"] }
    arguments += ["--", remote]
    for pattern in patterns {
      arguments.append(pattern)
      // A pattern does not take the peeled twin of a tag with it.
      if pattern.hasPrefix("refs/tags/"), !pattern.hasSuffix("^{}") {
        arguments.append(pattern + "^{}")
      }
    }
    let end = try processes.run(query(arguments, limit: Self.patience))
    guard end.status == 0 else {
      if end.wasInterrupted { throw .gitInterrupted(arguments) }
      throw GitFailure.silent(remote, end, limit: Self.patience)
    }
    let exact = Set(patterns.filter { $0.hasPrefix("refs/") && !$0.contains("*") })
    var references: [String: String] = [:]
    for line in end.output.split(separator: 0x0A) {
      guard let tab = line.firstIndex(of: 0x09) else { continue }
      let name = String(decoding: line[(tab + 1)...], as: UTF8.self)
      // A pattern fits the end of a name: `refs/x/refs/tags/v1` too.
      if !patterns.isEmpty, exact.count == patterns.count,
        !exact.contains(name.hasSuffix("^{}") ? String(name.dropLast(3)) : name)
      {
        continue
      }
      references[name] = String(decoding: line[..<tab], as: UTF8.self)
    }
    return references
  }
}
