import Diagnostics
import ReleaseTools
import ReleaseWorld

extension DistributionPublishStep {
  func preflight(_ found: inout Preflight) throws(ReleaseError) {
    let world = found.view.world
    do throws(ReleaseError) {
      switch try state(in: found.view) {
      case .done, .pending: return
      case .ready: break
      case .unknown(let error):
        found.add(error)
        return
      case .blocked(let error): found.add(error)
      }
      let address = try UploadAddress.chosen(publishing.uploadURL, in: world)
      guard case .token(let token) = try IndexCredential.find(for: address, in: world) else {
        return
      }
      try found.trial(address.place) { () throws(ReleaseError) in
        try TokenTrial.index(token, at: address, by: world.http, now: world.clock.now())
      }
    } catch {
      guard error.code != .interrupted else { throw error }
      found.add(error)
    }
  }
}
