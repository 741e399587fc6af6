/// The proof of an sdist: one folder that says what it is, and can be built where it is unpacked.
///
/// - SeeAlso: The source distribution format.
package enum SdistProof {
  /// Everything that is wrong with an sdist, opened; empty where nothing is.
  package static func findings(
    of archive: Archive, expecting expected: ArtifactExpectation = ArtifactExpectation()
  ) -> [ArtifactFinding] {
    guard let name = SdistName(archive.name) else {
      return [
        ArtifactFinding(
          .fileName, "an sdist is called NAME-VERSION.tar.gz",
          why: "\(UnsafePath.shown(archive.name)) is not",
          fix: "build it again, and do not rename it")
      ]
    }
    let tops = Set(archive.entries.compactMap { $0.path.split(separator: "/").first })
    guard tops.count == 1, let folder = tops.first.map(String.init) else {
      let shown = tops.sorted().prefix(5).joined(separator: ", ")
      return [
        ArtifactFinding(
          .folder, "all of an sdist lies in one folder",
          why: tops.isEmpty ? "it is empty" : "it has \(shown)", fix: "build it again")
      ]
    }
    var findings: [ArtifactFinding] = []
    let stem = SdistName(folder + ".tar.gz")
    if stem?.project != name.project || stem?.version != name.version {
      findings.append(
        ArtifactFinding(
          .folder, "an sdist's folder is called as the sdist is", why: "it is \(folder)",
          fix: "do not rename a built file; build it again"))
    }
    let links = ArchiveLinks(archive)
    let paths = Set(
      archive.entries.filter { $0.kind != .folder }.map {
        String($0.path.dropFirst(folder.count + 1))
      }
    )
    if let text = archive["\(folder)/PKG-INFO"]?.text {
      let metadata = CoreMetadata(text)
      findings += expected.findings(metadata, in: "PKG-INFO", of: .sdist(name))
      findings += licences(metadata, paths, expected)
    } else {
      findings.append(
        ArtifactFinding(
          .metadataMissing, "an sdist has PKG-INFO", why: "\(folder)/PKG-INFO is not there",
          fix: "build it with `python -m build --sdist`, `uv build --sdist` or `maturin sdist`"))
    }
    if !paths.contains("pyproject.toml"), !paths.contains("setup.py") {
      findings.append(
        ArtifactFinding(
          .buildFileMissing, "an sdist has what it is built by",
          why: "neither pyproject.toml nor setup.py is in \(folder)", fix: "build it again"))
    }
    for entry in archive.entries {
      if let why = links.flaw(of: entry, within: folder) {
        findings.append(
          ArtifactFinding(
            .link, "nothing in an sdist leads out of its folder", why: "\(entry.path) \(why)",
            fix: "put the file itself in the link's place, and build it again"))
      }
    }
    return findings
  }

  private static func licences(
    _ metadata: CoreMetadata, _ paths: Set<String>, _ expected: ArtifactExpectation
  ) -> [ArtifactFinding] {
    let named = metadata.all("License-File")
    var findings: [ArtifactFinding] = []
    for licence in named {
      let last = licence.split(separator: "/").last
      let isThere =
        paths.contains(licence)
        || (!metadata.hasLicencePaths
          && paths.contains { $0.split(separator: "/").last == last })
      if !isThere {
        findings.append(
          ArtifactFinding(
            .licenceMissing, "every License-File that PKG-INFO names is in the sdist",
            why: "\(licence) is not", fix: "add it to the sdist's files, and build it again"))
      }
    }
    if expected.hasLicence, named.isEmpty, !paths.contains(where: WheelProof.isLicence) {
      findings.append(
        ArtifactFinding(
          .licenceMissing, "an sdist holds the licence of what is in it",
          why: "it has no licence file",
          fix: "name it in license-files of pyproject.toml, and build it again"))
    }
    return findings
  }
}

/// The links of an archive, to be followed through each other.
struct ArchiveLinks {
  private var destinations: [String: String] = [:]

  init(_ archive: Archive) {
    for entry in archive.entries {
      if case .link(let destination) = entry.kind { destinations[entry.path] = destination }
    }
  }

  /// Why an entry must not be unpacked, to be read behind its path; `nil` where it may.
  func flaw(of entry: ArchiveEntry, within folder: String) -> String? {
    switch entry.kind {
    case .file, .folder: nil
    case .other: "is a device or a pipe"
    case .link(let destination):
      isWithin(folder, entry.path) ? nil : "is a link to \(UnsafePath.shown(destination))"
    case .hardLink(let destination):
      (try? UnsafePath.checked(destination, most: 4096))?.hasPrefix(folder + "/") == true
        ? nil : "is a link to \(UnsafePath.shown(destination))"
    }
  }

  /// Whether a path, every link on it followed, stays in the folder.
  private func isWithin(_ folder: String, _ path: String) -> Bool {
    var left = Array(path.split(separator: "/").map(String.init).reversed())
    var done: [String] = []
    var followed = 0
    while let part = left.popLast() {
      if part == "." { continue }
      if part == ".." {
        // At the top it has left already, whatever comes behind.
        guard done.count > 1 else { return false }
        done.removeLast()
        continue
      }
      done.append(part)
      guard let destination = destinations[done.joined(separator: "/")] else { continue }
      followed += 1
      // As many as systems follow before they take it for a circle.
      guard followed <= 40, !destination.hasPrefix("/"), !destination.isEmpty else { return false }
      done.removeLast()
      left += destination.split(separator: "/").map(String.init).reversed()
    }
    return done.first == folder
  }
}
