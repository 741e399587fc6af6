import Diagnostics
import ReleaseWorld

extension Shell {
  /// Where selection and target are kept for the next shell in this work tree.
  private var sessionFile: String { world.git.directory + "/relsh/session.json" }

  /// Takes over what the last shell in this work tree left, where this entry shares it.
  func loadSession() {
    guard entry.sharesSession, hasRepository,
      let bytes = try? world.files.read(sessionFile)
    else { return }
    session = Session(stored: bytes)
    if session.isDryRun { setDryRun(true) }
  }

  /// Keeps selection and target for the next shell.
  func saveSession() throws(ReleaseError) {
    guard entry.sharesSession, hasRepository else { return }
    let bytes = session.stored
    if let kept = try? world.files.read(sessionFile), kept == bytes { return }
    try world.files.store(sessionFile, bytes)
  }
}
