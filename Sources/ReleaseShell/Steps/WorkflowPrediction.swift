import Diagnostics
import ReleaseModel
import ReleaseWorld

/// Which workflows a push starts, as GitHub reads the workflow files of what is pushed.
struct WorkflowPrediction {
  /// For a person, before they confirm.
  let lines: [String]

  init(
    tags: [GitTag], branch: String, remote: String, in view: RepositoryView
  ) throws(ReleaseError) {
    let address = try view.world.git.configuration("remote.\(remote).url") ?? ""
    let repository = GitHubRepository(address)
    let environment = view.world.environment
    if environment["GITHUB_ACTIONS"] == "true",
      environment["GITHUB_TOKEN"] != nil || environment["GH_TOKEN"] != nil
        || environment["ACTIONS_RUNTIME_TOKEN"] != nil
    {
      lines = [
        "starts no workflow: pushes with the token of a GitHub Actions job start none;"
          + " push with a token of your own or a deploy key to start them"
      ]
      return
    }
    var lines: [String] = []
    for tag in tags {
      let workflows = try view.workflows(at: tag.commit)
      lines += Self.describe(
        tag.name, workflows.started(byTag: tag.name), workflows,
        isGitHub: repository != nil, remote)
      lines += workflows.broken.map { error in
        "\(error.what), so it starts nothing (\(error.at.map(\.description) ?? tag.name))"
      }
    }
    if tags.isEmpty {
      let workflows = try view.workflows(at: "HEAD")
      let started = workflows.started(byBranch: branch).map(\.name)
      lines.append(
        started.isEmpty
          ? "starts no workflow"
          : "\(branch) can start: \(started.joined(separator: ", "))")
    }
    if tags.count > Workflow.mostTagsAtOnce {
      lines.append(
        "GitHub starts nothing when more than \(Workflow.mostTagsAtOnce) tags are pushed at once")
    }
    if let repository {
      for tag in tags {
        lines.append("watch: \(repository.runs(of: tag.name))")
      }
    }
    self.lines = Self.unique(lines)
  }

  private static func describe(
    _ tag: String, _ started: [Workflow], _ workflows: Workflows, isGitHub: Bool, _ remote: String
  ) -> [String] {
    let wouldStart = isGitHub ? "starts" : "on GitHub would start"
    var lines: [String] = []
    switch started.count {
    case 0:
      lines.append("\(tag) \(wouldStart) no workflow")
    case 1:
      lines.append("\(tag) \(wouldStart) \(started[0].name) (\(started[0].path))")
    default:
      let names = started.map { "\($0.name) (\($0.path))" }.joined(separator: ", ")
      lines.append("\(tag) \(wouldStart) \(started.count) workflows: \(names)")
    }
    let publishing = started.filter { !workflows.publishing(of: $0).isEmpty }
    if publishing.count > 1 {
      lines.append("\(publishing.count) of them publish: that is more than one release needs")
    } else if let workflow = publishing.first {
      let steps = workflows.publishing(of: workflow).map(\.text)
      lines.append("\(workflow.name) publishes: \(unique(steps).joined(separator: ", "))")
    }
    if !isGitHub, !started.isEmpty {
      lines.append("\(remote) is not on GitHub: this is read from .github/workflows alone")
    }
    return lines
  }

  private static func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }
}

/// A repository on GitHub, by the address of a remote.
struct GitHubRepository {
  /// `OWNER/NAME`.
  let name: String

  /// Reads `https://github.com/O/R.git`, `git@github.com:O/R` and `ssh://git@github.com/O/R`.
  init?(_ address: String) {
    var rest = Substring(address)
    for scheme in ["https://", "http://", "ssh://", "git://"] where rest.hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.count)
      break
    }
    // A name or a token may stand before the host.
    if let at = rest.firstIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    guard rest.hasPrefix("github.com/") || rest.hasPrefix("github.com:") else { return nil }
    rest = rest.dropFirst("github.com/".count)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    if rest.hasSuffix(".git") { rest = rest.dropLast(4) }
    guard rest.split(separator: "/").count == 2 else { return nil }
    name = String(rest)
  }

  /// The page that lists the runs of a tag.
  func runs(of tag: String) -> String {
    "https://github.com/\(name)/actions?query=branch%3A\(tag.percentEncoded)"
  }
}

extension String {
  /// RFC 3986: everything but unreserved characters as `%XX`.
  fileprivate var percentEncoded: String {
    let digits = Array("0123456789ABCDEF".unicodeScalars)
    var result = String.UnicodeScalarView()
    for byte in utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        result.append(Unicode.Scalar(byte))
      default:
        result.append("%")
        result.append(digits[Int(byte >> 4)])
        result.append(digits[Int(byte & 15)])
      }
    }
    return String(result)
  }
}
