import Diagnostics
import ReleaseWorld
extension SessionLog {
  static func open(for entry: Shell.Entry, world: World) -> SessionLog { SessionLog(file: nil) }
}
extension Shell { static func redactor(for world: World) -> Redactor { Redactor() } }
struct ScriptRun {
  let text: String; let file: String; let settings: [String: String]; let verify: Bool;
  let dryRun: Bool; let confirmed: Set<String>
  func run(in shell: Shell) throws(ReleaseError) -> [Outcome] { [] }
}
