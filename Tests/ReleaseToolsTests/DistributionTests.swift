import Diagnostics
import ReleaseWorld
import Testing

@testable import ReleaseTools

struct DistributionTests {
  private func found(
    _ files: [String], beside directory: String = ""
  ) throws -> [String] {
    let scratch = try Scratch()
    try scratch.shell("mkdir -p dist python/dist")
    for file in files { try scratch.write(file, "bytes") }
    let world = World.outside(directory: scratch.directory, environment: scratch.environment)
    do throws(ReleaseError) {
      return try DistributionFolder(of: "dm-py", "0.2.0", beside: directory, in: world.files)
        .toUpload().map(\.path)
    } catch {
      return [refusal(error.code, error.what)] + error.fix.map(\.text)
    }
  }

  private static let folders: [([String], [String])] = [
    (
      ["dist/dm_py-0.2.0.tar.gz", "dist/dm_py-0.2.0-py3-none-any.whl", "dist/.gitignore"],
      ["dist/dm_py-0.2.0-py3-none-any.whl", "dist/dm_py-0.2.0.tar.gz"]
    ),
    (["dist/DM.Py-0.2.0.zip", "dist/other-0.1.0.tar.gz"], ["dist/DM.Py-0.2.0.zip"]),
    (["dist/dm_py_more-0.1.0.tar.gz", "dist/dm_py-0.2.0.tar.gz"], ["dist/dm_py-0.2.0.tar.gz"]),
    (
      [],
      [
        refusal(.noDistribution, "no wheel or sdist of dm-py 0.2.0 lies in dist/"),
        "build matrix -p python",
      ]
    ),
    (
      ["dist/dm_py-0.1.0.tar.gz", "dist/dm_py-0.1.0-py3-none-any.whl"],
      [
        refusal(
          .distOfOtherVersion,
          "dist/dm_py-0.1.0-py3-none-any.whl is of version 0.1.0, not 0.2.0,"
            + " and 1 more of other versions"),
        "!rm dist/dm_py-0.1.0-py3-none-any.whl dist/dm_py-0.1.0.tar.gz", "build matrix -p python",
      ]
    ),
    (
      ["dist/dm_py-0.2.0rc1.tar.gz", "dist/dm_py-0.2.0.tar.gz"],
      [
        refusal(
          .distOfOtherVersion, "dist/dm_py-0.2.0rc1.tar.gz is of version 0.2.0rc1, not 0.2.0"),
        "!rm dist/dm_py-0.2.0rc1.tar.gz",
      ]
    ),
  ]

  @Test(arguments: folders)
  func `only the target version's files are found`(_ files: [String], _ wanted: [String]) throws {
    #expect(try found(files) == wanted)
  }

  @Test func `a distribution's own folder comes first`() throws {
    let files = ["python/dist/dm_py-0.2.0.tar.gz", "dist/dm_py-0.2.0.tar.gz"]
    #expect(try found(files, beside: "python") == ["python/dist/dm_py-0.2.0.tar.gz"])
  }

  private static let file = DistributionFile("a.whl", path: "dist/a.whl", sha256: "aa")

  private static let tools: [([String], String)] = [
    (["uv", "twine"], "uv"), (["twine"], "twine"), (["pipx"], "!pipx install uv"),
    ([], "!python3 -m pip install --user uv"),
  ]

  @Test(arguments: tools)
  func `the tool that is there uploads`(_ programs: [String], _ wanted: String) throws {
    let scratch = try Scratch()
    try scratch.shell("mkdir bin")
    for tool in programs { try scratch.write("bin/\(tool)", "#!/bin/sh\n", executable: true) }
    var environment = scratch.environment
    environment.variables["PATH"] = scratch.path("bin")
    let world = World.outside(directory: scratch.directory, environment: environment)
    do throws(ReleaseError) {
      #expect(try UploadTool.find(in: world).rawValue == wanted)
    } catch {
      #expect(error.code == .noUploadTool)
      #expect(error.fix.map(\.text) == [wanted])
    }
  }

  @Test func `no token stands in what is shown of an upload`() throws {
    let address = try UploadAddress("http://127.0.0.1:1/legacy/")
    let environment = Environment([
      "TWINE_REPOSITORY": "pypi", "UV_PUBLISH_INDEX": "pypi", "UV_PUBLISH_TOKEN": "other-secret",
      "PYPI_API_TOKEN": "other-secret",
    ])
    for tool in [UploadTool.uv, .twine] {
      var command = tool.call(
        [Self.file], to: address, served: "http://127.0.0.1:1/simple", from: environment,
        .uploadFiles(distribution: "a", version: "1", files: ["a.whl"], index: "index"))
      command.secrets = tool.secrets(UploadToken(Secret("own-secret"), from: "x"))
      #expect(!"\(command)".contains("secret\""))
      #expect(command.arguments.last == "dist/a.whl")
      #expect(command.environment["PYPI_API_TOKEN"] == .some(nil))
      #expect(command.secrets.values.contains(Secret("own-secret")))
      let names = tool == .uv ? ["UV_PUBLISH_URL"] : ["TWINE_REPOSITORY_URL"]
      #expect(names.allSatisfy { command.environment[$0] == address.url })
      let gone = tool == .uv ? "UV_PUBLISH_INDEX" : "TWINE_REPOSITORY"
      #expect(command.environment[gone] == .some(nil))
    }
  }

