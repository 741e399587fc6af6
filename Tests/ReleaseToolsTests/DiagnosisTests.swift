import Diagnostics
import ReleaseWorld
import Testing

@testable import ReleaseTools

/// Each refusal that was captured, and what it must be taken for.
private let expected: [(name: String, code: ErrorCode, next: Diagnosis.Next)] =
  [
    ("cargo-404-api", .uploadRefused, .mend), ("cargo-409", .uploadRefused, .compare),
    ("cargo-404", .noRegistry, .mend), ("cargo-500", .uploadUnknown, .look),
    ("cargo-503", .uploadUnknown, .look), ("cargo-account-locked", .accountNotReady, .mend),
    ("cargo-already-in-index", .alreadyPublished, .compare),
    ("cargo-already-in-named-index", .alreadyPublished, .compare),
    ("cargo-already-uploaded", .alreadyPublished, .compare),
    ("cargo-already-uploaded-old", .alreadyPublished, .compare),
    ("cargo-category", .uploadRefused, .mend), ("cargo-checksum", .wrongChecksum, .mend),
    ("cargo-cut", .uploadUnknown, .look), ("cargo-dependency-absent", .dependencyAbsent, .mend),
    ("cargo-dependency-version", .dependencyAbsent, .mend), ("cargo-dirty", .dirtyTree, .mend),
    ("cargo-does-not-build", .buildFailed, .mend), ("cargo-email", .accountNotReady, .mend),
    ("cargo-empty-token", .tokenMissing, .mend), ("cargo-half-of-workspace", .uploadRefused, .mend),
    ("cargo-html", .uploadUnknown, .look), ("cargo-keywords", .uploadRefused, .mend),
    ("cargo-lost", .uploadUnknown, .look), ("cargo-manifest", .toolFailed, .mend),
    ("cargo-metadata", .metadataMissing, .mend),
    ("cargo-no-network", .serverSilent, .wait(until: nil)),
    ("cargo-no-token", .tokenMissing, .mend),
    ("cargo-no-token-named", .tokenMissing, .mend), ("cargo-not-owner", .notOwner, .mend),
    ("cargo-offline", .serverSilent, .mend), ("cargo-path-dependency", .pathDependency, .mend),
    ("cargo-publish-elsewhere", .notPublishable, .mend),
    ("cargo-publish-false", .notPublishable, .mend), ("cargo-readme", .metadataMissing, .mend),
    ("cargo-redirect", .redirected, .mend),
    ("cargo-refused-connection", .serverSilent, .wait(until: nil)),
    ("cargo-replaced", .noRegistry, .mend), ("cargo-timeout", .indexLate, .look),
    ("cargo-timeout-workspace", .indexLate, .look), ("cargo-token-newline", .tokenWrong, .mend),
    ("cargo-token-not-sent", .tokenMissing, .mend), ("cargo-token-of-pypi", .tokenWrong, .mend),
    ("cargo-token-other-crates", .tokenScope, .mend), ("cargo-token-refused", .tokenRefused, .mend),
    ("cargo-token-scope", .tokenScope, .mend), ("cargo-token-shape", .tokenWrong, .mend),
    ("cargo-too-large", .uploadRefused, .mend), ("cargo-too-many-new", .rateLimited, again),
    ("cargo-too-many-page", .rateLimited, .wait(until: 1120)),
    ("cargo-too-many-today", .rateLimited, .mend),
    ("cargo-too-many-updates", .rateLimited, again),
    ("cargo-trusted-new-crate", .trustedNotNew, .mend), ("cargo-trusted-only", .trustedOnly, .mend),
    ("cargo-wildcard", .uploadRefused, .mend), ("cargo-yank-absent", .uploadRefused, .mend),
    ("cargo-yank-no-token", .tokenMissing, .mend), ("cargo-yank-not-owner", .notOwner, .mend),
    ("cargo-yank-too-many", .rateLimited, again), ("twine-check", .metadataMissing, .mend),
    ("twine-check-none", .uploadRefused, .mend), ("uv-check-url", .otherContent, .compare),
    ("uv-one-sdist", .uploadRefused, .mend), ("twine-one-sdist", .otherContent, .compare),
    ("twine-long-name", .otherContent, .compare),
  ] + builds.map { ($0.0, $0.1, .mend) }
  + ["twine", "uv"].flatMap { tool in uploads.map { ("\(tool)-\($0.0)", $0.1, $0.2) } }

