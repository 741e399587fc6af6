import Diagnostics
import ReleaseModel
import Testing

/// A generator that gives the same numbers for the same seed.
private struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite struct `Random text` {
  private static let words = [
    "0", "1", "2", "10", ".", "-", "+", "rc", "alpha", "a", "b", "dev", "post", "v", "*", "=", ">",
    "<", ">=", "~", "^", ",", " ", "!", "[", "]", "{", "}", "{version}", "{crate}", "/", "\\", "é",
    "?", "**", ";", "(", ")", "@", "1.2.3", "\t", "",
  ]

  private func text(_ generator: inout Seeded) -> String {
    (0..<Int.random(in: 0...7, using: &generator)).map { _ in
      Self.words.randomElement(using: &generator) ?? ""
    }.joined()
  }

  @Test(arguments: 0..<10)
  func `is read or refused, and what is read holds its promises`(_ seed: UInt64) throws {
    var generator = Seeded(state: seed)
    let versions = ["0.1.0", "1.2.3", "2.0.0-rc.1"].compactMap { try? Version($0) }
    for _ in 0..<400 {
      let text = text(&generator)
      if let version = try? Version(text) {
        #expect(try Version(version.description) == version, "\(text)")
        if let python = try? version.pep440() { #expect(try Version(python) == version, "\(text)") }
      }
      if let requirement = try? Requirement(text) {
        for version in versions {
          let moved = requirement.moved(to: version)
          #expect(try Requirement(moved).accepts(version), "\(text)")
          if requirement.accepts(version), !requirement.text.contains("*") {
            #expect(try Requirement(moved).moved(to: version) == moved, "\(text)")
          }
        }
      }
      let python = "name" + text
      if let requirement = PythonRequirement(python), let spelling = try? versions[0].pep440() {
        let moved = requirement.moved(python, to: versions[0], spelling: spelling)
        #expect(PythonRequirement(moved)?.accepts(versions[0]) == true, "\(text)")
      }
      if let format = try? TagFormat(text) {
        let tag = format.render(package: "some-crate", version: "1.2.3-rc.1")
        #expect(format.version(in: tag, package: "some-crate")?.description == "1.2.3-rc.1")
      }
      let on = "on: {push: {tags: ['\(text)']}}"
      let workflow = try? Workflow(Array(on.utf8), path: "a.yml")
      _ = workflow?.isStarted(byTag: "v1.2.3")
      let manifest = "[workspace]\nmembers = ['\(text)']\nexclude = ['\(text)']\n"
      let sample = Sample(files: ["Cargo.toml": manifest, "a/Cargo.toml": "[package]\nname='a'\n"])
      _ = try? sample.repository().packages.count
    }
  }

  @Test(.enabled(if: !RealTree.all.isEmpty), arguments: 0..<5)
  func `in real manifests and workflows never ends the program`(_ seed: UInt64) throws {
    var generator = Seeded(state: seed &+ 100)
    let tree = try RealTree.named("sourmash@r0.16.0")
    for _ in 0..<20 {
      let damaged = tree.paths.filter { Repository.isManifest($0) || Workflow.isWorkflow($0) }
        .randomElement(using: &generator)
      func contents(_ path: String) -> [UInt8]? {
        var bytes = tree.contents(path) ?? []
        guard path == damaged, !bytes.isEmpty else { return bytes }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 0...20, using: &generator))
        bytes.replaceSubrange(place..<end, with: Array(text(&generator).utf8))
        return bytes
      }
      do throws(ReleaseError) {
        let repository = try Repository.read(paths: tree.paths, contents: contents)
        #expect(repository.packages.count <= 3)
      } catch {
        #expect(error.code == .badManifest)
        #expect(error.at != nil)
      }
      let workflows = Workflows(paths: tree.paths, contents: contents)
      #expect(workflows.broken.allSatisfy { $0.at?.file == damaged })
    }
  }
}
