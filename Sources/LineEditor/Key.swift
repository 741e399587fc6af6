/// The keys that come as escape sequences, each with the one code under which libedit knows it.
///
/// Codes are control characters of Latin-1, which nobody types. libedit never sees a sequence: it
/// would insert the tail of one that it does not know.
enum Key: UInt32, CaseIterable {
  case up = 0x81
  case down, right, left, home, end, delete, wordLeft, wordRight, backTab, paste

  /// The key of a sequence, given without its ESC; `nil` for one that means nothing here.
  ///
  /// Source: xterm's control sequences, "PC-Style Function Keys"; the Linux console and rxvt differ in
  /// home and end.
  init?(sequence: [UInt8]) {
    guard let key = Self.sequences[sequence] else { return nil }
    self = key
  }

  private static let sequences: [[UInt8]: Key] = {
    var table: [[UInt8]: Key] = [:]
    let names: [(String, Key)] = [
      ("[A", .up), ("OA", .up), ("[B", .down), ("OB", .down),
      ("[C", .right), ("OC", .right), ("[D", .left), ("OD", .left),
      ("[H", .home), ("OH", .home), ("[1~", .home), ("[7~", .home),
      ("[F", .end), ("OF", .end), ("[4~", .end), ("[8~", .end), ("[3~", .delete),
      ("[1;5D", .wordLeft), ("[1;3D", .wordLeft), ("Od", .wordLeft),
      ("[1;5C", .wordRight), ("[1;3C", .wordRight), ("Oc", .wordRight),
      ("[Z", .backTab), ("[200~", .paste),
    ]
    for (sequence, key) in names { table[Array(sequence.utf8)] = key }
    return table
  }()
}

/// What one key press is, decoded from the bytes of the terminal.
enum KeyPress: Equatable {
  /// A character, control characters among them.
  case scalar(UInt32)
  case key(Key)
  /// ESC and an ASCII character at once: Alt in most terminals.
  case meta(UInt8)
  case escape
  /// A sequence that nobody knows: dropped, never inserted.
  case unknown
}

/// Bytes as they arrive.
protocol ByteSource {
  /// The next byte, or `nil` where none comes within so many milliseconds.
  mutating func byte(within milliseconds: Int32) -> UInt8?
  /// Gives back the byte that was read last.
  mutating func putBack()
}

extension ByteSource {
  /// The key press that begins with `first`.
  ///
  /// Waits 25 ms for what may follow an ESC, and 100 ms for the rest of a character. Invalid UTF-8,
  /// and the control characters of Latin-1 that stand for keys, become U+FFFD.
  mutating func keyPress(startingWith first: UInt8) -> KeyPress {
    switch first {
    case 0x1B: escapeSequence()
    case 0..<0x80: .scalar(UInt32(first))
    default: .scalar(multibyteScalar(startingWith: first))
    }
  }

  private mutating func escapeSequence() -> KeyPress {
    guard let second = byte(within: 25) else { return .escape }
    guard second == 0x5B || second == 0x4F else {
      if second >= 0x80 || second == 0x1B {
        putBack()
        return second == 0x1B ? .escape : .unknown
      }
      return .meta(second)
    }
    var sequence = [second]
    while sequence.count < 24, let next = byte(within: 25) {
      sequence.append(next)
      if second == 0x4F || (0x40...0x7E).contains(next) { break }
    }
    if sequence.count == 1 { return .meta(second) }
    return Key(sequence: sequence).map(KeyPress.key) ?? .unknown
  }

  private mutating func multibyteScalar(startingWith first: UInt8) -> UInt32 {
    let replacement: UInt32 = 0xFFFD
    let following: Int
    switch first {
    case 0xC2...0xDF: following = 1
    case 0xE0...0xEF: following = 2
    case 0xF0...0xF4: following = 3
    default: return replacement
    }
    var value = UInt32(first) & (0x7F >> UInt32(following + 1))
    for _ in 0..<following {
      guard let next = byte(within: 100) else { return replacement }
      guard next & 0xC0 == 0x80 else {
        putBack()
        return replacement
      }
      value = value << 6 | UInt32(next & 0x3F)
    }
    let least: UInt32 = following == 1 ? 0xA0 : following == 2 ? 0x800 : 0x10000
    return value < least || Unicode.Scalar(value) == nil ? replacement : value
  }
}

extension ByteSource {
  /// The text of a bracketed paste, up to its end mark; the mark that began it was read already.
  ///
  /// Ends too where nothing comes for two seconds. CR and CRLF become LF; NUL and the last newline are
  /// dropped; invalid UTF-8 becomes U+FFFD. At most `limit` scalars, the rest is thrown away.
  mutating func pastedText(limit: Int) -> [UInt32] {
    let mark: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]
    var bytes: [UInt8] = []
    while let next = byte(within: 2000) {
      bytes.append(next)
      if next == mark[5], bytes.suffix(6) == mark[...] {
        bytes.removeLast(6)
        break
      }
    }
    var scalars: [UInt32] = []
    var last: UInt32 = 0
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars.lazy.map(\.value) {
      defer { last = scalar }
      switch scalar {
      case 0: continue
      case 0x0A where last == 0x0D: continue
      case 0x0D: scalars.append(0x0A)
      case 0x80..<0xA0: scalars.append(0xFFFD)
      default: scalars.append(scalar)
      }
    }
    if scalars.last == 0x0A { scalars.removeLast() }
    return Array(scalars.prefix(max(0, limit)))
  }
}
