// Opens wheels, sdists and crates for the tests: `ArtifactProof FILE...` prints a line for each.
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

for path in CommandLine.arguments.dropFirst() {
  let name = path.split(separator: "/").last.map(String.init) ?? path
  do throws(ReleaseError) {
    let archive = try Archive.read(file: path, in: Files.live(root: "/"))
    print("\(name): \(archive.entries.count) entries")
  } catch {
    print("\(name): [\(error.code.rawValue)] \(error.why.joined(separator: "; "))")
  }
}
