import Diagnostics
import ReleaseTools
import ReleaseWorld
import Testing

struct TokenTests {
  private static let letters = String(repeating: "aB3", count: 40)
  private static func letters(_ count: Int) -> String { String(letters.prefix(count)) }

  @Test(arguments: [
    (TokenService.cratesIO, "cio" + letters(32), "cio", String?.none),
    (.cratesIO, "cio" + letters(31), "cio", "it has 34 characters, not 35"),
    (
      .cratesIO, "cio" + letters(31) + "-", "cio",
      "after cio only letters and digits stand in a token of crates.io"
    ),
    (.cratesIO, "cio_tp_" + letters(24), "cio_tp_", nil),
    (.cratesIO, "ghp_" + letters(36), "ghp_", "a token of crates.io begins with cio"),
    (.cratesIO, "cio" + letters(32) + "\n", "cio", "it holds a space or a newline"),
    (.pyPI, "pypi-AgEIcHlwaS5vcmc" + letters(100), "pypi-", nil),
    (.pyPI, "pypi-AgEIcHlwaS5vcmc" + letters(9), "pypi-", "it is shorter than PyPI makes them"),
    (.pyPI, "pypi-AgENdGVzdC5weXBpLm9yZw" + letters(100), "pypi-", "it is for test.pypi.org"),
    (.pyPI, "pypi-AgEJaHR0cHM6" + letters(100), "pypi-", "it does not name pypi.org"),
    (.pyPI, "hunter2", "", "a token of PyPI begins with pypi-"),
    (.gitHub, "ghp_" + letters(36), "ghp_", nil),
    (
      .gitHub, "gho_" + letters(35), "gho_",
      "after gho_ stand 36 letters and digits in a token of GitHub"
    ),
    (.gitHub, "ghs_" + letters(60), "ghs_", nil),
    (.gitHub, "github_pat_" + letters(22) + "_" + letters(59), "github_pat_", nil),
    (.gitHub, "github_pat_" + letters(10), "github_pat_", "it has 21 characters, not 93"),
    (.gitHub, letters(40), "", "a token of GitHub begins with ghp_, github_pat_, gho_ or ghs_"),
  ])
  func `a token's shape is judged`(
    _ service: TokenService, _ token: String, _ prefix: String, _ fault: String?
  ) {
    let shape = TokenShape(of: token, for: service)
    #expect(shape.prefix == prefix)
    #expect(shape.fault == fault)
  }

  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1", String?.none),
    ("127.0.0.1", "pypi.org", "it does not name pypi.org"),
    ("pypi.org", "127.0.0.1", "it is for pypi.org, and uploads go to 127.0.0.1"),
    ("pypi.org", "pypi.org", nil),
  ])
  func `a macaroon is for the host that it names`(
    _ location: String, _ host: String, _ fault: String?
  ) throws {
    let token = Macaroon(
      location: location, identifier: Self.letters(40), key: [UInt8](repeating: 7, count: 32)
    ).token
    #expect(TokenShape(of: token, for: .pyPI, uploadHost: host).fault == fault)
    #expect(TokenShape(of: "hunter2", for: .pyPI, uploadHost: "127.0.0.1").fault == nil)
    let address =
      host == "pypi.org" ? "https://upload.pypi.org/legacy/" : "http://\(host):8000/legacy/"
    let scratch = try Scratch(["UV_PUBLISH_TOKEN": token, "UV_PUBLISH_URL": address])
    let world = World.outside(directory: scratch.directory, environment: scratch.environment)
    let found = try TokenSources { _ in nil }.find(in: world)
    #expect(found.map(\.shape.fault) == [fault])
  }

  @Test func `every source is looked at, and every secret in it is known`() throws {
    let scratch = try Scratch([
      "CARGO_REGISTRY_TOKEN": "cio" + Self.letters(32), "TWINE_PASSWORD": "secret-of-twine",
      "TWINE_USERNAME": "ann", "GH_TOKEN": "ghp_" + Self.letters(36), "GITHUB_TOKEN": "",
      "MY_SERVICE_PASSWORD": "secret-of-mine", "SHORT_TOKEN": "yes",
    ])
    try scratch.shell("mkdir .cargo bin")
    try scratch.write(
      ".cargo/credentials.toml",
      "[registry]\ntoken = \"secret-of-cargo-1\"\n[registries.b]\ntoken = 'secret-of-cargo-2'\n")
    try scratch.write(
      ".pypirc",
      """
      [distutils]
      index-servers = pypi
      # password = none
      [other]
      password: secret-of-other
      [pypi]
        username = __token__
        Password = secret=of%pypi
      """)
    try scratch.write(
      "bin/gh", "#!/bin/sh\n[ \"$*\" = 'auth token' ] && echo gho_x\n", executable: true)
    var environment = scratch.environment
    environment.variables["PATH"] = scratch.path("bin") + ":/usr/bin:/bin"
    let world = World.outside(directory: scratch.directory, environment: environment)
    let sources = TokenSources { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      return text.split(separator: "\"").dropFirst().first.map(String.init)
    }
    let found = try sources.find(in: world)
    #expect(
      found.map(\.source) == [
        "CARGO_REGISTRY_TOKEN", "TWINE_PASSWORD", "GH_TOKEN", "~/.cargo/credentials.toml",
        "~/.pypirc",
      ])
    #expect(found.map(\.service) == [.cratesIO, .pyPI, .gitHub, .cratesIO, .pyPI])
    #expect(found[1].shape.fault == "TWINE_USERNAME is not __token__, so it is no token for twine")
    #expect(found[4].secret.reveal() == "secret=of%pypi")
    #expect(!"\(found)".contains("secret-of"))
    let asked = try sources.find(in: world, asksGitHubTool: true)
    #expect(asked.last?.source == "gh auth token")
    #expect(asked.last?.secret.reveal() == "gho_x")
    let secrets = Set(sources.secrets(in: world).map { $0.reveal() })
    #expect(
      secrets == [
        "cio" + Self.letters(32), "secret-of-twine", "ghp_" + Self.letters(36), "secret-of-mine",
        "secret-of-cargo-1", "secret-of-cargo-2", "secret-of-other", "secret=of%pypi", "",
      ])
    environment.variables["CARGO_HOME"] = scratch.path("elsewhere")
    try scratch.shell("mkdir elsewhere; mv .cargo/credentials.toml elsewhere/credentials")
    let moved = World.outside(directory: scratch.directory, environment: environment)
    #expect(try sources.find(in: moved).map(\.source).contains("$CARGO_HOME/credentials"))
  }
}
