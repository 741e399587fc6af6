package import Diagnostics

/// How tags of a package are named: a template with the version and perhaps the package's name.
///
/// `{crate}-v{version}`, `v{version}`, `{package}/{version}`: `{crate}`, `{package}` and `{name}`
/// all stand for the package's name.
package struct TagFormat: Hashable, Sendable, CustomStringConvertible {
  /// The format as it is written.
  package let template: String
  private let pieces: [Piece]

  private enum Piece: Hashable, Sendable {
    case text(String), name, version
  }

  /// The guide's format for crates.
  package static let ofCrates = TagFormat(
    template: "{crate}-v{version}", pieces: [.name, .text("-v"), .version])
  /// The guide's format for distributions.
  package static let ofDistributions = TagFormat(
    template: "v{version}", pieces: [.text("v"), .version])

  /// The guide's format for packages of a kind.
  package static func guide(_ kind: PackageKind) -> TagFormat {
    kind == .crate ? ofCrates : ofDistributions
  }

  private init(template: String, pieces: [Piece]) {
    self.template = template
    self.pieces = pieces
  }

  /// The format whose tags are a text before the version.
  ///
  /// The prefix may hold `{crate}`, `{package}` or `{name}`, once; else this throws `usage`.
  init(prefix: String) throws(ReleaseError) { try self.init(prefix + "{version}") }

  /// Reads a template.
  ///
  /// - Throws: `usage`, with the place in the template, where a placeholder is unknown or stands
  ///   twice, or where there is no `{version}`.
  package init(_ template: String) throws(ReleaseError) {
    let bytes = Array(template.utf8)
    var pieces: [Piece] = []
    var start = 0
    func text(to end: Int) {
      guard end > start else { return }
      pieces.append(.text(String(decoding: bytes[start..<end], as: UTF8.self)))
    }
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "{") else {
        index += 1
        continue
      }
      text(to: index)
      var end = index
      while end < bytes.count, bytes[end] != UInt8(ascii: "}") { end += 1 }
      let piece: Piece? =
        switch String(decoding: bytes[index..<min(end + 1, bytes.count)], as: UTF8.self) {
        case "{version}": .version
        case "{crate}", "{package}", "{name}": .name
        default: nil
        }
      guard let piece, !pieces.contains(piece) else {
        throw ReleaseError(
          .usage, "`\(template)` is not a tag format",
          at: Place(file: nil, bytes: bytes, range: index..<min(end + 1, bytes.count)),
          why: ["`{version}` stands in it once, `{crate}`, `{package}` or `{name}` at most once"])
      }
      pieces.append(piece)
      index = min(end + 1, bytes.count)
      start = index
    }
    text(to: bytes.count)
    guard pieces.contains(.version) else {
      throw ReleaseError(
        .usage, "`\(template)` is not a tag format",
        at: Place(file: nil, bytes: bytes, range: 0..<bytes.count),
        why: ["`{version}` is missing, so every release would have the same tag"])
    }
    self.init(template: template, pieces: pieces)
  }

  /// The format as it is written.
  package var description: String { template }

  /// Whether the package's name is a part of the tag.
  package var isNamed: Bool { pieces.contains(.name) }

  /// The tag of a version.
  ///
  /// `version` is spelled already: as SemVer for crates, as PEP 440 for distributions.
  package func render(package name: String, version: String) -> String {
    pieces.reduce(into: "") { tag, piece in
      switch piece {
      case .text(let text): tag += text
      case .name: tag += name
      case .version: tag += version
      }
    }
  }

  /// What stands before and behind the version in the tags of a package.
  package func frame(package name: String) -> (prefix: String, suffix: String) {
    var frame = (prefix: "", suffix: "")
    var isBehind = false
    for piece in pieces {
      let text: String
      switch piece {
      case .text(let literal): text = literal
      case .name: text = name
      case .version:
        isBehind = true
        continue
      }
      if isBehind { frame.suffix += text } else { frame.prefix += text }
    }
    return frame
  }

  /// The version that a tag of that package names; `nil` where the tag is another's.
  package func version(in tag: String, package name: String) -> Version? {
    let (prefix, suffix) = frame(package: name)
    let bytes = Array(tag.utf8)
    let (before, behind) = (prefix.utf8.count, suffix.utf8.count)
    guard bytes.count > before + behind, bytes.starts(with: prefix.utf8),
      bytes.suffix(behind).elementsEqual(suffix.utf8)
    else { return nil }
    return Version(bytes: bytes[before..<(bytes.count - behind)])
  }
}
