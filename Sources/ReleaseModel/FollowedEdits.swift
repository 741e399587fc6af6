extension Repository {
  /// The model after edits that changed versions and requirements where it knows them, and nothing else;
  /// `nil` where they changed more, and the files must be read again.
  ///
  /// A bump of one crate of a thousand is followed so without reading the others.
  package func following(_ edits: [Bump.File]) -> Repository? {
    var moved: [String: [Int: Statement]] = [:]
    for edit in edits {
      guard moved[edit.path] == nil, let statements = statements(in: edit) else { return nil }
      moved[edit.path] = statements
    }
    func follow(_ statement: inout Statement) {
      if let places = moved[statement.file], let new = places[statement.range.lowerBound] {
        statement = new
      }
    }
    func follow(_ dependencies: inout [Dependency]) {
      // What no edit touches shares its memory with the model before.
      for index in dependencies.indices
      where dependencies[index].requirement.map({ moved[$0.file] != nil }) ?? false {
        if var requirement = dependencies[index].requirement {
          follow(&requirement)
          dependencies[index].requirement = requirement
        }
      }
    }
    var next = self
    for index in next.packages.indices {
      for place in packages[index].statements.indices
      where moved[packages[index].statements[place].file] != nil {
        follow(&next.packages[index].statements[place])
      }
      follow(&next.packages[index].dependencies)
      guard next.packages[index].statements != packages[index].statements else { continue }
      guard next.packages[index].takeStatedVersion(after: packages[index]) else { return nil }
    }
    for index in next.workspaces.indices {
      if var version = next.workspaces[index].version {
        follow(&version)
        next.workspaces[index].version = version
      }
      follow(&next.workspaces[index].dependencies)
    }
    return next
  }

  /// Every place in a file that states a version or a requirement, by its beginning.
  private func places(in file: String) -> [Int: Statement] {
    var found: [Int: Statement] = [:]
    func add(_ statement: Statement?) {
      if let statement, statement.file == file { found[statement.range.lowerBound] = statement }
    }
    for package in packages {
      for statement in package.statements { add(statement) }
      for dependency in package.dependencies { add(dependency.requirement) }
    }
    for workspace in workspaces {
      add(workspace.version)
      for dependency in workspace.dependencies { add(dependency.requirement) }
    }
    return found
  }

  /// What stands at the known places of a file afterwards, by their beginning before; `nil` where anything
  /// between them differs.
  private func statements(in edit: Bump.File) -> [Int: Statement]? {
    let (old, new) = (edit.old, edit.new)
    var moved: [Int: Statement] = [:]
    var (before, after) = (0, 0)
    for (_, statement) in places(in: edit.path).sorted(by: { $0.key < $1.key }) {
      let range = statement.range
      guard before <= range.lowerBound, range.upperBound < old.count,
        old[range].elementsEqual(statement.text.utf8)
      else { return nil }
      let gap = old[before..<range.lowerBound]
      guard new[after...].starts(with: gap) else { return nil }
      let start = after + gap.count
      // The text ends where it ended before: at the same quote, or the end of the line.
      guard let end = new[start...].firstIndex(of: old[range.upperBound]) else { return nil }
      let text = new[start..<end]
      guard !text.contains(where: { $0 == 0x0A || $0 == UInt8(ascii: "\\") }) else { return nil }
      moved[range.lowerBound] = Statement(
        file: edit.path, line: statement.line, range: start..<end,
        text: String(decoding: text, as: UTF8.self))
      (before, after) = (range.upperBound, end)
    }
    return old[before...].elementsEqual(new[after...]) ? moved : nil
  }
}

extension Package {
  /// Takes the version from the statements that it has now; `false` where they do not say it as before.
  fileprivate mutating func takeStatedVersion(after old: Package) -> Bool {
    guard let stated = old.statedVersion, old.version != nil, old.statements.first?.text == stated,
      let first = statements.first
    else { return false }
    let read =
      first.file.hasSuffix(".toml") && kind == .crate || versionFrom != nil
      ? Version(bytes: Array(first.text.utf8)[...]) : Version(python: first.text)
    guard let read else { return false }
    version = read
    statedVersion = first.text
    // Which entry of a lock file is its own may hang on the version.
    return statements.allSatisfy { !$0.isLocked || $0.text == first.text }
  }
}
