package import ReleaseModel
import ReleaseWorld

/// What a file that a registry serves is, beside the one that was built here.
package enum ContentVerdict: Hashable, Sendable {
  /// The same bytes.
  case same
  /// Other bytes and the same contents: from another commit or another build. `commit` is the one that
  /// the served crate names; of a wheel or an sdist, and of a crate packed outside of git, `nil`.
  case sameSource(commit: String?)
  /// Other contents; the entries that differ, sorted by their paths.
  case otherContent([ContentDifference])
}

/// One entry in which two archives differ.
package struct ContentDifference: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// The served file has it, the own one does not.
    case added
    /// The own file has it, the served one does not.
    case missing
    /// Both have it, and not the same: contents, what a link leads to, whether it can be executed.
    case changed
  }

  /// Without the folder in which all of an sdist or crate lies.
  package let path: String
  package let kind: Kind

  package init(_ path: String, _ kind: Kind) {
    self.path = path
    self.kind = kind
  }
}

extension ContentVerdict {
  /// Compares a file that was built here with one of the same name that a registry serves.
  ///
  /// Left out are what differs between builds of one source: of a crate `.cargo_vcs_info.json` and
  /// `Cargo.lock`, of a wheel its `sboms/` and `RECORD`, whose other lines are compared as the files
  /// that they name; folders always.
  ///
  /// - SeeAlso: The Cargo Book, `cargo package`; PEP 770, "Improving measurability of Python packages
  ///   with Software Bill-of-Materials".
  package init(own: Archive, served: Archive) {
    guard own.sha256 != served.sha256 else {
      self = .same
      return
    }
    let form = ComparedForm(served.name)
    let (left, right) = (form.contents(of: own), form.contents(of: served))
    let differences = Set(left.keys).union(right.keys).sorted().compactMap {
      path -> ContentDifference? in
      switch (left[path], right[path]) {
      case (nil, _): ContentDifference(path, .added)
      case (_, nil): ContentDifference(path, .missing)
      case (let one, let other): one == other ? nil : ContentDifference(path, .changed)
      }
    }
    self =
      differences.isEmpty
      ? .sameSource(commit: form == .crate ? served.commit : nil) : .otherContent(differences)
  }
}

extension Archive {
  /// The commit that a crate was packed from, as its `.cargo_vcs_info.json` says; `nil` otherwise.
  package var commit: String? {
    let file = entries.first {
      $0.path.split(separator: "/").dropFirst().elementsEqual([".cargo_vcs_info.json"])
    }
    guard let text = file?.contents.flatMap({ JSONValue($0) })?["git"]?["sha1"]?.text,
      text.utf8.count >= 40, text.utf8.count <= 64, text.allSatisfy(\.isHexDigit)
    else { return nil }
    return text.lowercased()
  }
}

/// What of an archive is compared.
private enum ComparedForm {
  case crate, wheel, sdist

  init(_ name: String) {
    self = name.hasSuffix(".crate") ? .crate : name.hasSuffix(".whl") ? .wheel : .sdist
  }

  /// An entry without its path.
  struct Content: Hashable {
    var kind: ArchiveEntry.Kind
    var sha256: String
    var isExecutable: Bool
  }

  func contents(of archive: Archive) -> [String: Content] {
    var contents: [String: Content] = [:]
    for entry in archive.entries where entry.kind != .folder {
      let parts = entry.path.split(separator: "/")
      let path = self == .wheel ? entry.path : parts.dropFirst().joined(separator: "/")
      if isLeftOut(path, parts) { continue }
      // A wheel's own list has no modes, and a system without them gives every file the same.
      contents[path.isEmpty ? entry.path : path] = Content(
        kind: entry.kind, sha256: entry.sha256,
        isExecutable: self != .wheel && entry.isExecutable)
    }
    return contents
  }

  private func isLeftOut(_ path: String, _ parts: [Substring]) -> Bool {
    switch self {
    case .crate: path == ".cargo_vcs_info.json" || path == "Cargo.lock"
    case .sdist: false
    case .wheel:
      parts.count > 1 && parts[0].hasSuffix(".dist-info")
        && (parts[1] == "sboms" || ["RECORD", "RECORD.jws", "RECORD.p7s"].contains(parts[1]))
    }
  }
}