/// What does not build, or whose test fails.
private let builds: [(String, ErrorCode)] = [
  ("build-header", .missingHeader), ("build-no-compiler", .noCompiler),
  ("build-python-header", .missingHeader), ("cargo-build-header", .missingHeader),
  ("cargo-build-named-linker", .noLinker), ("cargo-build-no-linker", .noLinker),
  ("cargo-build-no-target", .missingTarget), ("cargo-doctest-fails", .testFailed),
  ("cargo-test-compile", .buildFailed), ("cargo-test-extension", .buildFailed),
  ("cargo-test-fails", .testFailed), ("cargo-test-library", .missingLibrary),
  ("cargo-test-platform", .buildFailed), ("import-needs", .testFailed),
  ("maturin-no-linker", .noLinker), ("maturin-no-target", .missingTarget),
  ("maturin-platform", .buildFailed), ("pip-install-absent", .dependencyAbsent),
  ("pip-install-excluded", .pythonExcluded), ("pytest-fails", .testFailed),
  ("pytest-module", .testFailed), ("pytest-plugin", .testFailed), ("pytest-set-up", .testFailed),
  ("uv-build-header", .missingHeader), ("uv-build-library", .missingLibrary),
  ("uv-build-no-compiler", .noCompiler), ("uv-build-python-header", .missingHeader),
  ("uv-install-absent", .dependencyAbsent), ("uv-install-excluded", .pythonExcluded),
]

/// The same refusal by twine and by uv.
private let uploads: [(String, ErrorCode, Diagnosis.Next)] = [
  ("404", .noRegistry, .mend), ("409", .uploadRefused, .compare),
  ("405", .noRegistry, .mend), ("500", .uploadUnknown, .look),
  ("503", .uploadUnknown, .look), ("bare-403", .tokenRefused, .mend),
  ("closed", .releaseClosed, .mend), ("cut", .uploadUnknown, .look),
  ("description", .metadataMissing, .mend), ("digest", .wrongChecksum, .look),
  ("email", .accountNotReady, .mend), ("empty-token", .tokenRefused, .mend),
  ("exists", .otherContent, .compare), ("exists-old", .otherContent, .compare),
  ("file-name", .uploadRefused, .mend), ("invalid", .tokenRefused, .mend),
  ("local-version", .uploadRefused, .mend), ("lost", .uploadUnknown, .look),
  ("metadata", .uploadRefused, .mend), ("moved", .redirected, .mend),
  ("name-taken", .notOwner, .mend), ("no-files", .noDistribution, .mend),
  ("no-network", .serverSilent, .wait(until: nil)), ("no-token", .tokenMissing, .mend),
  ("no-zip", .uploadRefused, .mend), ("not-owner", .notOwner, .mend),
  ("password", .tokenWrong, .mend), ("platform", .platformRefused, .mend),
  ("read-only", .serverSilent, .wait(until: nil)), ("redirect", .redirected, .mend),
  ("refused-connection", .serverSilent, .wait(until: nil)), ("retired", .fileRetired, .mend),
  ("token-elsewhere", .tokenRefused, .mend), ("token-expired", .tokenRefused, .mend),
  ("token-mistyped", .tokenWrong, .mend), ("token-project", .tokenScope, .mend),
  ("token-shape", .tokenRefused, .mend), ("token-unknown", .tokenRefused, .mend),
  ("too-large", .uploadRefused, .mend), ("too-many-new", .rateLimited, .wait(until: nil)),
  ("trusted-new", .trustedNotNew, .mend), ("two-factor", .accountNotReady, .mend),
]

