import Testing

@testable import LineEditor

/// Bytes that are all there at once; nothing comes after them.
private struct Typed: ByteSource {
  let bytes: [UInt8]
  var position = 0

  mutating func byte(within milliseconds: Int32) -> UInt8? {
    guard position < bytes.count else { return nil }
    position += 1
    return bytes[position - 1]
  }

  mutating func putBack() { position -= 1 }

  /// All key presses of these bytes.
  static func presses(_ bytes: [UInt8]) -> [KeyPress] {
    var typed = Typed(bytes: bytes)
    var presses: [KeyPress] = []
    while let first = typed.byte(within: 0) {
      presses.append(typed.keyPress(startingWith: first))
    }
    return presses
  }
}

@Test(arguments: [
  ("a", [KeyPress.scalar(0x61)]), ("\r\n", [.scalar(0x0D), .scalar(0x0A)]),
  ("é漢😀", [.scalar(0xE9), .scalar(0x6F22), .scalar(0x1F600)]),
  ("\u{1B}[A\u{1B}OB", [.key(.up), .key(.down)]), ("\u{1B}[1;5D", [.key(.wordLeft)]),
  ("\u{1B}[3~x", [.key(.delete), .scalar(0x78)]), ("\u{1B}[200~", [.key(.paste)]),
  ("\u{1B}[15~\u{1B}[I\u{1B}[<0;1;2M", [.unknown, .unknown, .unknown]),
  ("\u{1B}", [.escape]), ("\u{1B}b", [.meta(0x62)]), ("\u{1B}[", [.meta(0x5B)]),
  ("\u{1B}\u{1B}[A", [.escape, .key(.up)]), ("\u{1B}é", [.unknown, .scalar(0xE9)]),
])
func `bytes become key presses`(text: String, presses: [KeyPress]) {
  #expect(Typed.presses(Array(text.utf8)) == presses)
}

@Test(
  arguments: [
    [0xFF], [0xC3], [0xE6, 0xBC], [0xC0], [0xC2, 0x9B], [0xED, 0xA0, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xE0, 0x80, 0x80],
  ] as [[UInt8]])
func `bytes that are no character become U+FFFD`(bytes: [UInt8]) {
  #expect(Typed.presses(bytes) == [.scalar(0xFFFD)])
  #expect(Typed.presses(bytes + [0x61]) == [.scalar(0xFFFD), .scalar(0x61)])
}

@Test(arguments: [
  ("one\u{1B}[201~", "one"), ("one\r\ntwo\rthree\n\u{1B}[201~", "one\ntwo\nthree"),
  ("a\u{0}b\u{3}\u{1B}[A\u{1B}[201~", "ab\u{3}\u{1B}[A"), ("no end", "no end"),
  ("\u{9B}\u{1B}[201~", "\u{FFFD}"), ("0123456789abcdefghij\u{1B}[201~", "0123456789abcdef"),
])
func `a paste is its text and nothing else`(bytes: String, text: String) {
  var typed = Typed(bytes: Array(bytes.utf8))
  #expect(LineEditor.text(typed.pastedText(limit: 16)) == text)
}

@Test func `every key has a code that libedit can bind`() {
  for key in Key.allCases { #expect((0x81...0x9F).contains(key.rawValue)) }
}
