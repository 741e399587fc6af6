import CommandLanguage
import ReleaseTools
import ReleaseWorld
import Testing

@testable import ReleaseShell

/// The sources, by their paths in the project's tree.
private let sources: [String: String] = {
  let files = Files.live(root: ProjectTree.root)
  var found: [String: String] = [:]
  func visit(_ folder: String) {
    for name in files.list(folder) {
      let path = "\(folder)/\(name)"
      if files.kind(path) == .directory {
        visit(path)
      } else if name.hasSuffix(".swift"), let bytes = try? files.read(path) {
        found[path] = String(decoding: bytes, as: UTF8.self)
      }
    }
  }
  visit("Sources")
  return found
}()

/// The names of the types in a folder that conform to a protocol.
private func types(in folder: String, conformingTo name: String) -> Set<String> {
  var found: Set<String> = []
  for (path, text) in sources where path.hasPrefix(folder + "/") {
    for match in text.matches(of: #/struct (\w+): (\w+)/#) where match.output.2 == name {
      found.insert(String(match.output.1))
    }
  }
  return found
}

@Test func `every command of the folder is in the registry`() {
  let listed = Set(CommandRegistry.standard.commands.map { "\(type(of: $0))" })
  let there = types(in: "Sources/ReleaseShell/Commands", conformingTo: "ShellCommand")
  #expect(!there.isEmpty && there == listed)
}

@Test func `a command's file begins with its first word`() throws {
  for signature in CommandRegistry.standard.signatures {
    let name = signature.words[0].split(separator: "-").map(\.capitalized).joined()
    let stands = sources.contains { path, text in
      path.hasPrefix("Sources/ReleaseShell/Commands/")
        && (path.hasSuffix("/\(name).swift") || path.contains("/\(name)")
          || signature.words == ["replay"])
    }
    #expect(stands, "\(signature.name)")
  }
}

@Test func `every step is in the order of a release, or has a command that takes something back`()
  throws
{
  let order = try #require(sources["Sources/ReleaseShell/Steps/ReleaseOrder.swift"])
  for step in types(in: "Sources/ReleaseShell/Steps", conformingTo: "ReleaseStep") {
    let takesBack = ["Undo", "Yank"].contains(where: step.hasPrefix)
    #expect(order.contains(step) || takesBack, "\(step)")
  }
}

/// What a module may import of the project, as `Package.swift` has it.
private let arrows: [String: Set<String>] = [
  "Diagnostics": [], "LineEditor": ["CLibEdit"], "CommandLanguage": ["Diagnostics"],
  "ManifestEditing": ["Diagnostics"], "ReleaseModel": ["Diagnostics", "ManifestEditing", "CYAML"],
  "ReleaseWorld": ["Diagnostics", "CRelsh", "CMessageDigest"],
  "ReleaseTools": ["Diagnostics", "ReleaseModel", "ReleaseWorld"],
  "ReleaseShell": [
    "Diagnostics", "LineEditor", "CommandLanguage", "ManifestEditing", "ReleaseModel",
    "ReleaseWorld", "ReleaseTools", "Rehearsal",
  ],
  "Rehearsal": ["Diagnostics", "ReleaseModel", "ReleaseWorld", "ReleaseTools"],
  "relsh": ["Diagnostics", "ReleaseShell", "ReleaseWorld"],
]

@Test func `modules import what their place in the house lets them`() throws {
  for (path, text) in sources {
    let module = String(path.split(separator: "/")[1])
    let allowed = try #require(arrows[module], "\(path)").union([
      "Darwin", "Glibc", "Synchronization",
    ])
    // Imports stand before the first declaration; a text that is embedded may hold such words too.
    for line in text.split(separator: "\n") {
      let line = line.trimmingPrefix(#/\s*/#)
      if line.hasPrefix("//") || line.hasPrefix("#") { continue }
      guard let match = line.wholeMatch(of: #/(?:\w+ )?import (\w+)/#) else { break }
      #expect(allowed.contains(String(match.output.1)), "\(path) imports \(match.output.1)")
    }
  }
}

@Test(arguments: [
  "try!", "fatalError", "FileManager", "Process(", "Date()", "import Foundation", "TODO", "print(",
])
func `no source holds a banned word`(_ word: String) {
  for (path, text) in sources {
    for line in text.split(separator: "\n") where line.contains(word) {
      let code = line.trimmingPrefix(#/\s*/#)
      #expect(code.hasPrefix("//"), "\(path): \(line)")
    }
  }
}

@Test func `no type is called Manager, Helper or Utils`() {
  for (path, text) in sources {
    for match in text.matches(of: #/(?:struct|class|enum|actor|protocol) (\w+)/#) {
      let name = String(match.output.1)
      for banned in ["Manager", "Helper", "Util"] {
        #expect(!name.contains(banned), "\(path): \(name)")
      }
    }
  }
}

extension Substring {
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
