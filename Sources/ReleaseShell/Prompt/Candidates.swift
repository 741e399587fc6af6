import CommandLanguage
import ReleaseWorld
import Diagnostics
import ReleaseModel

/// What the session has to offer for a word, from what is known of the repository.
struct Candidates {
  let shell: Shell

  /// The candidates of a shape; an error of the repository means that there are none.
  func candidates(_ request: CompletionRequest) -> [CommandLanguage.Candidate] {
    (try? found(request)) ?? []
  }

  private func found(
    _ request: CompletionRequest
  ) throws(ReleaseError) -> [CommandLanguage.Candidate] {
    switch request.shape {
    case .selector: return try selectors(request.prefix)
    case .levelOrVersion: return try levels(request)
    case .tag: return try tags(request.prefix)
    case .file, .directory: return files(request.prefix, onlyFolders: request.shape == .directory)
    case .topic: return topics(behind: request.line.arguments[request.name] ?? [])
    case .errorCode:
      return ErrorCode.allCases.map { .init($0.rawValue, firstSentence($0.explanation)) }
    case .packageVersion: return try versions(request.prefix)
    case .object: return try objects(request)
    case .assignment: return settings(request)
    case .text where request.name == "--param":
      return [.init("version", "the version of the release")]
    case .text where request.name == "--skip": return ReleaseOrder.names.map { .init($0) }
    default: return []
    }
  }

  /// Names, where one says which package is meant; kinds and paths where those are typed.
  private func selectors(
    _ prefix: String
  ) throws(ReleaseError) -> [CommandLanguage.Candidate] {
    let repository = try shell.view.repository()
    var names: [String: Int] = [:]
    for package in repository.packages { names[package.name, default: 0] += 1 }
    var found: [CommandLanguage.Candidate] = []
    for (index, package) in repository.packages.enumerated() {
      let selector = repository.selector(of: index)
      let isName = names[package.name] == 1 && !prefix.utf8.contains(UInt8(ascii: ":"))
      let text =
        prefix.hasPrefix(".")
        ? "./" + (package.directory.isEmpty ? package.manifest : package.directory)
        : isName ? package.name : selector
      found.append(.init(text, "\(package.kind.rawValue) \(package.statedVersion ?? "")"))
    }
    let words = [
      ("all", "every package that is released"), ("crates", "every crate that is released"),
      ("python", "the distribution"), ("changed", "what has commits since its last tag"),
      ("dependents", "what needs a selected package"),
    ]
    let groups = Set(repository.packages.compactMap(\.group)).sorted()
    return found + words.map { .init($0.0, $0.1) }
      + groups.map { .init("group:\($0)", "packages of one version") }
  }

  private func levels(
    _ request: CompletionRequest
  ) throws(ReleaseError) -> [CommandLanguage.Candidate] {
    let named = request.line[CommonFlags.selection] ?? request.line.arguments["selector"]?.first
    let packages = try shell.selection(named)
    let isVersion = request.prefix.utf8.first.map { (0x30...0x39).contains($0) } ?? false
    var isKnown: Set<String> = []
    return Level.allCases.compactMap { level in
      guard let versions = try? shell.versions(level.rawValue, for: packages) else { return nil }
      let words = Set(versions.values.map { "\($0)" }).sorted()
      if isVersion {
        guard words.count == 1, isKnown.insert(words[0]).inserted else { return nil }
        return .init(words[0], level.rawValue)
      }
      let shown = words.count > 2 ? "\(words.count) versions" : words.joined(separator: ", ")
      return .init(level.rawValue, "-> \(shown)")
    }
  }

  /// What is selected at its target; behind `PACKAGE@` the versions that it was tagged with, newest first.
  private func versions(_ prefix: String) throws(ReleaseError) -> [CommandLanguage.Candidate] {
    guard let sign = prefix.utf8.lastIndex(of: UInt8(ascii: "@")) else {
      let repository = try shell.view.repository()
      let released = try shell.view.released()
      // The plain name, where it says which package is meant; its kind where that is typed.
      func spelled(_ index: Int) -> String {
        let name = repository.packages[index].name
        let isName = repository.packages.count { $0.name == name } == 1 && !prefix.contains(":")
        return isName ? name : repository.selector(of: index)
      }
      if let targets = try? shell.targets(nil) {
        return targets.map { .init("\(spelled($0.index))@\($0.version)") }
      }
      return released.compactMap { index in
        guard let version = try? shell.currentVersion(of: index) else { return nil }
        return .init("\(spelled(index))@\(version)")
      }
    }
    let name = String(prefix[..<sign])
    guard let index = try shell.resolve(name).first else { return [] }
    return try shell.view.conventions().tags(of: index).map {
      .init("\(name)@\($0.version)", $0.tag)
    }
  }

