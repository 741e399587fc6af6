import Diagnostics
import ReleaseWorld
import Testing

@testable import ReleaseTools

private let cargoToken = "cio" + String(repeating: "a", count: 32)
private let otherToken = "cio" + String(repeating: "b", count: 32)

/// A token of a package index, as that host would make it.
private func macaroon(_ host: String, _ identifier: String = "id") -> String {
  Macaroon(location: host, identifier: identifier, key: Array("key".utf8)).token
}

/// A world with nothing but variables and files of a person's home.
private func world(
  _ variables: [String: String], _ files: [String: String] = [:]
) throws -> (World, Scratch) {
  let scratch = try Scratch(variables)
  try scratch.shell("mkdir -p .cargo work/.cargo")
  for (path, text) in files { try scratch.write(path, text) }
  let world = World.outside(
    directory: scratch.path("work"), environment: scratch.environment)
  return (world, scratch)
}

struct CrateCredentialTests {
  /// The source of what is found, in a word.
  private func found(
    _ registry: String, _ variables: [String: String], _ files: [String: String] = [:],
    held: HeldTokens = HeldTokens()
  ) throws -> String {
    let (world, scratch) = try world(variables, files)
    defer { withExtendedLifetime(scratch) {} }
    do throws(ReleaseError) {
      switch try CrateCredential.find(for: registry, in: world, held: held) {
      case .token(let token): return "\(token.source): \(token.secret.reveal())"
      case .provider(let name): return "provider \(name)"
      case .workflow: return "workflow"
      }
    } catch {
      return refusal(error.code, error.what)
    }
  }

  private static let variables: [(String, [String: String], String)] = [
    ("crates.io", ["CARGO_REGISTRY_TOKEN": cargoToken], "CARGO_REGISTRY_TOKEN: \(cargoToken)"),
    (
      "crates.io", ["CARGO_REGISTRIES_CRATES_IO_TOKEN": cargoToken],
      "CARGO_REGISTRIES_CRATES_IO_TOKEN: \(cargoToken)"
    ),
    (
      "my-own", ["CARGO_REGISTRIES_MY_OWN_TOKEN": "secret", "CARGO_REGISTRY_TOKEN": cargoToken],
      "CARGO_REGISTRIES_MY_OWN_TOKEN: secret"
    ),
    (
      "my-own", ["CARGO_REGISTRY_TOKEN": cargoToken],
      refusal(.tokenMissing, "there is no token for my-own")
    ),
    (
      "crates.io", ["CARGO_REGISTRIES_MY_OWN_TOKEN": cargoToken],
      refusal(.tokenMissing, "there is no token for crates.io")
    ),
    (
      "crates.io", ["CARGO_REGISTRY_TOKEN": "ghp_x"],
      refusal(.tokenWrong, "CARGO_REGISTRY_TOKEN holds no right token for crates.io")
    ),
    (
      "crates.io", ["CARGO_REGISTRY_TOKEN": ""],
      refusal(.tokenMissing, "the token for crates.io is empty")
    ),
    (
      "crates.io", ["CARGO_REGISTRY_TOKEN": "", "GITHUB_ACTIONS": "true"],
      refusal(.secretMissing, "this job has no token for crates.io")
    ),
    (
      "my-own", ["CARGO_REGISTRIES_MY_OWN_TOKEN": "a b"],
      refusal(.tokenWrong, "CARGO_REGISTRIES_MY_OWN_TOKEN holds no right token for my-own")
    ),
    (
      "crates.io",
      ["ACTIONS_ID_TOKEN_REQUEST_URL": "https://x", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "y"],
      "workflow"
    ),
    (
      "crates.io",
      [
        "ACTIONS_ID_TOKEN_REQUEST_URL": "https://x", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "y",
        "CARGO_REGISTRY_TOKEN": cargoToken,
      ], "CARGO_REGISTRY_TOKEN: \(cargoToken)"
    ),
    (
      "crates.io",
      [
        "CARGO_REGISTRY_TOKEN": cargoToken,
        "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS": "cargo:token cargo:libsecret",
      ], "provider cargo:libsecret"
    ),
    (
      "crates.io",
      [
        "CARGO_REGISTRY_TOKEN": cargoToken, "CARGO_REGISTRY_CREDENTIAL_PROVIDER": "cargo:token",
        "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS": "cargo:libsecret",
      ], "CARGO_REGISTRY_TOKEN: \(cargoToken)"
    ),
  ]

  @Test(arguments: variables)
  func `a variable's token goes to its own registry`(
    _ registry: String, _ variables: [String: String], _ wanted: String
  ) throws {
    #expect(try found(registry, variables) == wanted)
  }

