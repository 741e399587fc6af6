// Proves wheels and sdists for the tests, and opens crates:
//
//   ArtifactProof [--project NAME] [--version V] [--python SPECIFIERS] [--module M]... [--compiled M]...
//                 [--licence] [--cell PYTHON PLATFORM] FILE...
//
//   ArtifactProof --names < NAMES      how file names are read: project, version, build, tags; or `none`
//
// A line for each finding: path, code, what, why, fix, with tabs between them; `ok` where there is none.
import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

func line(of name: String) -> String {
  switch DistributionFileName(name) {
  case .wheel(let wheel):
    let tags = wheel.tags.map(\.description).sorted().joined(separator: " ")
    return [wheel.project, wheel.version.text, wheel.build ?? "", tags].joined(separator: "\t")
  case .sdist(let sdist): return [sdist.project, sdist.version.text].joined(separator: "\t")
  case nil: return "none"
  }
}

var expected = ArtifactExpectation()
var files: [String] = []
var words = CommandLine.arguments.dropFirst()
while let word = words.popFirst() {
  switch word {
  case "--project": expected.project = words.popFirst()
  case "--version": expected.version = words.popFirst().flatMap(PythonVersion.init)
  case "--python": expected.requiresPython = words.popFirst()
  case "--module": expected.modules += words.popFirst().map { [$0] } ?? []
  case "--compiled": expected.compiledModules += words.popFirst().map { [$0] } ?? []
  case "--names":
    while let name = readLine() { print(line(of: name)) }
  case "--licence": expected.hasLicence = true
  case "--cell":
    expected.cell = WheelCell(python: words.popFirst() ?? "", platform: words.popFirst() ?? "")
  default: files.append(word)
  }
}

for path in files {
  let name = path.split(separator: "/").last.map(String.init) ?? path
  do throws(ReleaseError) {
    let archive = try Archive.read(file: path, in: Files.live(root: "."))
    let findings =
      name.hasSuffix(".whl")
      ? WheelProof.findings(of: archive, expecting: expected)
      : name.hasSuffix(".crate") ? [] : SdistProof.findings(of: archive, expecting: expected)
    for finding in findings {
      print(path, finding.code.rawValue, finding.what, finding.why, finding.fix, separator: "\t")
    }
    if findings.isEmpty { print(path, "ok", separator: "\t") }
  } catch {
    print(path, error.code.rawValue, error.what, error.why.joined(separator: "; "), separator: "\t")
  }
}
