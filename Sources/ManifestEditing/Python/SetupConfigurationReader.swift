internal import Diagnostics

/// Reads the lines of a `setup.cfg`.
struct SetupConfigurationReader {
  private let bytes: [UInt8]
  private let file: String
  private var options: [SetupOption] = []
  private var section: String?
  private var sections: Set<String> = []
  private var names: Set<String> = []
  /// The option whose lines are being collected.
  private var open: (name: String, indentation: Int, lines: [Range<Int>])?

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  mutating func read() throws(ReleaseError) -> [SetupOption] {
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while position < bytes.count {
      var end = position
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r") {
        end += 1
      }
      try readLine(position..<end)
      position = end + 1
    }
    close()
    return options
  }

  private mutating func readLine(_ line: Range<Int>) throws(ReleaseError) {
    let text = trimmed(line)
    guard let first = text.first.map({ bytes[$0] }) else { return }
    if first == UInt8(ascii: "#") || first == UInt8(ascii: ";") { return }
    let indentation = text.lowerBound - line.lowerBound
    if let option = open, indentation > option.indentation {
      open?.lines.append(text)
    } else if first == UInt8(ascii: "["),
      let end = text.last(where: { bytes[$0] == UInt8(ascii: "]") })
    {
      close()
      let name = String(decoding: bytes[(text.lowerBound + 1)..<end], as: UTF8.self)
      guard sections.insert(name).inserted else { throw fail("a section stands once", at: text) }
      section = name
      names = []
    } else {
      try readOption(text, indentation: indentation)
    }
  }

  private mutating func readOption(_ text: Range<Int>, indentation: Int) throws(ReleaseError) {
    close()
    guard section != nil else { throw fail("a line stands under a [section]", at: text) }
    guard
      let delimiter = text.first(where: {
        bytes[$0] == UInt8(ascii: "=") || bytes[$0] == UInt8(ascii: ":")
      }), delimiter > text.lowerBound
    else { throw fail("an option is NAME = VALUE", at: text) }
    let name = trimmed(text.lowerBound..<delimiter)
    let key = String(decoding: bytes[name], as: UTF8.self)
    guard names.insert(key).inserted else {
      throw fail("an option stands once in its section", at: name)
    }
    open = (key, indentation, [trimmed((delimiter + 1)..<text.upperBound)])
  }

  /// Ends the option whose lines were being collected.
  private mutating func close() {
    guard let option = open, let section else { return }
    open = nil
    let lines = option.lines.filter { !$0.isEmpty }
    let place = option.lines.first?.upperBound ?? 0
    options.append(
      SetupOption(
        section: section, name: SetupOption.normal(option.name),
        value: lines.map { String(decoding: bytes[$0], as: UTF8.self) }.joined(separator: "\n"),
        range: (lines.first?.lowerBound ?? place)..<(lines.last?.upperBound ?? place)))
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, Self.isBlank(bytes[start]) { start += 1 }
    while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0B || byte == 0x0C
  }

  private func fail(_ rule: String, at range: Range<Int>) -> ReleaseError {
    .badManifest(file, isNot: "configuration", rule, bytes: bytes, at: range)
  }
}
