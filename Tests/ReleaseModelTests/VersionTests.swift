import Diagnostics
import ReleaseModel
import Testing

@Suite struct `A version` {
  @Test(arguments: [
    ("1.2.3", "1.2.3"), ("0.0.0", "0.0.0"), ("1.0.0-rc.1", "1.0.0-rc.1"),
    ("1.0.0-alpha.beta-x.7", "1.0.0-alpha.beta-x.7"), ("1.0.0+build.01", "1.0.0+build.01"),
    ("1.0.0--1", "1.0.0--1"), ("1.0.0-rc1", "1.0.0-rc1"),
    ("18446744073709551615.0.0", "18446744073709551615.0.0"),
    ("1.0.0rc1", "1.0.0-rc.1"), ("1.0.0a2", "1.0.0-alpha.2"), ("1.0.0.beta_3", "1.0.0-beta.3"),
    ("1.0.0a0", "1.0.0-alpha"), ("1.0.0rc", "1.0.0-rc"), ("1.0.0RC01", "1.0.0-rc.1"),
    ("1.0.0c1", "1.0.0-rc.1"), ("1.0.0pre4", "1.0.0-rc.4"), ("1.0.0.post1", "1.0.0.post1"),
    ("1.0.0post", "1.0.0.post0"), ("1.0.0a1+local.2", "1.0.0-alpha.1+local.2"),
  ])
  func `is kept as SemVer whatever its spelling was`(_ text: String, _ kept: String) throws {
    let version = try Version(text)
    #expect(version.description == kept)
    #expect(try Version(kept) == version)
  }

  @Test(
    arguments: [
      ("", 1, nil), ("1", 2, "1.0.0"), ("1.2", 4, "1.2.0"), ("v1.2.3", 1, "1.2.3"),
      ("1.2.3.4", 6, nil), ("01.2.3", 1, nil), ("1.2.03", 5, nil), ("1.2.3-", 7, nil),
      ("1.2.3-a..b", 9, nil), ("1.2.3-01", 7, nil), ("1.2.3 ", 6, nil), ("1.2.3-é", 7, nil),
      ("1.2.3.dev1", 6, nil), ("1.0.0a1.post2", 8, nil), ("1.0.0+", 7, nil), ("latest", 1, nil),
      ("1.2.18446744073709551616", 5, nil), ("1.0.0rc1x", 9, nil), ("1!1.0.0", 2, nil),
    ] as [(String, Int, String?)])
  func `is refused with the place and its right spelling`(
    _ text: String, _ column: Int, _ twin: String?
  ) {
    let error = #expect(throws: ReleaseError.self) { try Version(text) }
    #expect(error?.code == .badVersion)
    #expect(error?.at?.column == column)
    #expect(error?.fix == twin.map { [ShellLine("target \($0)")] } ?? [])
    #expect(error?.why.count == 1)
  }

