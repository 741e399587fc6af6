import Diagnostics
import ReleaseModel
import Testing

@Suite struct `A requirement` {
  @Test(arguments: [
    ("0.1", "0.1.0 0.1.9", "0.2.0 0.0.9 0.1.0-rc.1 1.1.0"),
    ("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0 2.0.0-rc.1"), ("^0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2"),
    ("^0.0.3", "0.0.3", "0.0.4 0.0.2 0.1.0"), ("^0.0", "0.0.0 0.0.9", "0.1.0"),
    ("^0", "0.0.0 0.9.9", "1.0.0"), ("1", "1.0.0 1.9.9", "0.9.9 2.0.0"),
    ("~1.2.3", "1.2.3 1.2.9", "1.3.0 1.2.2"), ("~1.2", "1.2.0 1.2.9", "1.3.0"),
    ("~1", "1.0.0 1.9.0", "2.0.0"), ("*", "0.0.0 9.9.9", "1.0.0-rc.1"),
    ("1.*", "1.0.0 1.9.9", "2.0.0"), ("1.2.*", "1.2.0 1.2.9", "1.3.0"),
    ("=1.2.3", "1.2.3 1.2.3+x", "1.2.4"), ("= 1.2", "1.2.0 1.2.9", "1.3.0"),
    (">=1.2", "1.2.0 9.0.0", "1.1.9"), (">1.2", "1.3.0", "1.2.9"), ("<1.2", "1.1.9", "1.2.0"),
    ("<=1.2", "1.2.9", "1.3.0"), (">=0.1, <0.2", "0.1.0 0.1.9", "0.2.0 0.0.1"),
    ("0.1.0-rc.1", "0.1.0-rc.1 0.1.0-rc.2 0.1.0 0.1.3", "0.1.0-beta.1 0.1.1-rc.1 0.2.0"),
    ("=0.1.0-rc.1", "0.1.0-rc.1", "0.1.0 0.1.0-rc.2"), (">=0", "0.0.0 5.0.0", "5.0.0-rc.1"),
  ])
  func `accepts what the Cargo Book says`(_ text: String, _ good: String, _ bad: String) throws {
    let requirement = try Requirement(text)
    for version in good.split(separator: " ") {
      #expect(requirement.accepts(try Version(String(version))), "\(text) \(version)")
    }
    for version in bad.split(separator: " ") {
      #expect(!requirement.accepts(try Version(String(version))), "\(text) \(version)")
    }
  }

  @Test(arguments: [
    ("0.1", "0.2.0", "0.2"), ("0.1.0", "0.2.0", "0.2.0"), ("=0.1.0", "0.2.0", "=0.2.0"),
    ("^0.1.0", "0.2.0", "^0.2.0"), ("~0.1", "0.2.3", "~0.2"), ("1", "2.1.0", "2"),
    ("1.*", "2.1.0", "2.*"), ("1.2.*", "2.1.0", "2.1.*"), ("*", "0.2.0-rc.1", "0.2.0-rc.1"),
    (">=0.1, <0.2", "0.2.0", ">=0.2, <0.3"), (">=0.1.0,<1.0", "1.2.0", ">=1.2.0,<2.0"),
    ("= 0.1.0", "0.2.0", "= 0.2.0"), ("0.1", "0.2.0-rc.1", "0.2.0-rc.1"),
    ("=0.1.0", "0.2.0-rc.1", "=0.2.0-rc.1"), ("0.2.0-rc.1", "0.2.0", "0.2.0"),
    ("<0.2", "0.2.0", "<0.3"), ("<=0.1.9", "0.2.0", "<=0.2.0"),
    (">0.1, <0.2", "0.2.0", ">0.1, <0.3"),
    ("=0.1.0", "0.2.0+build", "=0.2.0"), (">=0.1, <0.2", "0.2.0-rc.1", ">=0.2.0-rc.1, <0.3"),
  ])
  func `moves with its operators, precision and spacing`(
    _ text: String, _ version: String, _ moved: String
  ) throws {
    let version = try Version(version)
    #expect(try Requirement(text).moved(to: version) == moved)
    #expect(try Requirement(moved).accepts(version))
  }

  @Test(arguments: [
    ("", 1), ("1.2.3 4", 7), (">=", 3), ("^x", 2), ("1.02", 3), ("*, 1", 1), ("1..2", 3),
  ])
  func `is refused with its place`(_ text: String, _ column: Int) {
    let error = #expect(throws: ReleaseError.self) { try Requirement(text) }
    #expect(error?.code == .badVersion)
    #expect(error?.at?.column == column)
  }

  @Test(arguments: [
    ("llmcc==0.1.0", "0.2.0", "llmcc==0.2.0"),
    (
      "llmcc == 0.1.0 ; python_version > '3'", "0.2.0",
      "llmcc == 0.2.0 ; python_version > '3'"
    ), ("llmcc[a,b]~=0.1.0", "0.2.0", "llmcc[a,b]~=0.2.0"),
    ("llmcc (>=0.1,<0.2)", "0.2.0", "llmcc (>=0.2,<0.3)"),
    ("llmcc==0.1.*", "0.2.0", "llmcc==0.2.*"),
    ("llmcc==0.1.0", "0.2.0-rc.1", "llmcc==0.2.0rc1"),
  ])
  func `of Python moves alike`(_ text: String, _ version: String, _ moved: String) throws {
    let requirement = try #require(PythonRequirement(text))
    let version = try Version(version)
    #expect(requirement.name == "llmcc")
    #expect(!requirement.accepts(version))
    #expect(requirement.moved(text, to: version, spelling: try version.pep440()) == moved)
  }

  @Test(arguments: [
    ("a", "1.0.0 0.0.1", ""), ("a!=1.0", "1.0.1", "1.0.0"), ("a<2", "1.9.0", "2.0.0 2.0.0-rc.1"),
    ("a>1.0", "1.0.1", "1.0.0 1.0.0.post1"), ("a===1.0.0", "1.0.0", "1.0.1"),
    ("a~=1.2.3", "1.2.9", "1.3.0"), ("a~=1.2", "1.9.0", "2.0.0"),
    ("a>=1.0rc1", "1.0.0-rc.2 1.0.0", "0.9.0"),
  ])
  func `of Python accepts what PEP 440 says`(_ text: String, _ good: String, _ bad: String) throws {
    let requirement = try #require(PythonRequirement(text))
    for version in good.split(separator: " ") {
      #expect(requirement.accepts(try Version(String(version))), "\(text) \(version)")
    }
    for version in bad.split(separator: " ") {
      #expect(!requirement.accepts(try Version(String(version))), "\(text) \(version)")
    }
  }

  @Test(arguments: ["", "a @ https://example.invalid/a.whl", "==1.0", "a 1.0"])
  func `of Python that is none is left alone`(_ text: String) {
    #expect(PythonRequirement(text) == nil)
  }
}