/// Tue, 24 Nov 2026 14:14:00 GMT.
private let again = Diagnosis.Next.wait(until: 1_795_529_640)

/// What the tools said of what went well, or seemed to.
private let silent = ["twine-html", "twine-same-file", "uv-html", "uv-same-file"]

private func facts(_ name: String) -> Diagnosis.Facts {
  var facts = Diagnosis.Facts()
  facts.registry = name.hasPrefix("cargo") ? "crates.io" : "pypi.org"
  facts.now = 1000
  facts.python = "3.11"
  if ["cargo-test-", "cargo-build-", "cargo-doctest-"].contains(where: name.hasPrefix) {
    (facts.package, facts.version) = ("dm-core", "0.1.0")
  }
  // Neither twine nor uv says what it is about.
  if !name.hasPrefix("cargo") { (facts.package, facts.version) = ("dm-py", "0.1.0") }
  return facts
}

private func diagnosis(
  _ name: String, _ change: (inout Diagnosis.Facts) -> Void = { _ in }
) throws -> Diagnosis? {
  let captured = try Captured(name)
  var facts = facts(name)
  change(&facts)
  return captured.exitCode == 0
    ? Diagnosis.doubt(tool: captured.tool, output: captured.output, facts: facts)
    : Diagnosis.of(
      tool: captured.tool, output: captured.output, exitCode: captured.exitCode, facts: facts)
}

