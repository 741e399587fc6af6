package import Diagnostics
import ReleaseModel
package import ReleaseWorld

extension ReleaseError {
  /// No source holds a token for a registry: none is there, one is empty, or the job of a workflow was
  /// handed none.
  ///
  /// `looked` are the variables and files where one could have been.
  package static func tokenMissing(
    _ place: TokenPlace, looked: [String], in world: World
  ) -> Self {
    let environment = world.environment
    let empty = looked.filter { environment[$0]?.isEmpty ?? false }
    guard environment["GITHUB_ACTIONS"] == "true" else {
      var error = Self.tokenMissing(place, looked: looked)
      guard !empty.isEmpty else { return error }
      error.what = "the token for \(place.name) is empty"
      error.why.insert(
        contentsOf: empty.map { "\($0) is set and holds nothing" }, at: 0)
      return error
    }
    let isCrates = if case .crates = place { true } else { false }
    let uses = WorkflowSecrets.handedOn(to: isCrates ? .cratesIO : .pyPI, in: world.files)
    var why = empty.map {
      "\($0) is empty: a secret that the repository does not have is handed on so"
    }
    if why.isEmpty { why = ["looked at \(looked.joined(separator: ", "))"] }
    why += WorkflowSecrets.lines(uses)
    let variable = looked.first ?? ""
    why.append(
      uses.isEmpty
        ? "add the secret in the repository's settings, and to the job's `env` a line"
          + " `\(variable): ${{ secrets.\(variable) }}`"
        : "it must be a secret of the repository, and become \(variable) in this job")
    return Self(
      .secretMissing, "this job has no token for \(place.name)", why: why,
      fix: uses.prefix(1).map { ShellLine("!gh secret set \($0.secret)") })
  }
}

extension WorkflowSecrets {
  /// What the repository's workflows hand to a service.
  ///
  /// A file that cannot be read hands on nothing that could be named.
  static func handedOn(to service: TokenService, in files: Files) -> [Use] {
    var secrets = WorkflowSecrets()
    for name in files.list(".github/workflows").map({ ".github/workflows/\($0)" })
    where Workflow.isWorkflow(name) {
      if let bytes = (try? files.read(name)).flatMap({ $0 }) { secrets.read(bytes, file: name) }
    }
    return secrets.uses[service] ?? []
  }

  /// A line for each secret that is handed on.
  static func lines(_ uses: [Use]) -> [String] {
    uses.isEmpty
      ? ["no workflow of this repository hands a secret to it"]
      : uses.map { "\($0.file):\($0.line) hands secrets.\($0.secret) to \($0.variable)" }
  }
}
