import Diagnostics
import ReleaseModel
import ReleaseWorld

/// Runs the tools that change a registry.
struct ToolRunner: Sendable {
  let paths: RepositoryPaths
  let files: Files
  let processes: Processes
  let environment: Environment
  let clock: Clock

  /// Runs a call to its end.
  ///
  /// - Throws: What the tool's own words mean, `.interrupted`.
  func perform(_ call: ToolCall) throws(Failure) {
    let end: ChildEnd
    switch call.tree {
    case .here: end = try run(call, in: paths.root)
    case .commit(let commit):
      end = try TemporaryTree(
        root: paths.root, commonDirectory: paths.commonDirectory, files: files,
        processes: processes
      )
      .with(commit) { (tree) throws(Failure) -> ChildEnd in try run(call, in: tree) }
    }
    for (left, kept) in call.keeps {
      // Of a failure too: that it did not reach the registry is not known yet.
      if let bytes = try files.read(left) { try files.store(kept, bytes) }
    }
    guard end.status == 0 else { throw failure(of: call, end) }
  }

  /// What the tool's words mean.
  private func failure(of call: ToolCall, _ end: ChildEnd) -> Failure {
    let words = ([call.program] + call.arguments.prefix(1)).joined(separator: " ")
    guard let tool = ReleaseTool(rawValue: words) else {
      return .child(call.program, call.arguments, end)
    }
    var facts = Diagnosis.Facts()
    switch call.change {
    case .publishCrate(let name, let version, let registry),
      .yank(let name, let version, let registry), .unyank(let name, let version, let registry),
      .uploadFiles(let name, let version, _, let registry):
      (facts.package, facts.version, facts.registry) = (name, version, registry)
    }
    facts.tokenSource = call.tokenSource
    lookAtToken(of: call, tool, &facts)
    facts.isInActions = environment["GITHUB_ACTIONS"] == "true"
    facts.now = clock.now()
    if facts.isInActions {
      facts.secrets = WorkflowSecrets.handedOn(
        to: ReleaseTool.cargo.contains(tool) ? .cratesIO : .pyPI, in: files)
    }
    let diagnosis = Diagnosis.of(tool: tool, end: end, facts: facts)
    var error = diagnosis.error
    switch diagnosis.next {
    case .mend: break
    case .compare, .look: error.remedy = .look
    case .wait(let moment): error.remedy = .wait(until: moment)
    }
    return error
  }

  /// What the token looks like that the tool was given, or that it found in its environment by itself.
  private func lookAtToken(
    of call: ToolCall, _ tool: ReleaseTool, _ facts: inout Diagnosis.Facts
  ) {
    func variable(_ name: String) -> String? {
      if let secret = call.secrets[name] { return secret.reveal() }
      if let own = call.environment[name] { return own }
      return environment[name]
    }
    let names: [String]
    switch call.change {
    case .publishCrate(_, _, let registry), .yank(_, _, let registry), .unyank(_, _, let registry):
      names = [CrateCredential.variable("TOKEN", of: registry)]
    case .uploadFiles:
      names =
        tool == .twineUpload ? ["TWINE_PASSWORD"] : ["UV_PUBLISH_TOKEN", "UV_PUBLISH_PASSWORD"]
    }
    let found = names.lazy.compactMap { name in variable(name).map { (name, $0) } }.first
    guard let (name, text) = found else { return }
    guard !text.isEmpty else {
      facts.isTokenEmpty = true
      facts.tokenSource = facts.tokenSource ?? name
      return
    }
    // Beside a credential provider a variable says nothing of what was sent.
    guard call.secrets[name] != nil else { return }
    if ReleaseTool.cargo.contains(tool) {
      facts.token = CrateCredential.shape(of: text, for: facts.registry ?? "")
    } else {
      let url = variable(tool == .twineUpload ? "TWINE_REPOSITORY_URL" : "UV_PUBLISH_URL")
      let host = url.flatMap { try? UploadAddress($0) }?.tokenHost
      facts.token = TokenShape(
        of: text, for: .pyPI, uploadHost: host ?? UploadAddress.pyPI.tokenHost)
    }
  }

  private func run(_ call: ToolCall, in directory: String) throws(Failure) -> ChildEnd {
    var environment = call.environment
    for (name, secret) in call.secrets { environment[name] = secret.reveal() }
    return try processes.run(
      Child(call.program, call.arguments, directory: directory, environment: environment))
  }
}

extension ReleaseError {
  /// A tool that failed.
  static func child(_ program: String, _ arguments: [String], _ end: ChildEnd) -> Self {
    let words = ([program] + arguments.prefix(1)).joined(separator: " ")
    if end.wasInterrupted {
      return Self(.interrupted, "`\(words)` was interrupted", why: ["`go` goes on from here"])
    }
    var error = Self(
      .toolFailed, "`\(words)` failed with \(end.status)",
      why: GitFailure.lines(end.errorText.isEmpty ? end.text : end.errorText))
    error.output = end.said
    return error
  }
}
