import CommandLanguage
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

extension DistributionPublishStep {
  /// A wheel for this very Linux PyPI refuses, after all that left before it.
  private func checkPlatforms(
    _ index: String, _ found: inout Preflight
  ) throws(ReleaseError) {
    let files = try ReleaseFiles(of: target, in: found.view).folder.files
    for file in files {
      guard let platforms = WheelName(file.name)?.refusedPlatforms, !platforms.isEmpty else {
        continue
      }
      let (path, name) = (file.path.shellQuoted, platforms.joined(separator: ", "))
      let folder = file.path.dropLast(file.name.utf8.count + 1)
      let isLinux = platforms.contains { $0.hasPrefix("linux_") }
      found.add(
        ReleaseError(
          .platformRefused, "\(index) takes no wheel for \(name): \(file.name)",
          why: [
            isLinux
              ? "it is for the Linux of one machine; auditwheel makes of it one for all"
              : "its file name names a platform that the index does not know: build it for one that it"
                + " does, and remove this one"
          ],
          fix: isLinux
            ? [
              ShellLine(
                "!auditwheel repair --wheel-dir \(String(folder).shellQuoted) \(path) && rm \(path)"
              )
            ] : []))
    }
  }

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
      for error in try ReleaseFiles(of: target, in: found.view).refusals(in: found.view) {
        found.add(error)
      }
      let address = try UploadAddress.chosen(publishing.uploadURL, in: world)
      if address.isForPyPI { try checkPlatforms(address.name, &found) }
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
