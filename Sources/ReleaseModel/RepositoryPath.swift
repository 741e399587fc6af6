/// Paths inside the repository: relative, with `/`, and the empty one for its root.
enum RepositoryPath {
  private static let slash = UInt8(ascii: "/")

  /// The folder of a file.
  static func directory(of path: String) -> String {
    guard let cut = path.utf8.lastIndex(of: slash) else { return "" }
    return String(path[..<cut])
  }

  /// The last component.
  static func name(of path: String) -> Substring {
    guard let cut = path.utf8.lastIndex(of: slash) else { return path[...] }
    return path[path.index(after: cut)...]
  }

  /// A path as written in a file of a folder, with `.` and `..` resolved.
  ///
  /// `nil` where it leaves the repository or is absolute.
  static func resolve(_ path: String, in directory: String) -> String? {
    if path.utf8.first == slash { return nil }
    var parts = directory.utf8.split(separator: slash).map { Substring($0) }
    for part in path.utf8.split(whereSeparator: { $0 == slash || $0 == UInt8(ascii: "\\") }) {
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(Substring(part))
      }
    }
    return parts.joined(separator: "/")
  }

  /// A file of a folder.
  static func join(_ directory: String, _ file: String) -> String {
    directory.isEmpty ? file : "\(directory)/\(file)"
  }

  /// Whether a path is a folder or lies below it.
  static func contains(_ directory: String, _ path: String) -> Bool {
    if directory.isEmpty || directory == path { return true }
    return path.utf8.count > directory.utf8.count && path.utf8.starts(with: directory.utf8)
      && Array(path.utf8.dropFirst(directory.utf8.count).prefix(1)) == [slash]
  }
}

/// A pattern for folders as `[workspace] members` has them: `*`, `?` and `[...]` stay inside one
/// component, `**` is any number of components.
struct PathGlob {
  private let components: [[UInt8]]

  init(_ pattern: String) {
    components = pattern.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }
      .filter { $0 != Array(".".utf8) }
  }

  /// Whether a pattern is more than a path.
  static func isPattern(_ text: String) -> Bool {
    text.utf8.contains { [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "[")].contains($0) }
  }

  /// Whether the whole path fits.
  func matches(_ path: String) -> Bool {
    Self.match(
      components[...], path.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }[...])
  }

  private static func match(_ pattern: ArraySlice<[UInt8]>, _ path: ArraySlice<[UInt8]>) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    if first == Array("**".utf8) {
      return (0...path.count).contains { match(pattern.dropFirst(), path.dropFirst($0)) }
    }
    guard let name = path.first, fits(first[...], name[...]) else { return false }
    return match(pattern.dropFirst(), path.dropFirst())
  }

  private static func fits(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    switch first {
    case UInt8(ascii: "*"):
      return (0...name.count).contains { fits(pattern.dropFirst(), name.dropFirst($0)) }
    case UInt8(ascii: "?"):
      return !name.isEmpty && fits(pattern.dropFirst(), name.dropFirst())
    case UInt8(ascii: "["):
      guard let end = pattern.dropFirst(2).firstIndex(of: UInt8(ascii: "]")), let byte = name.first
      else { return false }
      var set = pattern[(pattern.startIndex + 1)..<end]
      let isNegated = set.first == UInt8(ascii: "!")
      if isNegated { set = set.dropFirst() }
      return ByteSet.contains(byte, in: set) != isNegated
        && fits(pattern[(end + 1)...], name.dropFirst())
    default: return name.first == first && fits(pattern.dropFirst(), name.dropFirst())
    }
  }
}

/// What stands between `[` and `]` of a glob: bytes and ranges of them.
enum ByteSet {
  static func contains(_ byte: UInt8, in set: ArraySlice<UInt8>) -> Bool {
    var index = set.startIndex
    while index < set.endIndex {
      if index + 2 < set.endIndex, set[index + 1] == UInt8(ascii: "-") {
        if byte >= set[index], byte <= set[index + 2] { return true }
        index += 3
      } else {
        if byte == set[index] { return true }
        index += 1
      }
    }
    return false
  }
}

/// Finds the line of an offset without counting from the start each time.
struct LineIndex {
  private var starts: [Int] = [0]

  init(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { buffer in
      for index in 0..<buffer.count where buffer[index] == 0x0A { starts.append(index + 1) }
    }
  }

  /// The line of an offset, counted from 1.
  func line(of offset: Int) -> Int {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
