import Diagnostics
package import ReleaseWorld

extension World {
  /// The same, where a call that is to borrow a token gets one before it is made; afterwards the token
  /// is given back.
  ///
  /// Lies below the journal: what it lends is written nowhere.
  package func lendingTokens() -> World {
    var world = self
    world.perform = { (effect: Effect) throws(Failure) in
      guard case .tool(var call) = effect, let borrowing = call.borrows else {
        return try perform(effect)
      }
      call.borrows = nil
      call.tokenSource = TrustedPublishing.source
      let giveBack: () throws(Failure) -> Void
      switch borrowing {
      case .crates(let registry):
        let index = try CrateIndex.chosen(registry, in: self)
        let token = try TrustedPublishing.token(for: index, from: try workflowIdentity(), by: http)
        call.secrets[CrateCredential.variable("TOKEN", of: registry)] = token.secret
        giveBack = { () throws(Failure) in
          do throws(Failure) {
            try TrustedPublishing.giveBack(token, to: index, by: http)
          } catch {
            // The ^C that ended the call may still be on its way.
            guard error.code == .interrupted else { throw error }
            try TrustedPublishing.giveBack(token, to: index, by: http)
          }
        }
      case .index(let upload):
        let address = try UploadAddress(upload)
        let token = try TrustedPublishing.token(
          for: address, from: try workflowIdentity(), by: http)
        guard let tool = UploadTool(rawValue: call.program) else { return try perform(effect) }
        call.secrets.merge(tool.secrets(token)) { $1 }
        // An index has no way to take one back: it ends after a quarter of an hour.
        giveBack = { () throws(Failure) in }
      }
      do throws(Failure) {
        try perform(.tool(call))
      } catch {
        // What the call came to matters more; a token that stays ends by itself.
        do throws(Failure) { try giveBack() } catch {}
        throw error
      }
      do throws(Failure) { try giveBack() } catch {
        guard error.code == .interrupted else { return }
        throw error
      }
    }
    return world
  }

  private func workflowIdentity() throws(Failure) -> WorkflowIdentityService {
    guard let service = WorkflowIdentityService(environment) else {
      throw .identityRefused(
        "this is no job of GitHub Actions that may ask who it is",
        "ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set")
    }
    return service
  }
}
