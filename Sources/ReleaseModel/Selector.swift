package import Diagnostics

/// How a person names packages (design, section 2).
package enum Selector {
  /// The words that stand for several packages at once.
  package static let words = ["all", "crates", "python", "changed", "dependents"]

  /// What the words stand for: `all` and `crates` mean what the repository releases.
  package struct Scope: Sendable {
    /// The packages that the repository releases.
    package var released: [Int]
    /// Released packages with commits since their last tag; `nil` where that is not known.
    package var changed: [Int]?
    /// What is selected now: `dependents` are the released packages that need one of these.
    package var selected: [Int]

    /// What the words stand for.
    package init(released: [Int], changed: [Int]? = nil, selected: [Int] = []) {
      self.released = released
      self.changed = changed
      self.selected = selected
    }
  }

  /// The packages that a selector names, each once, in publish order.
  ///
  /// - Throws: `unknown-package` with the nearest selectors, `ambiguous-package` with those that
  ///   fit, `nothing-selected` where a word stands for no package.
  package static func resolve(
    _ text: String, in repository: Repository, scope: Scope
  ) throws(ReleaseError) -> [Int] {
    var found: [Int] = []
    for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      var word = Substring(part)
      while word.first == " " { word.removeFirst() }
      while word.last == " " { word.removeLast() }
      found += try one(String(word), in: repository, scope: scope)
    }
    return repository.publishOrder(of: found).packages
  }

  private static func one(
    _ word: String, in repository: Repository, scope: Scope
  ) throws(ReleaseError) -> [Int] {
    let packages = repository.packages
    switch word {
    case "all": return try some(scope.released, word)
    case "crates": return try some(scope.released.filter { packages[$0].kind == .crate }, word)
    case "dependents":
      return try some(
        repository.dependents(of: scope.selected).filter(scope.released.contains), word,
        why: scope.selected.isEmpty
          ? "it means those that need a selected package, and none is selected"
          : "no package that this repository releases needs a selected one")
    case "changed": return try some(scope.changed ?? scope.released, word)
    case "python":
      let released = scope.released.filter { packages[$0].kind == .distribution }
      let all = packages.indices.filter { packages[$0].kind == .distribution }
      return [try single(released.isEmpty ? all : released, word, in: repository)]
    default: break
    }
    if word.hasPrefix("group:") {
      let group = word.dropFirst(6)
      let members = packages.indices.filter { packages[$0].group.map { $0 == group } ?? false }
      if members.isEmpty { throw unknown(word, in: repository) }
      return members
    }
    return [try single(candidates(word, in: repository), word, in: repository)]
  }

  private static func some(
    _ packages: [Int], _ word: String,
    why: String = "it means the packages that this repository releases, and there is none of them"
  ) throws(ReleaseError) -> [Int] {
    guard packages.isEmpty else { return packages }
    throw ReleaseError(
      .nothingSelected, "`\(word)` stands for no package here",
      why: [why, "`packages` says of each why"])
  }

  private static func single(
    _ found: [Int], _ word: String, in repository: Repository
  ) throws(ReleaseError) -> Int {
    guard let first = found.first else { throw unknown(word, in: repository) }
    guard found.count > 1 else { return first }
    let selectors = found.map { repository.selector(of: $0) }
    throw ReleaseError(
      .ambiguousPackage, "`\(word)` names \(found.count) packages",
      why: ["they are \(selectors.joined(separator: ", "))"],
      fix: selectors.prefix(8).map { ShellLine("use \($0)") })
  }

  private static func candidates(_ word: String, in repository: Repository) -> [Int] {
    let packages = repository.packages
    if word.hasPrefix("./") || word.hasPrefix("../") || word == "." || word.contains("/") {
      guard let path = RepositoryPath.resolve(word, in: "") else { return [] }
      return packages.indices.filter {
        packages[$0].directory == path || packages[$0].manifest == path
      }
    }
    if let name = after("crate:", word) {
      return packages.indices.filter { packages[$0].kind == .crate && packages[$0].name == name }
    }
    let python = after("py:", word)
    let normal = PythonRequirement.normalized(python ?? word)
    return packages.indices.filter { index in
      let package = packages[index]
      if package.kind == .crate { return python == nil && package.name == word }
      return PythonRequirement.normalized(package.name) == normal
    }
  }

  private static func after(_ prefix: String, _ word: String) -> String? {
    word.hasPrefix(prefix) ? String(word.dropFirst(prefix.count)) : nil
  }

  private static func unknown(_ word: String, in repository: Repository) -> ReleaseError {
    let names = repository.packages.indices.map { repository.selector(of: $0) }
    let near = nearest(word, among: names)
    return ReleaseError(
      .unknownPackage, "there is no package `\(word)`",
      why: near.isEmpty
        ? ["`packages` lists what there is"] : ["the nearest: \(near.joined(separator: ", "))"],
      fix: near.first.map { [ShellLine("use \($0)")] } ?? [])
  }

  /// The selectors whose names differ by few letters, the nearest first.
  static func nearest(_ word: String, among selectors: [String]) -> [String] {
    // Those of the kind that was typed, where there is one of them.
    let kind = word.split(separator: ":", maxSplits: 1).dropLast().first.map { "\($0):" } ?? ""
    let same = selectors.filter { $0.hasPrefix(kind) }
    let found = near(word, among: same)
    return found.isEmpty ? near(word, among: selectors) : found
  }

  private static func near(_ word: String, among selectors: [String]) -> [String] {
    let typed = Array((word.split(separator: ":").last ?? "").utf8)
    let limit = max(1, min(3, typed.count / 3))
    let isName = !word.contains(":") || word.hasPrefix("crate:") || word.hasPrefix("py:")
    return selectors.compactMap { selector -> (Int, String)? in
      let name = Array((selector.split(separator: ":").last ?? "").utf8)
      let distance = name.starts(with: typed) && !typed.isEmpty ? 0 : editDistance(typed, name)
      if distance <= limit { return (distance, selector) }
      // `core` and `lcore` are what a person may call `llmcc-core`.
      return isName && typed.count > 2 && name.holds(typed) ? (limit + 1, selector) : nil
    }
    .sorted { $0 < $1 }.prefix(3).map(\.1)
  }

  private static func editDistance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    if abs(one.count - other.count) > 3 { return 4 }
    var row = Array(0...other.count)
    for (line, byte) in one.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, match) in other.enumerated() {
        let above = row[column + 1]
        row[column + 1] = min(above + 1, row[column] + 1, diagonal + (byte == match ? 0 : 1))
        diagonal = above
      }
    }
    return row[other.count]
  }
}

extension [UInt8] {
  /// Whether letters stand in it in this order.
  fileprivate func holds(_ letters: [UInt8]) -> Bool {
    var left = letters[...]
    for byte in self where byte == left.first { left.removeFirst() }
    return left.isEmpty
  }
}

extension Repository {
  /// The one selector that stands for a package in transcripts: `crate:NAME`, `py:NAME`.
  ///
  /// Where a name of that kind stands twice, its folder: `./FOLDER`.
  package func selector(of package: Int) -> String {
    let wanted = packages[package]
    if repeatedNames.contains("\(wanted.kind.selector):\(wanted.name)") {
      return wanted.directory.isEmpty ? "./\(wanted.manifest)" : "./\(wanted.directory)"
    }
    return "\(wanted.kind.selector):\(wanted.name)"
  }

  /// The object of effects on one package: `SELECTOR@VERSION`.
  package func object(_ package: Int, _ version: Version) -> String {
    "\(selector(of: package))@\(version)"
  }
}