  @Test func `the files are read as cargo reads them`() throws {
    let credentials = """
      [registry]
      token = "\(cargoToken)"
      [registries.own]
      token = "of-own"
      """
    let files = [".cargo/credentials.toml": credentials]
    let home = "~/.cargo/credentials.toml"
    #expect(try found("crates.io", [:], files) == "\(home): \(cargoToken)")
    #expect(try found("own", [:], files) == "\(home): of-own")
    #expect(try found("else", [:], files) == refusal(.tokenMissing, "there is no token for else"))
    #expect(
      try found("crates.io", ["CARGO_REGISTRY_TOKEN": otherToken], files)
        == "CARGO_REGISTRY_TOKEN: \(otherToken)")
    let provider = "[registries.own]\ncredential-provider = [\"op\", \"--account\"]\n"
    let both = files.merging(["work/.cargo/config.toml": provider]) { $1 }
    #expect(try found("own", [:], both) == "provider op")
    #expect(try found("crates.io", [:], both) == "\(home): \(cargoToken)")
    var held = HeldTokens()
    held[.crates("own")] = Secret("typed")
    #expect(try found("own", [:], both, held: held) == "`token set`: typed")
  }

  @Test func `the child that uploads has its own token and no other`() throws {
    let environment = Environment([
      "PATH": "/bin", "CARGO_REGISTRY_TOKEN": cargoToken, "CARGO_REGISTRIES_OWN_TOKEN": "x",
      "TWINE_PASSWORD": "x", "TWINE_USERNAME": "x", "GH_TOKEN": "x", "AWS_SECRET_ACCESS_KEY": "x",
      "ACTIONS_ID_TOKEN_REQUEST_URL": "x", "UV_INDEX_A_USERNAME": "x", "UV_INDEX_URL": "https://x",
      "CARGO_TERM_COLOR": "never",
    ])
    let credential = CrateCredential.token(UploadToken(Secret("t"), from: "x"))
    var laid = credential.environment(for: "own", from: environment)
    #expect(laid.removeValue(forKey: "CARGO_REGISTRIES_OWN_CREDENTIAL_PROVIDER") == "cargo:token")
    #expect(laid.removeValue(forKey: "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS") == "cargo:token")
    #expect(laid.values.allSatisfy { $0 == nil })
    #expect(
      laid.keys.sorted() == [
        "ACTIONS_ID_TOKEN_REQUEST_URL", "AWS_SECRET_ACCESS_KEY", "CARGO_REGISTRIES_OWN_TOKEN",
        "CARGO_REGISTRY_TOKEN", "GH_TOKEN", "TWINE_PASSWORD", "TWINE_USERNAME",
        "UV_INDEX_A_USERNAME",
      ])
    #expect(credential.secrets(for: "own") == ["CARGO_REGISTRIES_OWN_TOKEN": Secret("t")])
    let asked = CrateCredential.provider("op").environment(for: "crates.io", from: environment)
    #expect(asked.keys.contains("CARGO_REGISTRIES_OWN_TOKEN"))
    #expect(!asked.keys.contains("CARGO_REGISTRY_TOKEN"))
  }
}

struct IndexCredentialTests {
  private func found(
    _ url: String, _ variables: [String: String], _ files: [String: String] = [:],
    held: HeldTokens = HeldTokens()
  ) throws -> String {
    let (world, scratch) = try world(variables, files)
    defer { withExtendedLifetime(scratch) {} }
    do throws(ReleaseError) {
      switch try IndexCredential.find(for: UploadAddress(url), in: world, held: held) {
      case .token(let token):
        let name = Macaroon(token: token.secret.reveal())?.identifier ?? token.secret.reveal()
        return "\(token.source): \(token.user) \(name)"
      case .workflow: return "workflow"
      }
    } catch {
      return refusal(error.code, error.what)
    }
  }

  private static let pypi = "https://upload.pypi.org/legacy/"
  private static let loopback = "http://127.0.0.1:8000/legacy/"

  private static let variables: [(String, [String: String], String)] = [
    (pypi, ["PYPI_API_TOKEN": macaroon("pypi.org")], "PYPI_API_TOKEN: __token__ id"),
    (pypi, ["TWINE_PASSWORD": macaroon("pypi.org")], "TWINE_PASSWORD: __token__ id"),
    (pypi, ["UV_PUBLISH_TOKEN": macaroon("pypi.org")], "UV_PUBLISH_TOKEN: __token__ id"),
    (
      pypi, ["PYPI_API_TOKEN": macaroon("test.pypi.org")],
      refusal(.tokenWrongHost, "the token in PYPI_API_TOKEN is for test.pypi.org, not for pypi.org")
    ),
    (
      "https://test.pypi.org/legacy/", ["TWINE_PASSWORD": macaroon("pypi.org")],
      refusal(.tokenWrongHost, "the token in TWINE_PASSWORD is for pypi.org, not for test.pypi.org")
    ),
    (
      pypi, ["PYPI_API_TOKEN": macaroon("pypi.org").dropLast(3) + ""],
      refusal(.tokenWrong, "PYPI_API_TOKEN holds no right token for pypi.org")
    ),
    (
      pypi, ["TWINE_USERNAME": "ann", "TWINE_PASSWORD": macaroon("pypi.org")],
      refusal(.tokenWrong, "TWINE_PASSWORD holds no right token for pypi.org")
    ),
    (loopback, ["TWINE_PASSWORD": macaroon("127.0.0.1")], "TWINE_PASSWORD: __token__ id"),
    (
      loopback,
      [
        "TWINE_PASSWORD": macaroon("pypi.org"), "UV_PUBLISH_TOKEN": macaroon("127.0.0.1", "second"),
      ],
      "UV_PUBLISH_TOKEN: __token__ second"
    ),
    (
      loopback, ["PYPI_API_TOKEN": macaroon("pypi.org")],
      refusal(.tokenMissing, "there is no token for 127.0.0.1:8000")
    ),
    // A password that was set for one index is never tried at another.
    (
      loopback, ["TWINE_PASSWORD": "hunter2", "TWINE_REPOSITORY_URL": "https://pypi.example/x"],
      refusal(.tokenMissing, "there is no token for 127.0.0.1:8000")
    ),
    (
      "https://pypi.example/x/",
      [
        "TWINE_PASSWORD": "hunter2", "TWINE_USERNAME": "ann",
        "TWINE_REPOSITORY_URL": "https://PYPI.example/x",
      ], "TWINE_PASSWORD: ann hunter2"
    ),
    (
      "https://pypi.example/", ["UV_PUBLISH_USERNAME": "ann", "UV_PUBLISH_PASSWORD": "hunter2"],
      "UV_PUBLISH_PASSWORD: ann hunter2"
    ),
    (
      pypi, ["ACTIONS_ID_TOKEN_REQUEST_URL": "https://x", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "y"],
      "workflow"
    ),
  ]