struct DiagnosisTests {
  @Test(arguments: expected)
  func `a captured refusal is understood`(
    _ name: String, _ code: ErrorCode, _ next: Diagnosis.Next
  ) throws {
    let found = try #require(try diagnosis(name))
    #expect(found.error.code == code)
    #expect(found.next == next)
    #expect(
      !found.error.what.contains("{") && !found.error.what.contains("the package"), "\(found)")
    #expect(!found.error.what.hasSuffix(".") && !found.error.why.isEmpty)
    let lines = [found.error.what] + found.error.why + found.error.fix.map(\.text)
    for line in lines {
      #expect(!line.contains("\u{1B}") && !line.contains("{") && line.utf8.count <= 600, "\(line)")
    }
  }

  @Test func `a long file name stays whole where twine has room for it`() throws {
    let what = try #require(try diagnosis("twine-long-name")).error.what
    #expect(what.hasPrefix("dm_py-0.1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.m"))
    #expect(what.contains("_2_28_x86_64.whl is already on pypi.org"))
  }

  @Test func `every captured file is expected, and the reverse`() {
    #expect(Set(expected.map(\.name)).union(silent) == Set(Captured.names))
    #expect(expected.count + silent.count == Captured.names.count)
    for name in silent { #expect((try? diagnosis(name)) == .some(nil)) }
  }

  @Test func `every row is met by a captured file, or by facts`() throws {
    let byFacts: Set<String> = [
      "cargo-secret-missing", "cargo-token-elsewhere", "pypi-secret-missing", "pypi-secret-empty",
      "pypi-empty-token", "pypi-token-elsewhere", "pypi-token-shape",
      // Not to be had on this machine: these words are those of the tools' sources.
      "pypi-token-caveat", "pypi-rate", "certificate", "disk-full",
    ]
    let met = Set(try expected.compactMap { try diagnosis($0.name)?.pattern })
    let rows = Refusal.all.map(\.name)
    #expect(Set(rows).count == rows.count)
    #expect(Set(rows).subtracting(met) == byFacts)
  }

  @Test(arguments: [
    (
      "cargo-token-refused",
      """
      error: crates.io does not know the token [token-refused]
        why  the remote server responded with an error (status 403 Forbidden): authentication failed
        why  it is mistyped, or was revoked, or has run out
        why  it came from CARGO_REGISTRY_TOKEN
        why  a new one is made at https://crates.io/settings/tokens
        fix  token set crates.io
      """
    ),
    (
      "cargo-already-in-index",
      """
      error: dm-core 0.1.0 is already on crates.io [already-published]
        why  error: crate dm-core@0.1.0 already exists on crates.io index
        why  a version that is published is taken for good, also when it is yanked
        fix  target patch
      """
    ),
    (
      "twine-not-owner",
      """
      error: relsh may not upload to dm-py on pypi.org [not-owner]
        why  HTTPError: 403 Forbidden from http://127.0.0.1:8000/legacy/ The user 'relsh' isn't allowed to upload to project 'dm-py'. See https://pypi.org/help/#project-name for more information.
        why  the token is of another account than the project's, or the name is another project's: an owner can add relsh on the project's page, or use a token of an owner
        fix  token set pypi.org
      """
    ),
    (
      "twine-409",
      """
      error: pypi.org answers 409 to the upload of dm_py-0.1.0-py3-none-any.whl [upload-refused]
        why  HTTPError: 409 Conflict from http://127.0.0.1:8000/legacy/ already exists
        why  409 means that something is in the way there; it does not say what, and nothing was compared
        why  `go` asks the index again, and compares what it has with dist/
        fix  go
      """
    ),
    (
      "uv-lost",
      """
      error: pypi.org gave no answer to the upload [upload-unknown]
        why  connection closed before message completed
        why  it may have been taken all the same: the registry is asked before it is sent again
        fix  go
      """
    ),
    (
      "cargo-path-dependency",
      """
      error: dm-core needs dm-other by path, without a version [path-dependency]
        why  whoever downloads the crate has no such path: write version = "..." beside the path of dm-other in Cargo.toml
      """
    ),
  ])
  func `what a person reads`(_ name: String, _ text: String) throws {
    let found = try #require(
      try diagnosis(name) {
        if name.contains("token") { $0.tokenSource = "CARGO_REGISTRY_TOKEN" }
      })
    #expect(ErrorRenderer(colour: false).render(found.error) == text)
  }

  @Test(arguments: [
    (
      "cargo-test-fails",
      """
      error: a test of dm-core fails: tests::adds [test-failed]
        why  thread 'tests::adds' (1) panicked at src/lib.rs:9:9:
        why  assertion `left == right` failed
        why  left: -1
        why  right: 3
        why  mend the code or the test, then type the line again
      """
    ),
    (
      "pytest-fails",
      """
      error: a test of dm-py fails: tests/test_dm.py::test_adds [test-failed]
        why  assert (1 + 1) == 3
        why  FAILED tests/test_dm.py::test_adds - assert (1 + 1) == 3
        why  mend the code or the test and commit it: what is tested is a commit's wheel
      """
    ),
    (
      "maturin-no-target",
      """
      error: rustc has no standard library for aarch64-unknown-linux-gnu [missing-target]
        why  a crate is built for another platform with that platform's own
        fix  !rustup target add aarch64-unknown-linux-gnu
      """
    ),
    (
      "cargo-test-compile",
      """
      error: dm-core does not compile [build-failed]
        why  error[E0425]: cannot find value `c` in this scope (src/lib.rs:2:9)
        why  mend what the compiler names, then type the line again
      """
    ),
    (
      "uv-build-header",
      """
      error: the C header dm/missing.h is not installed [missing-header]
        why  native.c:1:10: fatal error: dm/missing.h: No such file or directory
        why  it belongs to the development files of a library (on Debian `apt-file search dm/missing.h` names the package): install it, then type the line again
      """
    ),
  ])
  func `what a person reads of what does not build`(_ name: String, _ text: String) throws {
    let found = try #require(try diagnosis(name))
    #expect(ErrorRenderer(colour: false).render(found.error) == text)
  }

  @Test func `in a job of Actions an empty token is a secret that is missing`() throws {
    var secrets = WorkflowSecrets()
    secrets.read(
      Array("env:\n  CARGO_TOKEN: ${{ secrets.CRATES }}\n".utf8), file: ".github/workflows/r.yml")
    let found = try #require(
      try diagnosis("cargo-empty-token") {
        $0.isInActions = true
        $0.secrets = secrets.uses[.cratesIO] ?? []
      })
    #expect(found.error.code == .secretMissing)
    #expect(found.error.why.last == ".github/workflows/r.yml:2 hands secrets.CRATES to CARGO_TOKEN")
    #expect(found.error.fix == ["!gh secret set CRATES"])
    for name in ["twine-no-token", "uv-no-token", "cargo-no-token"] {
      let found = try diagnosis(name) { $0.isInActions = true }
      #expect(found?.error.code == .secretMissing)
      #expect(found?.error.why.last == "no workflow of this repository hands a secret to it")
    }
    for name in ["twine-empty-token", "uv-empty-token"] {
      let found = try diagnosis(name) { ($0.isInActions, $0.isTokenEmpty) = (true, true) }
      #expect(found?.error.code == .secretMissing)
      #expect(try diagnosis(name) { $0.isTokenEmpty = true }?.error.code == .tokenMissing)
    }
  }

  @Test(arguments: [
    (
      "cargo-token-of-pypi", "pypi-AgEIcHlwaS5vcmc", TokenService.cratesIO, ErrorCode.tokenWrongHost
    ),
    ("cargo-token-shape", "abc", .cratesIO, .tokenWrong),
    ("cargo-token-refused", "ghp_x", .cratesIO, .tokenWrongHost),
    ("uv-token-elsewhere", "pypi-AgENdGVzdC5weXBpLm9yZwABC", .pyPI, .tokenWrongHost),
    ("twine-token-shape", "ghp_x", .pyPI, .tokenWrongHost),
    ("twine-token-shape", "pypi-AgEIcHlwaS5vcmcA", .pyPI, .tokenWrong),
  ])
  func `what the token looks like says whose it is`(
    _ name: String, _ token: String, _ service: TokenService, _ code: ErrorCode
  ) throws {
    let found = try diagnosis(name) { $0.token = TokenShape(of: token, for: service) }
    #expect(found?.error.code == code)
    #expect(found?.error.why.contains { $0.contains("token of") || $0.contains("it is ") } == true)
  }

  @Test func `a tool that nobody knows fails with the last words that matter`() {
    let log = (1...40).map { "line \($0)" }.joined(separator: "\n") + "\n\u{1B}[31mlast\u{1B}[0m\n"
    let found = Diagnosis.of(tool: .pytest, output: log, exitCode: 3)
    #expect(found.error.code == .toolFailed && found.pattern == nil && found.next == .mend)
    #expect(found.error.what == "pytest failed with 3")
    #expect(found.error.why.contains("last") && found.error.why.count <= 13)
    #expect(Diagnosis.of(tool: .pytest, output: "", exitCode: 1).error.why.count == 1)
    let end = ChildEnd(status: 130, wasInterrupted: true)
    #expect(Diagnosis.of(tool: .uvPublish, end: end).error.code == .interrupted)
  }

  @Test func `a server writes no line that a person types`() {
    let words = """
      error: failed to publish a v0.1.0 to registry at http://x
        (status 400): please run `cargo login --registry $(x)` or use environment variable Y
      """
    let found = Diagnosis.of(tool: .cargoPublish, output: words, exitCode: 101)
    #expect(found.error.code == .tokenMissing && found.error.fix.isEmpty)
  }

  @Test func `a long log is looked at in bounded time`() {
    let log = String(repeating: "crate a@1 crate version `x ", count: 400_000)
    let clock = ContinuousClock()
    let time = clock.measure {
      _ = Diagnosis.of(tool: .cargoPublish, output: log, exitCode: 101)
    }
    #expect(time < .seconds(10))
  }

  @Test(arguments: [
    ("Tue, 24 Nov 2026 14:14:00 GMT", 1_795_529_640.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199), ("Tue, 24 Nov 2026 14:14:00", nil),
    ("Tue, 24 Nev 2026 14:14:00 GMT", nil), ("Tue, 24 Nov 2026 25:14:00 GMT", nil), ("", nil),
  ])
  func `a date of HTTP is a moment`(_ text: String, _ time: Double?) {
    #expect(HTTPDate.time(text) == time)
  }
}
