import CommandLanguage
import Diagnostics
import ReleaseTools
import ReleaseWorld
import Testing

@testable import ReleaseShell

/// Codes that no test can bring about here, each with its reason.
private let beyondReach: [ErrorCode: String] = [:]

/// What the acceptance files show, and the texts of all tests but this one.
private let texts: (acceptance: String, tests: String) = {
  let files = Files.live(root: ProjectTree.root)
  var tests = ""
  for folder in files.list("Tests") {
    for name in files.list("Tests/\(folder)")
    where name.hasSuffix(".swift") && name != "ErrorCodeTests.swift" {
      tests +=
        (try? files.read("Tests/\(folder)/\(name)")).flatMap { $0 }
        .map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
  }
  return (AcceptanceFile.all.map(\.text).joined(), tests)
}()

/// Every word behind a dot in the tests: `.tagExists`.
private let names: Set<String> = Set(
  texts.tests.split { !($0.isLetter || $0 == ".") }.flatMap { $0.split(separator: ".") }.map(
    String.init))

private let refusedInHelp: Set<ErrorCode> = Set(
  HelpExample.all.compactMap { help in
    if case .fails(let code) = help.example.end { code } else { nil }
  })

@Test(arguments: ErrorCode.allCases)
func `an error code is met by a test`(_ code: ErrorCode) {
  let isMet =
    refusedInHelp.contains(code) || texts.acceptance.contains("[\(code.rawValue)]")
    || names.contains("\(code)")
  #expect(isMet != (beyondReach[code] != nil))
}
