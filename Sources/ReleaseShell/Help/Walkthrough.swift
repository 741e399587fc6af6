/// A topic of `help`: one text file, whose first line is its title.
struct Walkthrough: Sendable {
  /// The word that `help` takes.
  let name: String
  let text: String

  private init(_ name: String, _ bytes: [UInt8]) {
    self.name = name
    text = String(decoding: bytes.last == 0x0A ? bytes.dropLast() : bytes[...], as: UTF8.self)
  }

  /// Every topic, in the order in which a newcomer reads them.
  static let all = [
    Walkthrough("first-release", PackageResources.first_release_txt),
    Walkthrough("tags", PackageResources.tags_txt),
    Walkthrough("versions", PackageResources.versions_txt),
    Walkthrough("tokens", PackageResources.tokens_txt),
    Walkthrough("transcripts", PackageResources.transcripts_txt),
    Walkthrough("troubleshooting", PackageResources.troubleshooting_txt),
  ]

  /// The title without the topic's name before its colon.
  var summary: String {
    let title = text.prefix { $0 != "\n" }
    guard let colon = title.firstIndex(of: ":") else { return String(title) }
    return String(title[title.index(after: colon)...].drop { $0 == " " })
  }
}
