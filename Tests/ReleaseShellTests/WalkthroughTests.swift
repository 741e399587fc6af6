import Testing

@testable import ReleaseShell

private let topics: [(name: String, text: [UInt8])] = [
  ("first-release", PackageResources.first_release_txt), ("tags", PackageResources.tags_txt),
  ("tokens", PackageResources.tokens_txt), ("transcripts", PackageResources.transcripts_txt),
  ("troubleshooting", PackageResources.troubleshooting_txt),
  ("versions", PackageResources.versions_txt),
]

@Test func `a walkthrough has a title and fits sixty lines of a terminal`() {
  for topic in topics {
    let lines = topic.text.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
    #expect(lines.count <= 60, "\(topic.name)")
    #expect(lines.count > 20 && lines[1].isEmpty && topic.text.last == 0x0A, "\(topic.name)")
    for (number, line) in lines.enumerated() {
      #expect(line.count <= 78 && line.last != 0x20, "\(topic.name):\(number + 1)")
    }
  }
}
