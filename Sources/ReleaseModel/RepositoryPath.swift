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
