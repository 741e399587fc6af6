import Diagnostics
import ReleaseTools
import ReleaseWorld

/// A step that uploads from this machine, with a token that can be tried before.
protocol UploadingStep: ReleaseStep {
  /// Whose token it needs.
  ///
  /// - Throws: `.noRegistry`.
  func place(in world: World) throws(ReleaseError) -> TokenPlace

  /// What the registry says of the token; `nil` where there is none to try: cargo asks somebody else for
  /// it, or a workflow's identity is exchanged for one.
  ///
  /// - Throws: `.tokenMissing`, `.tokenWrong`, `.tokenWrongHost`, `.noRegistry`, `.interrupted`.
  func trial(in world: World) throws(ReleaseError) -> TokenTrial?
}

extension PublishStep: UploadingStep {
  func place(in world: World) throws(ReleaseError) -> TokenPlace {
    .crates(try CrateIndex.chosen(publishing.registry, in: world).name)
  }

  func trial(in world: World) throws(ReleaseError) -> TokenTrial? {
    let index = try CrateIndex.chosen(publishing.registry, in: world)
    guard case .token(let token) = try CrateCredential.find(for: index.name, in: world) else {
      return nil
    }
    return try TokenTrial.crates(token, at: index, by: world.http)
  }
}

extension DistributionPublishStep: UploadingStep {
  func place(in world: World) throws(ReleaseError) -> TokenPlace {
    try UploadAddress.chosen(publishing.uploadURL, in: world).place
  }

  func trial(in world: World) throws(ReleaseError) -> TokenTrial? {
    let address = try UploadAddress.chosen(publishing.uploadURL, in: world)
    guard case .token(let token) = try IndexCredential.find(for: address, in: world) else {
      return nil
    }
    return try TokenTrial.index(token, at: address, by: world.http, now: world.clock.now())
  }
}

extension Shell {
  /// Makes sure, before the first effect of a plan, that what it uploads from here can be uploaded: no
  /// upload is blocked already, and each registry knows its token.
  ///
  /// Where a registry cannot be asked, that is said, and the upload itself will tell.
  ///
  /// - Throws: What blocks an upload, `.tokenRefused`, and what ``UploadingStep/trial(in:)`` throws.
  func checkUploads(_ plan: ReleasePlan) throws(ReleaseError) {
    guard !activeWorld.onlyShows else { return }
    var steps: [any UploadingStep] = []
    for item in plan.items {
      guard let step = item.step as? any UploadingStep else { continue }
      if case .blocked(let error) = item.state { throw error }
      if !item.isDone { steps.append(step) }
    }
    try tryTokens(of: steps)
  }

  /// Tries the tokens of some uploads, each registry's once.
  func tryTokens(of steps: [any UploadingStep]) throws(ReleaseError) {
    var tried: Set<TokenPlace> = []
    for step in steps {
      let place = try step.place(in: activeWorld)
      guard tried.insert(place).inserted else { continue }
      switch try step.trial(in: activeWorld) {
      case .good, nil: continue
      case .bad(let error): throw error
      case .unknown(let error):
        let reason = error.why.first ?? error.what
        output.line("the token for \(place.name) could not be tried: \(reason)", .warning)
      }
    }
  }
}
