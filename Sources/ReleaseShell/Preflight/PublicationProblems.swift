import Diagnostics
import ReleaseModel
import ReleaseWorld

extension CratePublication {
  /// What a crate's registry will refuse, and cargo before it.
  ///
  /// `registry` is cargo's name for it, `wantsMetadata` says whether it is crates.io or stands in for it;
  /// `isThere` tells whether a file of the repository is in what is published. Each fix ends as a commit.
  func problems(
    at registry: String, wantsMetadata: Bool, selector: String, isThere: (String) -> Bool
  ) -> [ReleaseError] {
    var problems: [ReleaseError] = []
    switch registries {
    case .all: break
    case .none: problems.append(notPublished())
    case .named(let names):
      if !names.contains(registry) { problems.append(elsewhere(names, registry, selector)) }
    }
    if wantsMetadata, !missingFields.isEmpty { problems.append(withoutMetadata()) }
    for file in files where !(file.path.map(isThere) ?? false) { problems.append(missing(file)) }
    return problems + unversioned.map(unversioned)
  }

  /// The problem of a crate that says it is not to be published; `nil` where it says nothing of it.
  var unpublished: ReleaseError? { registries == .none ? notPublished() : nil }

  private func notPublished() -> ReleaseError {
    var fix: [ShellLine] = []
    // Elsewhere than alone on its line it is a person who takes it out.
    let text = publishPlace?.text?.drop { $0 == " " || $0 == "\t" }
    let isWhole = !(text?.contains("[") ?? false) || text?.contains("]") ?? false
    if let place = publishPlace, text?.hasPrefix("publish") ?? false, isWhole {
      fix = [
        ShellLine("!perl -i -ne 'print unless $. == \(place.line)' \(manifest.shellQuoted)"),
        commit("\(name) is published"),
      ]
    }
    return ReleaseError(
      .notPublishable, "\(name) says that it is not to be published", at: publishPlace,
      why: ["take the line out if it is to be released; else release the others without it"],
      fix: fix)
  }

  private func elsewhere(
    _ names: [String], _ registry: String, _ selector: String
  ) -> ReleaseError {
    let first = names[0] == "crates-io" ? "crates.io" : names[0]
    return ReleaseError(
      .notPublishable, "\(name) is not to be published on \(registry)", at: publishPlace,
      why: ["its `publish` lists \(names.joined(separator: ", ")) alone"],
      fix: [ShellLine("publish -p \(selector) --here --registry \(first.shellQuoted)")])
  }

  private func withoutMetadata() -> ReleaseError {
    let values = ["description": "\(name)", "license": "MIT OR Apache-2.0"]
    let lines = missingFields.map { "\($0) = \"\(values[$0] ?? "")\"" }
    let inserted = lines.map { "\($0)\\n" }.joined()
    return ReleaseError(
      .metadataMissing,
      "the Cargo.toml of \(name) states no \(missingFields.joined(separator: " and no "))",
      at: Place(file: manifest, line: 1, column: 1),
      why: [
        "crates.io takes nothing without a description and a license; the words below are only an"
          + " example"
      ],
      fix: [
        ShellLine("!perl -i -pe 's/^\\[package\\]\\s*$/$&\(inserted)/' \(manifest.shellQuoted)"),
        commit("\(name) states its \(missingFields.inSentence)"),
      ])
  }

  private func missing(_ file: NamedFile) -> ReleaseError {
    var fix: [ShellLine] = []
    if let path = file.path {
      fix =
        file.key == "readme"
        ? [ShellLine("!test -e \(path.shellQuoted) || echo '# \(name)' > \(path.shellQuoted)")]
        : [ShellLine("!test -e \(path.shellQuoted)")]
      let message = "docs: add \(path)".shellQuoted
      fix.append(ShellLine("!git add \(path.shellQuoted) && git commit --message \(message)"))
    }
    return ReleaseError(
      .metadataMissing, "the \(file.key) of \(name) is not in the repository: \(file.text)",
      at: file.place,
      why: [
        file.path == nil
          ? "it lies outside of the repository, and what is published comes from a commit: copy it into it"
            + " and name the copy, or take the line out"
          : "add the file and commit it, or take the line out"
      ], fix: fix)
  }

  private func unversioned(_ dependency: Unversioned) -> ReleaseError {
    var fix: [ShellLine] = []
    if let words = dependency.words, let path = dependency.path {
      fix = [
        ShellLine(
          "!cargo add --offline --manifest-path \(manifest.shellQuoted)\(words) --path"
            + " \(path.shellQuoted) \(dependency.name)"),
        commit("\(name) states the version of \(dependency.name)"),
      ]
    }
    return ReleaseError(
      .pathDependency, "\(name) needs \(dependency.name) without a version", at: dependency.place,
      why: ["whoever downloads \(name) has no such folder: write `version = \"...\"` beside it"],
      fix: fix)
  }

  private func commit(_ message: String) -> ShellLine {
    ShellLine("!git commit --message 'build: \(message)' -- \(manifest.shellQuoted)")
  }
}

extension Repository {
  /// The requirements of a package that versions released with it do not meet.
  ///
  /// `versions` are those of the release, by the index of their package.
  func unmetRequirements(
    of package: Int, by versions: [Int: Version]
  ) -> [ReleaseError] {
    let own = packages[package]
    return own.dependencies.compactMap { dependency in
      guard let version = versions[dependency.package], let statement = dependency.requirement,
        let requirement = try? Requirement(statement.text), !requirement.accepts(version)
      else { return nil }
      let needed = packages[dependency.package].name
      let moved = requirement.moved(to: version)
      let file = statement.file.shellQuoted
      return ReleaseError(
        .dependencyAbsent, "\(own.name) needs \(needed) \(statement.text), not \(version)",
        at: Place(file: statement.file, line: statement.line, column: 1),
        why: [
          "\(needed) is released as \(version), so \(own.name) would not find the \(needed) that it was"
            + " built with"
        ],
        fix: [
          ShellLine(
            "!perl -i -pe 's/\\Q\(statement.text)\\E/\(moved)/ if $. == \(statement.line)' \(file)"),
          ShellLine(
            "!git commit --message 'build: \(own.name) needs \(needed) \(moved)' -- \(file)"),
        ])
    }
  }
}
