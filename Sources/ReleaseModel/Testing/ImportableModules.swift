/// What of a wheel can be imported once it is installed.
package struct ImportableModules: Hashable, Sendable {
  /// The names at the top: folders and modules, those of namespace packages too.
  package private(set) var top: [String] = []
  /// The modules that an import reaches first, with their dots: of a namespace package what lies in it.
  package private(set) var modules: [String] = []
  /// Whether test files are installed with it, below its first name.
  package private(set) var hasTests = false

  /// Reads the names of a wheel's entries.
  package init(_ paths: [String]) {
    var packages: Set<[Substring]> = []
    var singles: [[Substring]] = []
    for path in paths {
      let parts = path.split(separator: "/")
      guard let file = parts.last, parts.count > 1 || Self.module(file) != nil,
        !parts[0].hasSuffix(".dist-info"), !parts[0].hasSuffix(".data"),
        !parts[0].hasSuffix(".libs")
      else { continue }
      guard let name = Self.module(file) else { continue }
      if parts.count > 1, file.hasPrefix("test_"), file.hasSuffix(".py") { hasTests = true }
      let folder = Array(parts.dropLast())
      if name == "__init__" { packages.insert(folder) } else { singles.append(folder + [name]) }
      if let first = (folder + [name]).first, name != "__init__" || parts.count > 1,
        !top.contains(String(first))
      {
        top.append(String(first))
      }
    }
    func isInside(_ module: [Substring]) -> Bool {
      (1..<max(1, module.count)).contains { packages.contains(Array(module.prefix($0))) }
    }
    let found =
      packages.filter { !isInside($0) }.map { $0.joined(separator: ".") }
      + singles.filter { !isInside($0) }.map { $0.joined(separator: ".") }
    modules = found.filter { name in
      let parts = name.split(separator: ".")
      return parts.allSatisfy(Self.isIdentifier) && !["test", "tests"].contains(parts[0])
    }.sorted()
    top.sort()
  }

  /// The module that a file is, `nil` where it is none: `_native` of `_native.abi3.so`.
  private static func module(_ file: Substring) -> Substring? {
    guard let dot = file.firstIndex(of: "."), dot > file.startIndex else { return nil }
    let isModule =
      file.hasSuffix(".so") || file.hasSuffix(".pyd") || file[dot...] == ".py"
    return isModule ? file[..<dot] : nil
  }

  private static func isIdentifier(_ name: Substring) -> Bool {
    name.utf8.first.map { !$0.isDigit } == true
      && name.utf8.allSatisfy { ($0.isIdentifier && $0 != 0x2D) || $0 == 0x5F }
  }
}