  /// The newest first; of many, only those that fit.
  private func tags(_ prefix: String) throws(ReleaseError) -> [CommandLanguage.Candidate] {
    let conventions = try shell.view.conventions()
    let repository = try shell.view.repository()
    return try shell.view.tags().filter { $0.name.hasPrefix(prefix) }
      .map { tag in (tag, conventions.read(tag.name)) }
      .sorted { one, other in
        guard let left = one.1?.version, let right = other.1?.version else {
          return one.1 != nil && other.1 == nil
        }
        return right < left
      }
      .map { tag, reading in
        let package = reading?.packages.first.map { repository.packages[$0].name } ?? ""
        let version = reading.map { " \($0.version)" } ?? ""
        return .init(tag.name, "\(package)\(version)")
      }
  }

  private func files(_ prefix: String, onlyFolders: Bool) -> [CommandLanguage.Candidate] {
    let slash = prefix.lastIndex(of: "/")
    let folder = slash.map { String(prefix[...$0]) } ?? ""
    let base = shell.absolute(folder.isEmpty ? "." : folder)
    let typed = slash.map { String(prefix[prefix.index(after: $0)...]) } ?? prefix
    return shell.world.files.list(base)
      .filter { $0.hasPrefix(typed) && (typed.hasPrefix(".") || !$0.hasPrefix(".")) }
      .compactMap { name in
        let isFolder = shell.world.files.kind("\(base)/\(name)") == .directory
        if onlyFolders, !isFolder { return nil }
        return .init(folder + name + (isFolder ? "/" : ""), "", closes: !isFolder)
      }
  }

  /// Topics first, then the commands: of those of two words first the one, then the other.
  private func topics(behind words: [String]) -> [CommandLanguage.Candidate] {
    var found: [CommandLanguage.Candidate] =
      words.isEmpty ? Walkthrough.all.map { .init($0.name, $0.summary) } : []
    var known: Set<String> = []
    for signature in shell.registry.signatures
    where signature.words.count > words.count && signature.words.starts(with: words) {
      let word = signature.words[words.count]
      guard known.insert(word).inserted else { continue }
      found.append(.init(word, signature.summary))
    }
    return found
  }

  /// What the line would ask to confirm.
  private func objects(
    _ request: CompletionRequest
  ) throws(ReleaseError) -> [CommandLanguage.Candidate] {
    if request.line.arguments["file"] != nil { return namedInFile(request) }
    guard let command = shell.registry.command(for: request.line.signature) else { return [] }
    return try command.objects(of: request.line, in: Forecast(shell: shell)).map { .init($0) }
  }

  /// The parameters of the transcript that the line runs, with their values.
  private func settings(_ request: CompletionRequest) -> [CommandLanguage.Candidate] {
    parameters(request).map { .init("\($0.name)=", $0.value, closes: false) }
  }

  /// What the transcript that the line runs confirms, for the parameters as the line sets them.
  private func namedInFile(_ request: CompletionRequest) -> [CommandLanguage.Candidate] {
    var set: [String: String] = [:]
    for setting in request.line.flags["--set"] ?? [] {
      let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { set[parts[0]] = parts[1] }
    }
    let changed = parameters(request).compactMap { parameter in
      set[parameter.name].map { (parameter.value, $0) }
    }
    var objects: [String] = []
    for words in transcript(request) where !words[0].hasPrefix("#") {
      for (flag, value) in zip(words, words.dropFirst()) where flag == CommonFlags.confirm.name {
        for object in value.split(separator: ",") {
          let text = changed.reduce(String(object)) { $0.replacing($1.0, with: $1.1) }
          if !objects.contains(text) { objects.append(text) }
        }
      }
    }
    return objects.map { .init($0, "confirmed in the file") }
  }

  private func parameters(_ request: CompletionRequest) -> [(name: String, value: String)] {
    transcript(request).compactMap { words in
      words.count == 4 && words[0] == "param" && words[2] == "=" ? (words[1], words[3]) : nil
    }
  }

  /// The words of each line of the transcript that the line names, if it can be read.
  private func transcript(_ request: CompletionRequest) -> [[String]] {
    guard let file = request.line.arguments["file"]?.first,
      let bytes = try? shell.world.files.read(shell.absolute(file))
    else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { $0.split(separator: " ").map(String.init) }.filter { !$0.isEmpty }
  }

  private func firstSentence(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars.prefix { $0 != "\n" })
    let end = scalars.indices.first {
      scalars[$0] == "." && ($0 + 1 == scalars.count || scalars[$0 + 1] == " ")
    }
    return String(String.UnicodeScalarView(scalars[..<(end ?? scalars.count)]))
  }
}