  @Test(arguments: variables)
  func `a token goes to its own index`(
    _ url: String, _ variables: [String: String], _ wanted: String
  ) throws {
    #expect(try found(url, variables) == wanted)
  }

  @Test func `a section of pypirc is for the index that it names`() throws {
    let file = """
      [distutils]
      index-servers =
          pypi
          company
      [pypi]
      username = __token__
      password = \(macaroon("pypi.org", "of-pypi"))
      [company]
      repository: https://pypi.example/legacy
      username: ann
      password: hunter2
      """
    let files = [".pypirc": file]
    #expect(try found(Self.pypi, [:], files) == "~/.pypirc: __token__ of-pypi")
    #expect(try found("https://pypi.example/legacy/", [:], files) == "~/.pypirc: ann hunter2")
    #expect(
      try found("https://test.pypi.org/legacy/", [:], files)
        == refusal(.tokenMissing, "there is no token for test.pypi.org"))
    let missing = refusal(.tokenMissing, "there is no token for 127.0.0.1:8000")
    #expect(try found(Self.loopback, [:], files) == missing)
    var held = HeldTokens()
    held[.index(host: "127.0.0.1:8000")] = Secret(macaroon("127.0.0.1", "typed"))
    #expect(try found(Self.loopback, [:], files, held: held) == "`token set`: __token__ typed")
    held[.index(host: "upload.pypi.org")] = Secret(macaroon("127.0.0.1", "typed"))
    #expect(
      try found(Self.pypi, [:], files, held: held)
        == refusal(.tokenWrongHost, "the token in `token set` is for 127.0.0.1, not for pypi.org"))
  }

  private static let addresses: [([String: String], String?, String)] = [
    ([:], nil, "https://upload.pypi.org/legacy/"),
    (["UV_PUBLISH_URL": "https://a.example/x"], nil, "https://a.example/x"),
    (["UV_PUBLISH_URL": "https://a.example/x"], "http://127.0.0.1:1/", "http://127.0.0.1:1/"),
    (["TWINE_REPOSITORY": "testpypi"], nil, "https://test.pypi.org/legacy/"),
    (["TWINE_REPOSITORY": "company"], nil, "https://pypi.example/"),
    (
      ["TWINE_REPOSITORY": "nobody"], nil,
      refusal(.noRegistry, "~/.pypirc has no repository `nobody`")
    ),
    (
      ["UV_PUBLISH_URL": "https://a.example/x", "TWINE_REPOSITORY_URL": "https://b.example/"], nil,
      refusal(.noRegistry, "TWINE_REPOSITORY_URL and UV_PUBLISH_URL name two indexes")
    ),
    (
      [:], "http://pypi.example/",
      refusal(.noRegistry, "uploads to pypi.example would go unencrypted")
    ),
    (
      [:], "https://ann:hunter2@pypi.example/",
      refusal(.noRegistry, "the address for uploads to pypi.example holds a user or a password")
    ),
    ([:], "ftp://x", refusal(.noRegistry, "`ftp://x` is no address for uploads")),
    ([:], "https:///x", refusal(.noRegistry, "`https:///x` is no address for uploads")),
  ]

  @Test(arguments: addresses)
  func `the address of the uploads is chosen`(
    _ variables: [String: String], _ given: String?, _ wanted: String
  ) throws {
    let file = "[company]\nrepository = https://pypi.example/\npassword = x\n"
    let (world, scratch) = try world(variables, [".pypirc": file])
    defer { withExtendedLifetime(scratch) {} }
    do throws(ReleaseError) {
      #expect(try UploadAddress.chosen(given, in: world).url == wanted)
    } catch {
      #expect(refusal(error.code, error.what) == wanted)
      #expect(!"\(error)".contains("hunter2"))
    }
  }
}
