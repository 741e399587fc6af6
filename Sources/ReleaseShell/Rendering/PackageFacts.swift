import Diagnostics
import ReleaseModel
import ReleaseWorld

/// What is known of one package of the repository, for people and as data.
struct PackageFacts {
  let package: Package
  /// The canonical selector: `crate:llmcc-core`.
  let selector: String
  let lastTag: GitTag?
  let tagFormat: String
  /// The repository's packages that it asks for, by name, each once, in its manifest's order.
  var dependencies: [String]
}

extension PackageFacts {
  init(_ index: Int, in view: RepositoryView) throws(ReleaseError) {
    let repository = try view.repository()
    let package = repository.packages[index]
    var seen: Set<Int> = [index]
    self.init(
      package: package, selector: repository.selector(of: index),
      lastTag: try view.lastTag(of: index),
      tagFormat: try view.conventions()[index].format.template,
      dependencies: package.dependencies.filter { seen.insert($0.package).inserted }
        .map { repository.packages[$0.package].name })
  }

  /// The version, as its main manifest spells it; `-` where none is stated.
  var version: String { package.statedVersion ?? package.version?.description ?? "-" }

  /// The folder of its manifest; `.` for the repository's own.
  var path: String { package.directory.isEmpty ? "." : package.directory }

  /// Where its version is stated: `FILE:LINE` of the main place.
  var statedAt: String? { package.statements.first?.place }

  /// As `packages --json` has it.
  var json: JSONValue {
    func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    return .object([
      "kind": .string(package.kind.rawValue), "name": .string(package.name),
      "version": text(package.statedVersion ?? package.version?.description),
      "stated_at": text(statedAt), "publishable": .bool(package.isPublishable),
      "reason": text(package.unpublishable), "last_tag": text(lastTag?.name),
      "tag_format": .string(tagFormat), "group": text(package.group), "path": .string(path),
      "dependencies": .array(dependencies.map { .string($0) }),
    ])
  }

  /// The places that state its version, in groups of the same version, the main one first.
  var statements: [(version: String, places: [String])] {
    var groups: [(text: String, version: Version?, places: [String])] = []
    for statement in package.statements {
      // A lock file spells the version as the crate does; setup.py may spell it as SemVer.
      let version = try? Version(statement.text)
      let same = groups.firstIndex {
        $0.text == statement.text || (version != nil && $0.version == version)
      }
      if let same {
        groups[same].places.append(statement.place)
      } else {
        groups.append((statement.text, version, [statement.place]))
      }
    }
    return groups.map { ($0.text, $0.places) }
  }
}
