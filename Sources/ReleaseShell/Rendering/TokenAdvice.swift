import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// How to get a token, for the repository that a person is in.
struct TokenAdvice {
  /// Crates and distributions that were never released.
  private var newCrates: [String] = []
  private var newDistributions: [String] = []
  private var distributions: [String] = []
  private var secretNames: [TokenService: [String]] = [:]

  init(_ shell: Shell) throws(ReleaseError) {
    guard shell.hasRepository else { return }
    // A broken manifest is no reason to say nothing of tokens.
    if let repository = try? shell.view.repository(), let tags = try? shell.view.conventions() {
      for index in repository.released(tags) {
        let package = repository.packages[index]
        if package.kind == .distribution { distributions.append(package.name) }
        guard !tags.isTagged(index) else { continue }
        if package.kind == .crate {
          newCrates.append(package.name)
        } else {
          newDistributions.append(package.name)
        }
      }
    }
    let folder = ".github/workflows"
    var names = WorkflowSecrets()
    for file in shell.world.files.list(folder).map({ "\(folder)/\($0)" })
    where Workflow.isWorkflow(file) {
      if let bytes = try shell.world.files.read(file) { names.read(bytes, file: file) }
    }
    secretNames = names.byService
  }

  /// The page on which the service makes tokens.
  func page(of service: TokenService) -> String {
    switch service {
    case .cratesIO: "https://crates.io/settings/tokens"
    case .pyPI: "https://pypi.org/manage/account/token/"
    case .gitHub: "https://github.com/settings/personal-access-tokens/new"
    }
  }

  /// What it is to be allowed.
  func scope(of service: TokenService) -> String {
    switch service {
    case .cratesIO:
      let first = newCrates.isEmpty ? "a crate" : Self.some(newCrates)
      return "scope publish-update; publish-new too for the first release of \(first)"
    case .pyPI:
      if !newDistributions.isEmpty {
        return "scope: the whole account for the first release of"
          + " \(Self.some(newDistributions)), the project alone afterwards"
      }
      let names = distributions.isEmpty ? "" : " \(Self.some(distributions))"
      return "scope: the project\(names) alone"
    case .gitHub:
      return "a fine-grained token for this repository alone, with the permission"
        + " `Contents: Read and write`"
    }
  }

  /// The repository's Actions secrets that are to hold it; none for GitHub, whose jobs have a token.
  func secrets(of service: TokenService) -> [String] {
    if let names = secretNames[service], !names.isEmpty { return names }
    switch service {
    case .cratesIO: return ["CARGO_REGISTRY_TOKEN"]
    case .pyPI: return ["PYPI_API_TOKEN"]
    case .gitHub: return []
    }
  }

  private static func some(_ names: [String]) -> String {
    names.count > 4 ? "\(names.count) packages" : names.joined(separator: ", ")
  }
}
