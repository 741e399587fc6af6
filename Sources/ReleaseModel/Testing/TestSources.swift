/// Which of a commit's files are taken out before a wheel is tested, so that no test imports them in its place.
package struct TestSources: Hashable, Sendable {
  /// Folders and files, relative to the repository.
  package private(set) var removed: [String] = []
  /// Whether files of the distribution's folder that stay look like tests to pytest.
  package private(set) var hasTests = false

  /// `paths` are all files of the commit, `names` the modules and packages at the top of the wheel.
  ///
  /// A package is looked for at most two folders below the distribution's: `llmcc`, `src/llmcc`.
  package init(_ paths: [String], in directory: String, without names: [String]) {
    let prefix = directory.isEmpty ? [] : directory.split(separator: "/")
    let wanted = Set(names.filter { !["test", "tests"].contains($0) })
    var seen: Set<String> = []
    for path in paths where path.hasSuffix(".py") {
      let parts = path.split(separator: "/")
      guard parts.starts(with: prefix), parts.count > prefix.count else { continue }
      let own = parts.dropFirst(prefix.count)
      let place = own.prefix(3).firstIndex { part in
        wanted.contains(String(part))
          || (part.hasSuffix(".py") && wanted.contains(String(part.dropLast(3))))
      }
      let isOfTests = own.prefix { !wanted.contains(String($0)) }
        .contains { ["test", "tests", "testing"].contains($0) }
      if let place, !isOfTests {
        let found = parts[...place].joined(separator: "/")
        if seen.insert(found).inserted { removed.append(found) }
      } else if let file = own.last, file.hasPrefix("test_") || file.hasSuffix("_test.py") {
        hasTests = true
      }
    }
  }
}