  private static let answers: [(String, String?, String, String)] = [
    ("a=1 b=2", nil, "", "missing a b"), ("a=1 b=2", "a=1", "", "missing b"),
    ("a=1 b=2", "a=1 b=2", "", "same"), ("a=1", "a=1 c=3", "", "same"),
    ("a=1 b=2", "a=9 b=2", "", "other build a"), ("a=1 b=2", "a=9", "=", "missing b"),
    ("a=1", "a=9", "x", ErrorCode.otherContent.rawValue),
    ("a=1 b=2", "a=9", "", ErrorCode.mixedBuilds.rawValue),
    ("a=1 b=2", "c=3", "", ErrorCode.mixedBuilds.rawValue),
    ("a=1 b=2 d=4", "a=1 c=3", "", "missing b d"), ("a=1", "a=9", "?", "server-silent"),
    ("a=1", "?", "", "server-silent"),
  ]

  @Test(arguments: answers)
  func `files on the index are told from those that lie here`(
    _ own: String, _ served: String?, _ difference: String, _ wanted: String
  ) throws {
    func parts(_ text: String) -> [(String, String)] {
      text.split(separator: " ").map { word in
        let parts = word.split(separator: "=").map(String.init)
        return (parts[0], parts[1])
      }
    }
    let silent = ReleaseError.serverSilent("index", "it is away")
    let answer: RegistryAnswer =
      switch served {
      case nil: .absent
      case "?": .unknown(silent)
      case .some(let text):
        .served(RegistryRelease(files: parts(text).map { .init($0.0, sha256: $0.1) }))
      }
    let verdict = try DistributionVerdict(
      of: "dm-py 0.2.0",
      own: parts(own).map { DistributionFile($0.0, path: "dist/\($0.0)", sha256: $0.1) },
      index: answer, named: "index"
    ) { _, _ in
      switch difference {
      case "": .sameContents
      case "=": .sameBytes
      case "?": .unknown(silent)
      default: .otherContents([difference])
      }
    }
    let word =
      switch verdict {
      case .missing(let files): "missing " + files.map(\.name).joined(separator: " ")
      case .same: "same"
      case .otherBuild(let names, _): "other build " + names.joined(separator: " ")
      case .blocked(let error), .unknown(let error): error.code.rawValue
      }
    #expect(word == wanted)
  }

  private static let wheels: [(served: String, sum: String?, wanted: String)] = [
    ("same", nil, "same"), ("stored", nil, "same contents"),
    ("module", nil, "modules m/_native.so"),
    ("source", nil, "other m/a.py (changed)"), ("damaged", nil, "other the whole file"),
    ("same", String(repeating: "0", count: 64), "not what is said"),
  ]

  @Test(arguments: wheels)
  func `a file is compared with what the index hands out`(
    _ served: String, _ sum: String?, _ wanted: String
  ) throws {
    let scratch = try Scratch()
    try scratch.write(
      "make.py",
      """
      import sys, zipfile
      def wheel(path, source="a = 1", module="code", how=zipfile.ZIP_DEFLATED):
          with zipfile.ZipFile(path, "w", how) as archive:
              for name, text in [("m/a.py", source), ("m/_native.so", module),
                                 ("m-1.dist-info/WHEEL", "x"), ("m-1.dist-info/RECORD", path)]:
                  archive.writestr(name, text)
      wheel("own.whl")
      wheel("same.whl")
      wheel("stored.whl", how=zipfile.ZIP_STORED)
      wheel("module.whl", module="other code")
      wheel("source.whl", source="a = 2")
      open("damaged.whl", "wb").write(open("own.whl", "rb").read()[:90])
      open("same.whl", "wb").write(open("own.whl", "rb").read())
      """)
    try scratch.shell("python3 make.py")
    let files = Files.live(root: scratch.directory)
    let bytes = try #require(try files.read("\(served).whl"))
    var world = World.outside(directory: scratch.directory, environment: scratch.environment)
    world.http = HTTP { (_: HTTPRequest) throws(Failure) -> HTTPResponse in
      HTTPResponse(status: 200, body: bytes)
    }
    let own = DistributionFile("m-1-py3-none-any.whl", path: "own.whl", sha256: "")
    let comparison = try DistributionVerdict.Comparison(
      own, .init(own.name, sha256: sum, url: "https://files.example/\(own.name)"), in: world)
    let word =
      switch comparison {
      case .sameBytes: "same"
      case .sameContents: "same contents"
      case .otherModules(let paths): "modules " + paths.joined(separator: " ")
      case .otherContents(let entries): "other " + entries.joined(separator: " ")
      case .otherThanSaid(let found): "not what is said: \(found)"
      case .unknown(let error): "unknown \(error)"
      }
    #expect(word.hasPrefix(wanted))
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0.0), ("2000-03-01T00:00:01Z", 951_868_801),
    ("2026-11-24T14:00:00.123456Z", 1_795_528_800), ("2026-11-24T14:00:00+00:00", 1_795_528_800),
    ("2026-11-24T14:00:00", nil), ("2026-11-24T14:00:00+01:00", nil), ("2026-13-01T00:00:00Z", nil),
    ("yesterday", nil), ("", nil),
  ])
  func `the time of an upload is read`(_ text: String, _ time: Double?) {
    #expect(UploadTime.read(text) == time)
  }

  @Test func `an index says when it took its first file`() throws {
    func file(_ name: String, _ time: String) -> String {
      #"{"filename":"\#(name)","upload_time_iso_8601":"\#(time)","digests":{}}"#
    }
    let files = [
      file("a-1.tar.gz", "2026-11-24T14:00:00Z"),
      file("a-1-py3-none-any.whl", "2026-11-23T14:00:00Z"),
    ]
    let answer = PackageIndexClient.read(
      json: Array(#"{"urls":[\#(files.joined(separator: ","))]}"#.utf8), from: "pypi.org")
    guard case .served(let release) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(release.firstUpload == 1_795_442_400)
  }
}
