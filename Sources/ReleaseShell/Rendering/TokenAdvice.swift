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
    for file in shell.world.files.list(folder) where Workflow.isWorkflow("\(folder)/\(file)") {
      if let bytes = try shell.world.files.read("\(folder)/\(file)") { names.read(bytes) }
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

/// The names of the secrets that workflows hand to a publishing tool, read from their bytes.
///
/// A file that GitHub could not parse still says which secret it means.
struct WorkflowSecrets {
  private(set) var byService: [TokenService: [String]] = [:]

  /// Reads each `secrets.NAME`, and the key before it on its line.
  mutating func read(_ bytes: [UInt8]) {
    for line in bytes.split(separator: 0x0A) {
      let text = line.drop { $0 == 0x20 || $0 == 0x09 }
      guard text.first != UInt8(ascii: "#") else { continue }
      let key = String(decoding: text.prefix { Self.isName($0) }, as: UTF8.self)
      let mark = Array("secrets.".utf8)
      var start = text.startIndex
      while start + mark.count <= text.endIndex {
        guard text[start...].starts(with: mark) else {
          start += 1
          continue
        }
        let name = text[(start + mark.count)...].prefix { Self.isName($0) }
        add(String(decoding: name, as: UTF8.self), key: key)
        start += mark.count + name.count
      }
    }
  }

  private mutating func add(_ name: String, key: String) {
    guard !name.isEmpty, name != "GITHUB_TOKEN", let service = Self.service(key, name) else {
      return
    }
    if byService[service]?.contains(name) != true { byService[service, default: []].append(name) }
  }

  /// The variable that it becomes says whom it is for, else its own name.
  private static func service(_ key: String, _ name: String) -> TokenService? {
    if let variable = TokenSources.variables.first(where: { $0.name == key }) {
      return variable.service
    }
    // `pypa/gh-action-pypi-publish` takes it as `password`.
    if key == "password" { return .pyPI }
    let name = name.uppercased()
    if ["CARGO", "CRATES"].contains(where: name.contains) { return .cratesIO }
    if ["PYPI", "TWINE", "UV_PUBLISH"].contains(where: name.contains) { return .pyPI }
    return nil
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
    default: false
    }
  }
}