  @Test func `has SemVer's order, with a post release behind its release`() throws {
    let ascending = try [
      "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-99999999999999999999", "1.0.0-alpha",
      "1.0.0-alpha.1", "1.0.0-alpha.1.0", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
      "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0-rc1", "1.0.0", "1.0.0+a", "1.0.0+b", "1.0.0.post1",
      "1.0.0.post2", "1.0.1-rc.1", "1.0.1", "1.2.0", "1.10.0", "2.0.0", "10.0.0",
    ].map { text in try Version(text) }
    #expect(Array(ascending.reversed()).sorted() == ascending)
    for (one, other) in zip(ascending, ascending.dropFirst()) { #expect(one < other) }
  }

  private static let pythonTwins = [
    ("1.0.0", "1.0.0"), ("1.0.0-rc.1", "1.0.0rc1"), ("1.0.0-alpha.2", "1.0.0a2"),
    ("1.0.0-beta.3", "1.0.0b3"), ("1.0.0-alpha", "1.0.0a0"), ("1.0.0-beta", "1.0.0b0"),
    ("1.0.0-rc", "1.0.0rc0"), ("0.8.0.post1", "0.8.0.post1"), ("10.20.30-rc.12", "10.20.30rc12"),
  ]

  @Test(arguments: pythonTwins)
  func `of Python is spelled as PEP 440 has it, and read back`(_ text: String, _ python: String)
    throws
  {
    let version = try Version(text)
    #expect(try version.pep440() == python)
    #expect(try Version(python) == version)
  }

  private static let pythonStrangers = [
    ("1.0.0-pre.1", "collides with 1.0.0-rc.1"), ("1.0.0-preview.1", "collides with 1.0.0-rc.1"),
    ("1.0.0-c.1", "collides with 1.0.0-rc.1"), ("1.0.0-rc1", "collides with 1.0.0-rc.1"),
    ("1.0.0-a.1", "collides with 1.0.0-alpha.1"), ("1.0.0-RC.1", "collides with 1.0.0-rc.1"),
    ("1.0.0-alpha.0", "collides with 1.0.0-alpha"), ("1.0.0-rc.0", "collides with 1.0.0-rc"),
    ("1.0.0-dev.4", "sorts before every alpha"), ("1.0.0-dev", "sorts before every alpha"),
    ("1.0.0-1", "sorts after 1.0.0"), ("1.0.0-0", "sorts after 1.0.0"),
    ("1.0.0-r.4", "sorts after 1.0.0"), ("1.0.0-20261124", "sorts after 1.0.0"),
    ("1.0.0-post.2", "sorts after 1.0.0"), ("1.0.0-rev3", "sorts after 1.0.0"),
    ("1.0.0+build", "PyPI refuses local versions"), ("1.0.0-nightly.5", "PEP 440 has no form"),
    ("1.0.0-rc.1.2", "PEP 440 has no form"), ("1.0.0-alpha.beta", "PEP 440 has no form"),
    ("1.0.0-x.7", "PEP 440 has no form"), ("1.0.0-1.2", "PEP 440 has no form"),
    ("1.0.0-rc.x", "PEP 440 has no form"), ("1.0.0-rc-1", "collides with 1.0.0-rc.1"),
    ("1.0.0-a1.b2", "PEP 440 has no form"), ("1.0.0-0.3.7", "PEP 440 has no form"),
  ]

  @Test(arguments: pythonStrangers)
  func `that Python has no right spelling for is refused with the reason`(
    _ text: String, _ reason: String
  ) throws {
    let version = try Version(text)
    let error = #expect(throws: ReleaseError.self) { try version.pep440() }
    #expect(error?.code == .versionNotPython)
    #expect(error?.why.first?.contains(reason) == true, "\(error?.why ?? [])")
    let fix = try #require(error?.fix.first?.text.split(separator: " ").last)
    #expect(throws: Never.self) { try Version(String(fix)).pep440() }
  }

  /// What `packaging` makes of the SemVer text, and where it sorts; `nil` where it is not there.
  @Test func `has the fate that Python's own packaging gives it`() throws {
    let texts = Self.pythonTwins.map(\.0) + Self.pythonStrangers.map(\.0)
    let script = """
      import sys
      from packaging.version import Version, InvalidVersion
      for text in sys.argv[1:]:
          try:
              v = Version(text)
              print(v, 'local' if v.local else 'after' if v > Version(v.base_version) and not v.is_prerelease else 'dev' if v.dev is not None else 'ok')
          except InvalidVersion:
              print('-', 'invalid')
      """
    guard let output = Tool.output(["python3", "-c", script] + texts), !output.isEmpty else {
      return
    }
    let lines = output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    try #require(lines.count == texts.count)
    for ((text, python), line) in zip(Self.pythonTwins, lines) {
      #expect(line == [python, text.contains("post") ? "after" : "ok"])
    }
    for ((text, reason), line) in zip(Self.pythonStrangers, lines.dropFirst(Self.pythonTwins.count))
    {
      let fate =
        reason.contains("after")
        ? "after"
        : reason.contains("local")
          ? "local"
          : reason.contains("before") ? "dev" : reason.contains("no form") ? "invalid" : "ok"
      #expect(line[1] == fate, "\(text)")
      // What collides is read as the very version that the reason names.
      if fate == "ok", let other = reason.split(separator: " ").last {
        #expect(try Version(String(other)).pep440() == line[0], "\(text)")
      }
    }
  }

  @Test func `of a crate has no post release`() throws {
    let error = #expect(throws: ReleaseError.self) { try Version("1.0.0.post1").semver() }
    #expect(error?.code == .badVersion)
    #expect(try Version("1.0.0-rc.1+x").semver() == "1.0.0-rc.1+x")
  }
}
