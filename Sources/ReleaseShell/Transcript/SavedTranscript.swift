import CommandLanguage
import Diagnostics
import ReleaseModel

/// The text of a saved transcript: what converged, with versions as parameters where that was asked for.
struct SavedTranscript {
  let heading: String?
  let entries: [ScriptWriter.Entry]
  private(set) var parameters: [ScriptWriter.Parameter] = []

  init(heading: String?, entries: [ScriptWriter.Entry]) {
    self.heading = heading
    self.entries = entries
  }

  /// The versions that were released, in the order in which they first stand.
  var versions: [Version] {
    var found: [Version] = []
    for outcome in entries.flatMap(\.outcomes).map(TranscriptOutcome.init) {
      let texts: [String]
      switch outcome.verb {
      case .bumped, .committed, .target:
        texts = outcome.version.map { [$0] } ?? outcome.objects.compactMap(Self.version)
      case .tagged: texts = outcome.objects.compactMap(Self.versionOfTag)
      default: texts = []
      }
      for version in texts.compactMap({ try? Version($0) }) where !found.contains(version) {
        found.append(version)
      }
    }
    return found
  }

  /// Makes parameters of `NAME` or `NAME=VERSION`.
  ///
  /// - Throws: `.usage` where a name stands for no version or for several.
  mutating func parameterise(_ assignments: [String], command: String) throws(ReleaseError) {
    for assignment in assignments {
      let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
      let version = try version(of: parts, command: command)
      guard let name = parts.first, Self.isName(name) else {
        throw ReleaseError(
          .usage, "`\(assignment)` names no parameter",
          why: ["a parameter has a name of letters, digits, `_` and `-`"],
          fix: [ShellLine("\(command) --param version=\(version)")])
      }
      guard !parameters.contains(where: { $0.name == name || $0.version == "\(version)" }) else {
        throw ReleaseError(
          .usage, "`\(assignment)` names a parameter or a version twice",
          why: ["each version has one name"])
      }
      let python = (try? version.spelling(for: .distribution)) ?? "\(version)"
      parameters.append(ScriptWriter.Parameter(name, version: "\(version)", pep440: python))
    }
  }

  private func version(of parts: [String], command: String) throws(ReleaseError) -> Version {
    let name = parts.first ?? "version"
    let fix = versions.map { ShellLine("\(command) --param \(name)=\($0)") }
    let list = versions.map(\.description).joined(separator: ", ")
    if parts.count == 2 {
      let version = try Version(parts[1])
      guard versions.contains(version) else {
        throw ReleaseError(
          .usage, "\(version) stands in no line of the transcript",
          why: [versions.isEmpty ? "it holds no version" : "it holds \(list)"], fix: fix)
      }
      return version
    }
    guard let only = versions.first, versions.count == 1 else {
      throw ReleaseError(
        .usage,
        versions.isEmpty
          ? "the transcript holds no version to make a parameter of"
          : "`\(name)` can stand for one version, and the transcript holds \(list)",
        why: ["a parameter takes the place of one version wherever that stands"], fix: fix)
    }
    return only
  }

  /// The whole file.
  ///
  /// `isPythonic` says of a tag whether it is one of a distribution, whose versions are
  /// spelled as Python spells them; objects always hold the canonical spelling.
  func text(isPythonic: (String) -> Bool) -> String {
    ScriptWriter(header: heading.map { [$0] } ?? [], parameters: parameters)
      .render(entries) { word in !word.contains("@") && isPythonic(word) }
  }

  private static func version(_ object: String) -> String? {
    object.utf8.lastIndex(of: UInt8(ascii: "@")).map {
      String(object[object.utf8.index(after: $0)...])
    }
  }

  /// The version at the end of a tag, behind `v` or a hyphen.
  private static func versionOfTag(_ tag: String) -> String? {
    let bytes = Array(tag.utf8)
    for start in bytes.indices where (0x30...0x39).contains(bytes[start]) {
      guard start == 0 || bytes[start - 1] == UInt8(ascii: "v") || bytes[start - 1] == 0x2D else {
        continue
      }
      let text = String(decoding: bytes[start...], as: UTF8.self)
      if (try? Version(text)) != nil { return text }
    }
    return nil
  }

  private static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
        default: false
        }
      }
  }
}
